/** The incidents of the demo tenant that boards hear of. All is invented. */
import type { RsitClass, Severity } from '../../src/incidents/incident.events.js';
import type { IncidentStory } from './demo-incident-kinds.js';

/** An incident that is told of for long. */
export interface MajorIncident extends IncidentStory {
  /** Before the demo was loaded. */
  readonly daysAgo: number;
  readonly category: string;
  readonly rsit: RsitClass;
  readonly source: string;
  readonly severity: Severity;
  readonly techniqueIds: readonly string[];
  readonly assets: readonly string[];
  /** From its begin to its detection, and from there to containment and resolution. */
  readonly hours: readonly [undetected: number, contained: number, resolved: number];
}

const major = (
  daysAgo: number,
  of: Pick<MajorIncident, 'category' | 'rsit' | 'source' | 'severity'>,
  techniqueIds: readonly string[],
  assets: readonly string[],
  hours: MajorIncident['hours'],
  told: IncidentStory,
): MajorIncident => ({ daysAgo, ...of, techniqueIds, assets, hours, ...told });

const RANSOM = { category: 'Malware', rsit: 'malicious-code', source: 'Backup copies deleted', severity: 'critical' } as const;
const BREAK_IN = {
  category: 'Intrusion',
  rsit: 'intrusions',
  source: 'Directory copied by an unusual host',
  severity: 'critical',
} as const;
const TAKEOVER = {
  category: 'Account misuse',
  rsit: 'intrusions',
  source: 'New consent to an unknown program',
  severity: 'high',
} as const;

export const MAJOR_INCIDENTS: readonly MajorIncident[] = [
  major(13, TAKEOVER, ['T1528', 'T1114.002'], ['Mail service'], [31, 3, 22], {
    title: 'Consent to a false calendar program in nine mailboxes',
    cause: 'Everybody could give programs access to their mailbox.',
    resolution: 'Consent withdrawn, program blocked, mailboxes searched.',
    impact: 'Nine mailboxes were readable for 31 hours, two of them of the board office.',
    lesson: 'Programs get access by a request, not by a click.',
  }),
  major(36, RANSOM, ['T1490', 'T1486', 'T1021.002'], ['files-02', 'print-01'], [7, 2, 19], {
    title: 'Encryption stopped on a file server',
    cause: 'A local administrator password was the same on 40 servers.',
    resolution: 'Two servers rebuilt, data restored from the night before.',
    impact: 'Half a day of work of two departments was lost.',
    lesson: 'Each server its own administrator password.',
  }),
  major(44, BREAK_IN, ['T1003.006', 'T1078.002'], ['dc-01'], [52, 5, 44], {
    title: 'Directory copied with a contractor account',
    cause: 'The account kept its rights after the contract ended.',
    resolution: 'Account removed, all privileged passwords and keys exchanged.',
    impact: 'Password hashes of 1,900 accounts have to be taken as known.',
    lesson: 'Rights end with the contract, by themselves.',
  }),
  major(63, TAKEOVER, ['T1621', 'T1098.005'], ['Remote access gateway'], [4, 1.5, 11], {
    title: 'Foreign second factor enrolled at night',
    cause: 'The service desk reset a factor after a call without calling back.',
    resolution: 'Factor removed, sessions ended, the desk’s rule changed.',
    impact: 'The account of one administrator was used for four hours.',
    lesson: 'A reset needs a second person.',
  }),
  major(88, RANSOM, ['T1490', 'T1562.001'], ['backup-01'], [11, 3, 30], {
    title: 'Backup server emptied at a branch',
    cause: 'The backup server trusted every administrator of the domain.',
    resolution: 'Copies restored from the off-line set, server taken out of the domain.',
    impact: 'Eleven days of backups of one branch are gone; no live data was lost.',
    lesson: 'Backups are not administered from the domain.',
  }),
  major(131, BREAK_IN, ['T1195.002', 'T1071.001'], ['monitor-01'], [190, 9, 76], {
    title: 'Altered update of a monitoring program',
    cause: 'The maker’s release system had been entered.',
    resolution: 'Program removed, three servers rebuilt, traffic of two weeks searched.',
    impact: 'One server called home; nothing beyond it was reached.',
    lesson: 'Monitoring servers reach the Internet by a list only.',
  }),
  major(205, TAKEOVER, ['T1114.003', 'T1534'], ['Mail service'], [260, 4, 26], {
    title: 'Forwarding rule in the purchasing mailbox',
    cause: 'A password given to a false page was never changed.',
    resolution: 'Rule removed, forwarding outside switched off for all.',
    impact: 'Eleven days of purchasing mail went outside.',
    lesson: 'No forwarding outside by rule.',
  }),
  major(290, BREAK_IN, ['T1190', 'T1505.003'], ['survey server'], [75, 6, 40], {
    title: 'Survey server entered by a weakness of the week',
    cause: 'The update came out on a Friday and waited for Monday.',
    resolution: 'Server rebuilt, survey moved behind the gateway.',
    impact: 'Answers of 640 people were copied; they and the regulator were told.',
    lesson: 'Somebody is on call for updates at the weekend.',
  }),
  major(402, RANSOM, ['T1486', 'T1021.001'], ['erp-test'], [18, 4, 33], {
    title: 'Test system encrypted through remote desktop',
    cause: 'The test system was open to the Internet for a supplier.',
    resolution: 'System rebuilt, the supplier moved to the gateway.',
    impact: 'Tests stood still for a week.',
    lesson: 'Test systems are kept like live ones.',
  }),
  major(540, BREAK_IN, ['T1078.002', 'T1039'], ['files-01'], [120, 8, 52], {
    title: 'Planning files read by a foreign session',
    cause: 'A session token was stolen from a private device.',
    resolution: 'Sessions bound to managed devices.',
    impact: 'Some 300 planning files were opened.',
    lesson: 'Managed devices only.',
  }),
];
