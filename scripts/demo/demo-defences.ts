/** What the demo tenant defends itself with, and what it is measured against. Techniques are named as in MITRE ATT&CK. */
import type { ControlProfile } from '../../src/controls/control.events.js';
import type { TestResult } from '../../src/detection-rules/detection-rule.events.js';
import type { RecommendationContent } from '../../src/recommendations/recommendation.events.js';
import type { ReportType } from '../../src/soc-reports/soc-report.events.js';
import type { KpiTarget, SlaPolicy } from '../../src/tenants/soc-settings.events.js';

/** ATT&CK techniques in scope: name and tactics by id. */
export const TECHNIQUES: Readonly<Record<string, readonly [name: string, ...tactics: string[]]>> = {
  'T1595.002': ['Vulnerability Scanning', 'reconnaissance'],
  T1190: ['Exploit Public-Facing Application', 'initial-access'],
  'T1566.001': ['Spearphishing Attachment', 'initial-access'],
  'T1566.002': ['Spearphishing Link', 'initial-access'],
  'T1195.002': ['Compromise Software Supply Chain', 'initial-access'],
  'T1078.004': ['Cloud Accounts', 'initial-access', 'persistence'],
  'T1059.001': ['PowerShell', 'execution'],
  'T1059.003': ['Windows Command Shell', 'execution'],
  'T1204.002': ['Malicious File', 'execution'],
  'T1053.005': ['Scheduled Task', 'execution', 'persistence'],
  'T1505.003': ['Web Shell', 'persistence'],
  'T1098.005': ['Device Registration', 'persistence'],
  'T1547.001': ['Registry Run Keys / Startup Folder', 'persistence'],
  T1068: ['Exploitation for Privilege Escalation', 'privilege-escalation'],
  'T1562.001': ['Disable or Modify Tools', 'defense-evasion'],
  'T1070.001': ['Clear Windows Event Logs', 'defense-evasion'],
  'T1110.003': ['Password Spraying', 'credential-access'],
  T1621: ['Multi-Factor Authentication Request Generation', 'credential-access'],
  'T1003.001': ['LSASS Memory', 'credential-access'],
  'T1003.006': ['DCSync', 'credential-access'],
  T1528: ['Steal Application Access Token', 'credential-access'],
  'T1087.002': ['Domain Account Discovery', 'discovery'],
  T1046: ['Network Service Discovery', 'discovery'],
  'T1021.001': ['Remote Desktop Protocol', 'lateral-movement'],
  'T1021.002': ['SMB/Windows Admin Shares', 'lateral-movement'],
  T1534: ['Internal Spearphishing', 'lateral-movement'],
  'T1114.003': ['Email Forwarding Rule', 'collection'],
  T1039: ['Data from Network Shared Drive', 'collection'],
  'T1071.001': ['Web Protocols', 'command-and-control'],
  T1219: ['Remote Access Tools', 'command-and-control'],
  'T1567.002': ['Exfiltration to Cloud Storage', 'exfiltration'],
  T1041: ['Exfiltration Over C2 Channel', 'exfiltration'],
  T1486: ['Data Encrypted for Impact', 'impact'],
  T1490: ['Inhibit System Recovery', 'impact'],
  T1498: ['Network Denial of Service', 'impact'],
};

export const DETECTION_SCOPE = {
  version: '2026.2',
  techniqueIds: Object.keys(TECHNIQUES),
  note: 'Techniques seen in our incidents or in reports on our sector in the last two years.',
};

export interface RulePlan {
  readonly name: string;
  readonly techniqueIds: readonly string[];
  readonly source: string;
  readonly platform: string;
  /** Undefined: never tested. */
  readonly test: TestResult | undefined;
  readonly became: 'enabled' | 'disabled' | 'retired';
}

const rule = (
  name: string,
  techniqueIds: readonly string[],
  [source, platform]: readonly [string, string],
  test: RulePlan['test'] = 'passed',
  became: RulePlan['became'] = 'enabled',
): RulePlan => ({ name, techniqueIds, source, platform, test, became });

const ENDPOINT = ['Endpoint sensor', 'Windows'] as const;
const SIGN_INS = ['Sign-in log', 'Identity provider'] as const;
const MAIL = ['Mail trace', 'Mail service'] as const;
const NETWORK = ['Network sensor', 'Network'] as const;
const DIRECTORY = ['Directory audit', 'Windows'] as const;

