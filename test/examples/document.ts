/** A document with every kind of block, as specs and the bench render it. */
import type { Block, Document, KpiLine, State } from '../../src/documents/document.measure.js';

const STATES: readonly State[] = ['good', 'warning', 'bad', 'neutral'];
const WORDS = ['met', 'close', 'missed', 'no target'];

const kpi = (name: string, at: number, more: Partial<KpiLine> = {}): KpiLine => ({
  name,
  value: ['2 h 10 min', '93.1 %', '17', '–'][at % 4],
  n: [412, 58, 17, 0][at % 4],
  target: at % 4 === 3 ? null : '≤ 4 h',
  previous: at % 4 === 3 ? null : '2 h 40 min',
  trend: (['down', 'up', 'level', null] as const)[at % 4],
  state: STATES[at % 4],
  word: WORDS[at % 4],
  ...more,
});

const MONTHS = ['January', 'February', 'March'];
const CATEGORIES = [
  'Phishing',
  'Malicious code execution',
  'Unauthorised access',
  'Data loss',
  'Denial of service',
  'Policy violation',
];
const TACTICS = [
  'Reconnaissance',
  'Resource Development',
  'Initial Access',
  'Execution',
  'Persistence',
  'Privilege Escalation',
  'Defense Evasion',
  'Credential Access',
  'Discovery',
];
const TECHNIQUES = [
  'Phishing',
  'Valid Accounts',
  'Command and Scripting Interpreter',
  'OS Credential Dumping',
  'Exploit Public-Facing Application',
];

export const incidentsTable = (rows: number): Block => ({
  kind: 'table',
  caption: 'Top incidents',
  columns: [
    { label: 'Number', weight: 0.8 },
    { label: 'Detected', weight: 0.9 },
    { label: 'Severity', weight: 0.9 },
    { label: 'What happened', weight: 2.6 },
    { label: 'Hours', align: 'end', weight: 0.6 },
  ],
  rows: Array.from({ length: rows }, (_, index) => [
    { text: `INC${String(10_000 + index)}` },
    { text: `2026-03-${String((index % 28) + 1).padStart(2, '0')}` },
    { text: ['Critical', 'High', 'Medium', 'Low'][index % 4], state: STATES[[2, 1, 3, 0][index % 4]] },
    {
      text: 'A loader was started from a mail attachment and stopped by the endpoint agent; the host was rebuilt and its user briefed.',
    },
    { text: (index * 1.75).toFixed(1) },
  ]),
});

