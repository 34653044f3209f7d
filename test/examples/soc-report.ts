/** A monthly report and its run, shared by specs and golden files. */
import type { KpiName, KpiTable, KpiUnit } from '../../src/kpis/kpi-table.measure.js';
import { KPI_DEFINITIONS } from '../../src/kpis/kpi.definitions.measure.js';
import type { ReportFacts } from '../../src/soc-reports/report-facts.measure.js';
import type { ReportRequest, SocReportEvent } from '../../src/soc-reports/soc-report.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';

export const REPORT_ID = '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c01';
export const ORIGINAL_ID = '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c02';
export const RECOMMENDATION_ID = '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c03';

export const march: ReportRequest = {
  title: 'Executive security report, March 2026',
  reportType: 'executive_monthly',
  periodType: 'monthly',
  periodStart: '2026-03-01T00:00:00.000Z',
  // British Summer Time began on the 29th.
  periodEnd: '2026-03-31T23:00:00.000Z',
  zone: 'Europe/London',
  scheduleId: null,
  restates: null,
  recommendations: [],
};
export const NOW = '2026-04-02T08:00:00.000Z';
const HASH = 'a1'.repeat(32);

export const requested: SocReportEvent = {
  type: 'SocReportRequested',
  data: { request: march, marking: amber, requestedBy: ana },
};
export const started: SocReportEvent = {
  type: 'SocReportGenerationStarted',
  data: { attempt: 1, position: '4097', asOf: NOW, definitionsVersion: 1, templateVersion: '1' },
};
export const failed: SocReportEvent = {
  type: 'SocReportGenerationFailed',
  data: { attempt: 1, error: 'Something went wrong on our side. Quote c-1 to your operator, then retry.' },
};
export const retried: SocReportEvent = { type: 'SocReportRetried', data: {} };
export const completed = {
  type: 'SocReportCompleted',
  data: {
    generatedAt: '2026-04-02T08:00:01.000Z',
    data: { sha256: HASH, length: 2048, mediaType: 'application/json' },
    dataHash: HASH,
  },
} satisfies SocReportEvent;
export const rendered = {
  type: 'SocReportRendered',
  data: { format: 'pdf', content: { sha256: 'b2'.repeat(32), length: 90_000, mediaType: 'application/pdf' }, pages: 6 },
} satisfies SocReportEvent;
export const renderingFailed = {
  type: 'SocReportRenderingFailed',
  data: { format: 'html', error: 'Something went wrong on our side. Quote c-2 to your operator, then retry.' },
} satisfies SocReportEvent;
export const restated: SocReportEvent = {
  type: 'SocReportRestated',
  data: {
    by: ORIGINAL_ID,
    summary: 'A later report of March 2026 comes to other figures: Opened 43 (n 43) instead of 42 (n 42).',
  },
};

/** `value`, `n`, and further fields of a figure. */
type Figure = readonly [value: number | null, n: number, more?: Partial<KpiTable['kpis'][number]>];

const kpiOf = (name: KpiName, unit: KpiUnit, [value, n, more = {}]: Figure): KpiTable['kpis'][number] => ({
  name,
  unit,
  value,
  n,
  numerator: unit === 'ratio' && value !== null ? Math.round(value * n) : null,
  mean: null,
  median: unit === 'seconds' ? value : null,
  p90: null,
  negative: 0,
  censored: 0,
  target: null,
  targetIs: null,
  previous: null,
  status: value === null ? 'no_data' : 'no_target',
  ...more,
});

/** A table of KPIs with the figures given; there is nothing to measure for the others. */
export const tableOf = (
  start: string,
  end: string,
  figures: Partial<Record<KpiName, Figure>>,
  more: Partial<KpiTable> = {},
): KpiTable => ({
  period: { start, end, zone: 'Europe/London' },
  previousPeriod: { start, end, zone: 'Europe/London' },
  definitionsVersion: 1,
  kpis: KPI_DEFINITIONS.map(({ name, unit }) => kpiOf(name, unit, figures[name] ?? (unit === 'count' ? [0, 0] : [null, 0]))),
  sla: [],
  times: [],
  backlogAge: { median: null, p90: null },
  bySeverity: [],
  byCategory: [],
  byRsit: [],
  byVeris: [],
  bySource: [],
  verdicts: [],
  slaPolicies: [],
  coverage: { scopeVersion: null, scopeNote: '', techniques: [] },
  posture: [],
  scope: { incidents: 0, tests: 0, merged: 0 },
  ...more,
});

const counted = (key: string, opened: number, resolved: number, backlog: number) => ({
  key,
  opened,
  resolved,
  closed: resolved,
  backlog,
  cohortResolved: resolved,
  cohortClosed: resolved,
});