export const RULES: readonly RulePlan[] = [
  rule('Script interpreter started by an office program', ['T1204.002', 'T1059.001'], ENDPOINT),
  rule('Encoded command line', ['T1059.001', 'T1059.003'], ENDPOINT),
  rule('Web server starts a shell', ['T1505.003', 'T1190'], ENDPOINT),
  rule('Task created by a document', ['T1053.005'], ENDPOINT),
  rule('Run key written by a program in a temporary folder', ['T1547.001'], ENDPOINT, 'failed'),
  rule('Memory of the sign-in process read', ['T1003.001'], ENDPOINT),
  rule('Protection switched off', ['T1562.001'], ENDPOINT),
  rule('Event log cleared', ['T1070.001'], ENDPOINT),
  rule('Backup copies deleted', ['T1490'], ENDPOINT),
  rule('Many files renamed within a minute', ['T1486'], ENDPOINT),
  rule('Program outside the catalogue', ['T1219'], ENDPOINT),
  rule('Driver with a known weakness loaded', ['T1068'], ENDPOINT, undefined),
  rule('Directory copied by an unusual host', ['T1003.006'], DIRECTORY),
  rule('Directory listed from a workstation', ['T1087.002'], DIRECTORY, undefined),
  rule('Sign-in from two countries within an hour', ['T1078.004'], SIGN_INS),
  rule('Many accounts, one address', ['T1110.003'], SIGN_INS),
  rule('Repeated second-factor prompts', ['T1621'], SIGN_INS),
  rule('Second factor enrolled from a new network', ['T1098.005'], SIGN_INS, undefined),
  rule('New consent to an unknown program', ['T1528'], SIGN_INS),
  rule('Forwarding rule to an outside address', ['T1114.003'], MAIL),
  rule('Attachment with a script inside', ['T1566.001'], MAIL),
  rule('Link to a domain younger than a week', ['T1566.002'], MAIL),
  rule('Message to many colleagues from a new device', ['T1534'], MAIL, 'failed'),
  rule('Probe of many ports from one network', ['T1595.002', 'T1046'], NETWORK),
  rule('Administrative share used between workstations', ['T1021.002'], NETWORK),
  rule('Large upload to a file-sharing site', ['T1567.002'], NETWORK),
  rule('Traffic far above the usual', ['T1498'], NETWORK),
  rule('Beacon at even intervals', ['T1071.001'], NETWORK, 'passed', 'disabled'),
  rule('Old signature set of the mail gateway', ['T1566.001'], MAIL, 'passed', 'retired'),
];

export interface ControlPlan extends Pick<ControlProfile, 'framework' | 'controlId' | 'title' | 'implementationStatus'> {
  /** Days before the load; undefined: there is no evidence. */
  readonly evidenceDaysAgo: number | undefined;
}

type Row = readonly [
  controlId: string,
  title: string,
  implementationStatus: ControlProfile['implementationStatus'],
  evidenceDaysAgo?: number,
];
const controls = (framework: ControlProfile['framework'], rows: readonly Row[]): readonly ControlPlan[] =>
  rows.map(([controlId, title, implementationStatus, evidenceDaysAgo]) => ({
    framework,
    controlId,
    title,
    implementationStatus,
    evidenceDaysAgo,
  }));

export const CONTROLS: readonly ControlPlan[] = [
  ...controls('NIST CSF 2.0', [
    ['GV.RM-01', 'Risk management objectives are agreed', 'implemented', 120],
    ['GV.SC-04', 'Suppliers are known and prioritised', 'partial', 210],
    ['ID.AM-01', 'Inventory of hardware', 'implemented', 34],
    ['ID.AM-02', 'Inventory of software and services', 'partial', 61],
    ['ID.RA-01', 'Vulnerabilities are identified and recorded', 'implemented', 12],
    ['PR.AA-01', 'Identities and credentials are managed', 'implemented', 48],
    ['PR.AA-03', 'Users, services and hardware are authenticated', 'partial', 48],
    ['PR.AT-01', 'Staff are made aware and trained', 'implemented', 150],
    ['PR.DS-01', 'Data at rest is protected', 'implemented', 95],
    ['PR.DS-11', 'Backups are made, protected and tested', 'partial', 80],
    ['PR.PS-02', 'Software is maintained and replaced', 'partial', 27],
    ['DE.CM-01', 'Networks are monitored', 'implemented', 20],
    ['DE.CM-09', 'Computing hardware and software are monitored', 'implemented', 20],
    ['DE.AE-02', 'Adverse events are analysed', 'implemented', 15],
    ['RS.MA-01', 'The response plan is carried out', 'implemented', 40],
    ['RS.CO-02', 'Those concerned are told of incidents', 'implemented', 75],
    ['RC.RP-03', 'Backups are checked before they are restored', 'planned'],
  ]),
  ...controls('ISO 27001:2022', [
    ['A.5.7', 'Threat intelligence', 'implemented', 30],
    ['A.5.9', 'Inventory of information and assets', 'partial', 61],
    ['A.5.15', 'Access control', 'implemented', 110],
    ['A.5.19', 'Information security in supplier relationships', 'partial', 210],
    ['A.5.24', 'Planning and preparation of incident management', 'implemented', 40],
    ['A.5.26', 'Response to incidents', 'implemented', 40],
    ['A.5.27', 'Learning from incidents', 'implemented', 40],
    ['A.5.28', 'Collection of evidence', 'partial', 260],
    ['A.6.3', 'Awareness, education and training', 'implemented', 150],
    ['A.8.5', 'Secure authentication', 'partial', 48],
    ['A.8.8', 'Management of technical vulnerabilities', 'implemented', 12],
    ['A.8.13', 'Backup', 'partial', 80],
    ['A.8.15', 'Logging', 'implemented', 20],
    ['A.8.16', 'Monitoring activities', 'implemented', 20],
    ['A.8.28', 'Secure coding', 'not_implemented'],
    ['A.7.4', 'Physical security monitoring', 'not_applicable'],
  ]),
];

