/** The work of the SOC in the period, for those who run it. */
import type { Block, Section } from '../documents/document.measure.js';
import { countsChart, countsTable, speedTrend, volumeTrend } from './compose-charts.measure.js';
import { kpiBlock } from './compose-kpis.measure.js';
import { attainmentTable, calendarNotes, pausesTable } from './compose-sla.measure.js';
import { summaryOf } from './compose-summary.measure.js';
import { count, duration, NOTHING, words } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';

const backlog = ({ tables: [{ backlogAge, bySeverity }] }: ReportFacts): Block => ({
  kind: 'facts',
  items: [
    { label: 'Median age of open incidents', value: backlogAge.median === null ? NOTHING : duration(backlogAge.median) },
    { label: 'Nine in ten are younger than', value: backlogAge.p90 === null ? NOTHING : duration(backlogAge.p90) },
    ...bySeverity.map(({ key, backlog: open }) => ({ label: `Open, ${words(key).toLowerCase()}`, value: count(open) })),
  ],
});

export const operationalSections = (facts: ReportFacts): readonly Section[] => {
  const [{ bySeverity, byCategory, bySource }] = facts.tables;
  const severities = { of: 'Severity', counts: bySeverity, coded: true };
  return [
    { id: 'summary', title: 'Summary', blocks: [{ kind: 'text', paragraphs: summaryOf(facts) }] },
    {
      id: 'indicators',
      title: 'Indicators',
      blocks: [
        kpiBlock(facts, [
          'opened',
          'resolved',
          'closed',
          'backlog',
          'time_to_detect',
          'time_to_acknowledge',
          'time_to_acknowledge_automatic',
          'time_to_contain',
          'time_to_resolve',
          'time_to_resolve_without_holds',
          'auto_resolution_rate',
          'false_positive_rate',
          'escalation_rate',
          'reopen_rate',
          'sla_attainment',
        ]),
      ],
    },
    { id: 'trend', title: 'Trend', blocks: [volumeTrend(facts), speedTrend(facts)] },
    {
      id: 'volume',
      title: 'Volume',
      blocks: [
        countsChart('Incidents by severity', severities),
        countsTable('By severity', severities),
        countsTable('By category', { of: 'Category', counts: byCategory, coded: false }),
      ],
    },
    { id: 'backlog', title: 'Backlog', blocks: [backlog(facts)] },
    {
      id: 'service-levels',
      title: 'Service levels',
      blocks: [attainmentTable(facts), ...calendarNotes(facts), pausesTable(facts)],
    },
    {
      id: 'sources',
      title: 'Sources',
      blocks: [countsTable('What raised the incidents', { of: 'Source', counts: bySource, coded: false })],
    },
  ];
};
