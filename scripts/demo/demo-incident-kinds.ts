/** What happens in the demo tenant's networks: kinds of incidents, each with what became of some of them. All is invented. */
import type { RsitClass, Severity } from '../../src/incidents/incident.events.js';

export interface IncidentStory {
  /** `#` stands for an asset. */
  readonly title: string;
  readonly cause: string;
  readonly resolution: string;
  readonly impact: string;
  readonly lesson: string;
}

export interface IncidentKind {
  readonly category: string;
  readonly rsit: RsitClass;
  /** What raises it. */
  readonly source: string;
  /** A detection rule raises it, not a person. */
  readonly detected: boolean;
  /** How often it comes, compared with the others. */
  readonly weight: number;
  /** How often it is of each severity. */
  readonly severities: Readonly<Partial<Record<Severity, number>>>;
  readonly techniqueIds: readonly string[];
  readonly assets: readonly string[];
  /** Median minutes from its begin to its detection. */
  readonly minutesToDetect: number;
  /** Shares of those that are not high or above: dealt with by a playbook, and found to be no attack. */
  readonly automated: number;
  readonly falseAlarms: number;
  readonly stories: readonly IncidentStory[];
}

const story = (title: string, cause: string, resolution: string, impact: string, lesson: string): IncidentStory => ({
  title,
  cause,
  resolution,
  impact,
  lesson,
});

const LAPTOPS = ['LT-0412', 'LT-0733', 'LT-1105', 'LT-1290', 'LT-1486', 'LT-1502'];
const SERVERS = ['files-02', 'print-01', 'archive-01', 'intranet-03', 'erp-test'];
const ACCOUNTS = [
  'a finance account',
  'a service account',
  'a contractor account',
  'a planner’s account',
  'a mailbox of the press office',
];