/** Around the clock for what cannot wait, working hours for the rest. */
export const SLA_POLICIES: readonly SlaPolicy[] = [
  {
    name: 'Around the clock',
    targets: [
      { severity: 'critical', clock: 'acknowledge', seconds: 900 },
      { severity: 'critical', clock: 'resolve', seconds: 86_400 },
      { severity: 'high', clock: 'acknowledge', seconds: 1_800 },
      { severity: 'high', clock: 'resolve', seconds: 86_400 },
    ],
    calendar: { kind: 'always' },
    pausedOn: ['user', 'vendor'],
    onReopen: 'continue',
  },
  {
    name: 'Working hours',
    targets: [
      { severity: 'medium', clock: 'acknowledge', seconds: 7_200 },
      { severity: 'medium', clock: 'resolve', seconds: 86_400 },
      { severity: 'low', clock: 'acknowledge', seconds: 14_400 },
      { severity: 'low', clock: 'resolve', seconds: 180_000 },
    ],
    calendar: { kind: 'business_hours', weekdays: [1, 2, 3, 4, 5], start: '08:00', end: '18:00', zone: null, holidays: [] },
    pausedOn: ['user', 'vendor'],
    onReopen: 'continue',
  },
];

export const KPI_TARGETS: readonly KpiTarget[] = [
  { kpi: 'time_to_detect', target: 7_200, targetIs: 'at_most' },
  { kpi: 'time_to_acknowledge', target: 3_600, targetIs: 'at_most' },
  { kpi: 'time_to_resolve', target: 86_400, targetIs: 'at_most' },
  { kpi: 'sla_attainment', target: 0.95, targetIs: 'at_least' },
  { kpi: 'false_positive_rate', target: 0.25, targetIs: 'at_most' },
  { kpi: 'auto_resolution_rate', target: 0.25, targetIs: 'at_least' },
  { kpi: 'reopen_rate', target: 0.05, targetIs: 'at_most' },
  { kpi: 'detection_coverage', target: 0.7, targetIs: 'at_least' },
  { kpi: 'backlog', target: 25, targetIs: 'at_most' },
];

/** Each with the built-in reports that print it. */
export const RECOMMENDATIONS: readonly (RecommendationContent & { readonly printedIn: readonly ReportType[] })[] = [
  {
    title: 'Phishing-resistant sign-in',
    text: 'Introduce passkeys for administrators and for everybody who handles payments, before all others.',
    printedIn: ['executive_monthly', 'executive_quarterly', 'executive_yearly'],
  },
  {
    title: 'Rights that end by themselves',
    text: 'Tie the rights of contractors to the end of their contracts, and review those of services each quarter.',
    printedIn: ['executive_quarterly', 'executive_yearly'],
  },
  {
    title: 'Backups out of reach',
    text: 'Administer backups apart from the domain, and restore one system from them each month.',
    printedIn: ['executive_yearly'],
  },
  {
    title: 'Queues that are read at night',
    text: 'Put the queue of high incidents on the duty telephone; a third of late acknowledgements began there.',
    printedIn: ['executive_monthly', 'sla_performance'],
  },
  {
    title: 'Rules that are tested',
    text: 'Test each detection rule within two weeks of its release, and mend those that failed before new ones are written.',
    printedIn: ['executive_quarterly', 'detection_coverage'],
  },
];