export const marchTable = tableOf(
  march.periodStart,
  march.periodEnd,
  {
    opened: [42, 42, { previous: 36 }],
    resolved: [40, 40, { previous: 41 }],
    closed: [38, 38],
    backlog: [12, 12, { previous: 10 }],
    time_to_acknowledge: [720, 40, { p90: 3_900, mean: 1_500, target: 900, targetIs: 'at_most', status: 'met', previous: 900 }],
    time_to_resolve: [18_000, 40, { p90: 187_200, mean: 46_800, negative: 1, previous: 18_060 }],
    sla_attainment: [0.925, 80, { target: 0.95, targetIs: 'at_least', status: 'missed', previous: 0.96 }],
    false_positive_rate: [0.2, 30],
    detection_coverage: [0.4, 5],
  },
  {
    bySeverity: [counted('critical', 4, 4, 1), counted('high', 9, 8, 3), counted('medium', 29, 28, 8)],
    byCategory: [counted('phishing', 30, 29, 7), counted('none', 12, 11, 5)],
    bySource: [counted('Mail gateway', 30, 29, 7), counted('none', 12, 11, 5)],
    sla: [{ severity: 'high', clock: 'resolve', target: 86_400, due: 9, met: 7, attainment: 7 / 9 }],
    times: [
      { severity: 'high', kpi: 'time_to_acknowledge', n: 9, median: 600, p90: 1_800, mean: 900 },
      { severity: 'high', kpi: 'time_to_resolve', n: 8, median: 14_400, p90: 86_400, mean: 20_000 },
      { severity: 'high', kpi: 'time_to_resolve_without_holds', n: 8, median: 7_200, p90: 43_200, mean: 10_000 },
      { severity: 'medium', kpi: 'time_to_acknowledge', n: 1, median: 3_600, p90: 3_600, mean: 3_600 },
    ],
    coverage: {
      scopeVersion: '2026-1',
      scopeNote: '',
      techniques: [
        { techniqueId: 'T1566', state: 'covered', rules: 2 },
        { techniqueId: 'T1078', state: 'untested', rules: 1 },
        { techniqueId: 'T1003', state: 'gap', rules: 0 },
        { techniqueId: 'T1059', state: 'failed', rules: 1 },
        { techniqueId: 'T1190', state: 'covered', rules: 1 },
      ],
    },
    posture: [
      {
        framework: 'NIST CSF 2.0',
        byStatus: [
          { status: 'implemented', controls: 20 },
          { status: 'planned', controls: 5 },
        ],
        oldestEvidence: 210,
        withoutEvidence: 3,
      },
    ],
    scope: { incidents: 52, tests: 2, merged: 3 },
  },
);

export const facts: ReportFacts = {
  id: REPORT_ID,
  tenant: 'acme',
  request: march,
  marking: amber,
  position: '4097',
  asOf: NOW,
  templateVersion: '1',
  tables: [
    marchTable,
    tableOf('2026-02-01T00:00:00.000Z', march.periodStart, { opened: [36, 36], resolved: [41, 41], backlog: [10, 10] }),
    tableOf('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', { opened: [31, 31], resolved: [30, 30], backlog: [15, 15] }),
  ],
  highlights: [
    {
      id: '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c11',
      number: 'INC0000045',
      title: 'Credentials given to a false login page',
      severity: 'critical',
      status: 'closed',
      detectedAt: '2026-03-05T08:00:00.000Z',
      impact: 'Two mailboxes were read.',
      techniqueIds: ['T1566.002'],
      rootCause: 'No second factor on old mailboxes.',
      resolution: 'Accounts reset, second factor enforced.',
      resolvedAt: '2026-03-06T10:00:00.000Z',
      verdict: 'true_positive',
      lesson: 'Ask for the second factor everywhere.',
    },
  ],
  breaches: [],
  pauses: [{ reason: 'vendor', holds: 3, seconds: 93_600 }],
  rules: {
    enabled: 4,
    added: [{ id: 'r1', name: 'False login page', techniqueIds: ['T1566.002'] }],
    retired: [],
    untested: [{ id: 'r2', name: 'Sign-in from two countries', techniqueIds: ['T1078'] }],
  },
  techniques: [
    { techniqueId: 'T1566', name: 'Phishing', tactics: ['initial-access'] },
    { techniqueId: 'T1078', name: 'Valid Accounts', tactics: ['initial-access', 'persistence'] },
  ],
  attack: { releases: [], tactics: [], notices: [] },
  recommendations: [{ title: 'Second factor', text: 'Enforce it for all mailboxes by June.' }],
  original: null,
};