export const INCIDENT_KINDS: readonly IncidentKind[] = [
  {
    category: 'Phishing',
    rsit: 'fraud',
    source: 'Report button in the mail client',
    detected: false,
    weight: 22,
    severities: { low: 45, medium: 48, high: 7 },
    techniqueIds: ['T1566.002'],
    assets: ['delivery notices', 'payslips', 'tender documents', 'voicemail notices'],
    minutesToDetect: 95,
    automated: 0.42,
    falseAlarms: 0.2,
    stories: [
      story(
        'False sign-in page behind #',
        'The sending domain was two days old and on no block list.',
        'Messages withdrawn, domain blocked, four passwords changed.',
        'Four people gave their passwords; nothing was read.',
        'Hold messages from domains younger than a week.',
      ),
      story(
        'Messages posing as #',
        'A supplier’s mailbox had been taken over.',
        'Messages withdrawn, the supplier told, its mailbox blocked until it answered.',
        'Eleven people opened the page; one account was misused for an hour.',
        'Phishing-resistant sign-in for everybody who handles payments.',
      ),
    ],
  },
  {
    category: 'Account misuse',
    rsit: 'intrusions',
    source: 'Sign-in from two countries within an hour',
    detected: true,
    weight: 12,
    severities: { low: 20, medium: 58, high: 20, critical: 2 },
    techniqueIds: ['T1078.004'],
    assets: ACCOUNTS,
    minutesToDetect: 38,
    automated: 0.15,
    falseAlarms: 0.38,
    stories: [
      story(
        'Sign-in from two countries to #',
        'The password had been used on another site that was breached.',
        'Sessions ended, password changed, second factor enrolled anew.',
        'One mailbox was read for three hours; no personal data left.',
        'Refuse passwords that are in known breaches.',
      ),
      story(
        'Second factor approved by mistake for #',
        'Repeated prompts wore the owner down.',
        'Sessions ended, number matching switched on for the group.',
        'Two shared folders were opened; their owners were told.',
        'Number matching for all, not only for administrators.',
      ),
    ],
  },
  {
    category: 'Malware',
    rsit: 'malicious-code',
    source: 'Script interpreter started by an office program',
    detected: true,
    weight: 10,
    severities: { low: 34, medium: 44, high: 19, critical: 3 },
    techniqueIds: ['T1204.002', 'T1059.001'],
    assets: LAPTOPS,
    minutesToDetect: 14,
    automated: 0.25,
    falseAlarms: 0.22,
    stories: [
      story(
        'Loader started from a document on #',
        'Macros were allowed for one department by an old exception.',
        'Device isolated and rebuilt, exception withdrawn.',
        'One device was out of use for a day.',
        'Exceptions end by themselves after 90 days.',
      ),
      story(
        'Password stealer found on #',
        'Software was installed from an advertisement.',
        'Device rebuilt, all passwords of its user changed.',
        'Saved passwords of one person were taken; none was used.',
        'Install from the catalogue only.',
      ),
    ],
  },
  {
    category: 'Password guessing',
    rsit: 'intrusion-attempts',
    source: 'Many accounts, one address',
    detected: true,
    weight: 9,
    severities: { informational: 20, low: 55, medium: 23, high: 2 },
    techniqueIds: ['T1110.003'],
    assets: ['the remote access gateway', 'the mail service', 'the supplier portal'],
    minutesToDetect: 9,
    automated: 0.72,
    falseAlarms: 0.08,
    stories: [
      story(
        'Password spraying against #',
        'The service still took passwords without a second factor.',
        'Addresses blocked, old protocol switched off.',
        'One account was opened for twenty minutes.',
        'No service without a second factor.',
      ),
    ],
  },
  {
    category: 'Scanning',
    rsit: 'information-gathering',
    source: 'Probe of many ports from one network',
    detected: true,
    weight: 9,
    severities: { informational: 55, low: 42, medium: 3 },
    techniqueIds: ['T1595.002'],
    assets: ['the public web servers', 'the remote access gateway', 'the partner network'],
    minutesToDetect: 6,
    automated: 0.8,
    falseAlarms: 0.1,
    stories: [
      story('Scan of #', 'Routine scanning from rented servers.', 'Addresses blocked for a week.', 'None.', 'Nothing to change.'),
    ],
  },
  {
    category: 'Data handling',
    rsit: 'information-content-security',
    source: 'Large upload to a file-sharing site',
    detected: true,
    weight: 8,
    severities: { low: 40, medium: 46, high: 14 },
    techniqueIds: ['T1567.002'],
    assets: ['planning files', 'personnel lists', 'contract drafts'],
    minutesToDetect: 130,
    automated: 0.05,
    falseAlarms: 0.34,
    stories: [
      story(
        'Upload of # to a private account',
        'There was no approved way to send large files to a partner.',
        'Files deleted at the provider, an approved way offered.',
        'Names of 140 people were outside for two days; the regulator was told.',
        'Offer the approved way before blocking the other.',
      ),
      story(
        'Message with # to a wrong recipient',
        'The address was completed by the mail client.',
        'The recipient confirmed deletion.',
        'Contract terms of one supplier became known to another.',
        'Warn before sending outside for the first time.',
      ),
    ],
  },
  {
    category: 'Lost device',
    rsit: 'information-content-security',
    source: 'Service desk',
    detected: false,
    weight: 5,
    severities: { low: 78, medium: 22 },
    techniqueIds: [],
    assets: LAPTOPS,
    minutesToDetect: 700,
    automated: 0,
    falseAlarms: 0.05,
    stories: [
      story(
        'Device # lost on a journey',
        'Left on a train.',
        'Wiped from afar, certificates revoked.',
        'None: the disk is encrypted.',
        'None.',
      ),
    ],
  },
  {
    category: 'Unwanted software',
    rsit: 'other',
    source: 'Program outside the catalogue',
    detected: true,
    weight: 8,
    severities: { informational: 22, low: 66, medium: 12 },
    techniqueIds: ['T1219'],
    assets: LAPTOPS,
    minutesToDetect: 55,
    automated: 0.5,
    falseAlarms: 0.3,
    stories: [
      story(
        'Remote control program on #',
        'Installed by a vendor for a repair and left there.',
        'Program removed, vendor reminded of the rule.',
        'None known.',
        'Vendors work through the gateway.',
      ),
    ],
  },
  {
    category: 'Exposed service',
    rsit: 'vulnerable',
    source: 'External surface scan',
    detected: true,
    weight: 6,
    severities: { low: 30, medium: 56, high: 14 },
    techniqueIds: ['T1190'],
    assets: SERVERS,
    minutesToDetect: 1500,
    automated: 0,
    falseAlarms: 0.14,
    stories: [
      story(
        'Administration page of # open to the Internet',
        'A firewall rule for a test was never withdrawn.',
        'Rule withdrawn, logs of three weeks read: nobody had signed in.',
        'None found.',
        'Test rules end by themselves after seven days.',
      ),
      story(
        'Known weakness on # not mended',
        'The server was missing from the inventory.',
        'Server updated and entered into the inventory.',
        'None found.',
        'Compare the inventory with the scan each week.',
      ),
    ],
  },
  {
    category: 'Intrusion',
    rsit: 'intrusions',
    source: 'Web server starts a shell',
    detected: true,
    weight: 3,
    severities: { medium: 25, high: 60, critical: 15 },
    techniqueIds: ['T1190', 'T1505.003'],
    assets: ['the supplier portal', 'the survey server', 'the parking service'],
    minutesToDetect: 400,
    automated: 0,
    falseAlarms: 0.1,
    stories: [
      story(
        'Web shell on #',
        'An update had waited for a maintenance window for 16 days.',
        'Server rebuilt from the last clean copy, keys exchanged.',
        'The service was off for nine hours; no data left.',
        'Urgent updates need no window.',
      ),
      story(
        'Commands run through #',
        'A library in an in-house program was out of date.',
        'Library updated, program released anew, accounts of the server changed.',
        'A list of 2,100 e-mail addresses was copied.',
        'Libraries are checked at each release.',
      ),
    ],
  },
  {
    category: 'Payment fraud',
    rsit: 'fraud',
    source: 'Finance desk',
    detected: false,
    weight: 4,
    severities: { medium: 66, high: 34 },
    techniqueIds: ['T1534', 'T1114.003'],
    assets: ['a builder’s invoice', 'a software invoice', 'a cleaning contract'],
    minutesToDetect: 2600,
    automated: 0,
    falseAlarms: 0.12,
    stories: [
      story(
        'Changed bank details on #',
        'A supplier’s mailbox had a forwarding rule that nobody knew.',
        'Payment stopped by the bank, the supplier told.',
        'A payment of 18,400 was held and came back.',
        'Call back on a known number before details change.',
      ),
    ],
  },
  {
    category: 'Availability',
    rsit: 'availability',
    source: 'Traffic far above the usual',
    detected: true,
    weight: 3,
    severities: { low: 25, medium: 50, high: 25 },
    techniqueIds: ['T1498'],
    assets: ['the public website', 'the booking service'],
    minutesToDetect: 7,
    automated: 0.3,
    falseAlarms: 0.25,
    stories: [
      story(
        'Flood of requests to #',
        'The service was reachable past its protection by an old name.',
        'Old name withdrawn, limits set by address.',
        'The service was slow for 40 minutes.',
        'Withdraw names with the services they were for.',
      ),
    ],
  },
];

/** Said beside the cause where something took longer than it should. */
export const DELAYS = [
  'It waited in a queue that nobody read at night.',
  'Two analysts were away, and the queue was read late.',
  'The owner of the system could not be reached.',
  'It was handed over twice before somebody took it.',
  'The vendor answered only when reminded.',
];