export const everyBlock: Document = {
  id: '0a4e8a7e-0f7c-4a1c-9a51-6a3f2f8e1d10',
  title: 'Executive monthly report',
  subtitle: 'March 2026 (Europe/London)',
  tenant: 'Acme Bank',
  marking: { tlp: 'AMBER', secrecyLevel: 'RESTRICTED', releasableTo: ['GB', 'FR'] },
  position: '184467',
  asOf: '2026-04-01T06:00:00.000Z',
  templateVersion: '1.0',
  sections: [
    {
      id: 'summary',
      title: 'Summary',
      blocks: [
        {
          kind: 'text',
          paragraphs: [
            'In March 412 incidents were opened and 398 resolved. The median time to resolve was 2 h 10 min, within its target of 4 h and better than in February. One incident of critical severity reached a payment system; it was contained in 38 minutes and nothing left the network.',
            'Two indicators missed their targets: the share of reopened incidents, and attainment of the resolve clock for incidents of medium severity, where a vendor held up eleven tickets.',
          ],
        },
        {
          kind: 'list',
          items: [
            'Phishing remains the most frequent category.',
            'Coverage of Initial Access rose from 62 % to 74 %.',
            'Eleven tickets waited for one vendor; its contract is under review, and the next meeting of both service managers, on 14 April, decides whether an escalation path is added to it.',
          ],
        },
        {
          kind: 'list',
          ordered: true,
          items: ['Renew the contract with a shorter response time.', 'Test the nine untested rules.'],
        },
        {
          kind: 'note',
          state: 'warning',
          text: 'Four incidents have a detection time before their occurrence; they are left out of the time to detect.',
        },
        { kind: 'note', state: 'good', text: 'Every figure is of the same position of the ledger.' },
        { kind: 'note', state: 'bad', text: 'This month was restated: see the section on restatements.' },
        { kind: 'note', state: 'neutral', text: 'Test incidents are never counted.' },
        {
          kind: 'facts',
          items: [
            { label: 'Period', value: '1 to 31 March 2026, Europe/London' },
            { label: 'Incidents', value: '412' },
            {
              label: 'Scope',
              value:
                'All business units of Acme Bank in the United Kingdom and in France, without the subsidiaries that joined during the period.',
            },
          ],
        },
      ],
    },
    {
      id: 'indicators',
      title: 'Indicators',
      blocks: [
        {
          kind: 'kpis',
          lines: [
            kpi('Time to detect (median)', 0),
            kpi('Time to acknowledge (median)', 1, { note: '12 automatic acknowledgements are counted apart.' }),
            kpi('Time to resolve (median)', 2),
            kpi('Detection coverage', 3),
          ],
        },
        {
          kind: 'chart',
          caption: 'Incidents by severity',
          alt: 'Stacked bars: incidents by severity in January, February and March; March has the most, 412.',
          shape: 'stacked-bar',
          unit: 'incidents',
          labels: MONTHS,
          series: [
            { name: 'Critical', values: [4, 2, 7] },
            { name: 'High', values: [40, 52, 61] },
            { name: 'Medium', values: [120, 99, 144] },
            { name: 'Low', values: [180, 190, 200] },
          ],
        },
        {
          kind: 'chart',
          caption: 'Incidents by category',
          alt: 'Bars: phishing 166, malicious code 91, unauthorised access 60, data loss 41, denial of service 33, policy violation 21.',
          shape: 'bar',
          unit: 'incidents',
          labels: CATEGORIES,
          series: [{ name: 'March', values: [166, 91, 60, 41, 33, 21] }],
        },
        {
          kind: 'chart',
          caption: 'Time to resolve',
          alt: 'Lines: median and 90th percentile of the time to resolve fall over six months.',
          shape: 'line',
          unit: 'hours',
          labels: ['Oct', 'Nov', 'Dec', 'Jan', 'Feb', 'Mar'],
          series: [
            { name: 'Median', values: [4.1, 3.9, 3.2, null, 2.7, 2.2] },
            { name: '90th percentile', values: [19, 17.5, 18, 14, 12.2, 9.1] },
          ],
        },
        {
          kind: 'chart',
          caption: 'Opened and resolved',
          alt: 'Bars: opened and resolved incidents by month.',
          shape: 'bar',
          unit: 'incidents',
          labels: MONTHS,
          series: [
            { name: 'Opened', values: [344, 343, 412] },
            { name: 'Resolved', values: [350, 330, 398] },
          ],
        },
        { kind: 'chart', caption: 'False positives', alt: 'Nothing to show.', shape: 'line', unit: '%', labels: [], series: [] },
      ],
    },
    { id: 'incidents', title: 'Top incidents', blocks: [incidentsTable(60)] },
    {
      id: 'coverage',
      title: 'Detection coverage',
      newPage: true,
      blocks: [
        {
          kind: 'heatmap',
          caption: 'ATT&CK techniques in scope',
          alt: 'Of 45 techniques in nine tactics 23 are covered, 11 untested and 11 are gaps.',
          columns: TACTICS.map((label, column) => ({
            label,
            cells: Array.from({ length: 3 + ((column * 2) % 4) }, (_, row) => ({
              id: `T1${String(100 + column * 17 + row * 3)}`,
              label: TECHNIQUES[(row + column) % TECHNIQUES.length],
              state: (['good', 'warning', 'bad'] as const)[(row + column) % 3],
              word: ['covered', 'untested', 'gap'][(row + column) % 3],
            })),
          })),
        },
        { kind: 'table', caption: 'Rules retired', columns: [{ label: 'Rule' }], rows: [], empty: 'No rule was retired.' },
      ],
    },
    {
      id: 'definitions',
      title: 'Definitions',
      blocks: [
        {
          kind: 'text',
          paragraphs: [
            'Median and 90th percentile interpolate linearly. n is how many incidents a figure is made of.',
            'Żółć, naïve café, Ελληνικά, Кириллица, Tiếng Việt; 漢字 and 🦊 are drawn as boxes.',
          ],
        },
      ],
    },
  ],
};
