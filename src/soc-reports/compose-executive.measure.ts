/** The period for those who answer for it: in sentences first, then figures. */
import type { Section } from '../documents/document.measure.js';
import { countsChart, countsTable, speedTrend, volumeTrend } from './compose-charts.measure.js';
import { coverageSentence } from './compose-coverage.measure.js';
import { highlightBlocks } from './compose-incidents.measure.js';
import { kpiBlock } from './compose-kpis.measure.js';
import { postureBlocks } from './compose-posture.measure.js';
import { summaryOf } from './compose-summary.measure.js';
import type { ReportFacts } from './report-facts.measure.js';

/** Of a year and longer, as yearly reporting asks for them. */
const yearly = (facts: ReportFacts): readonly Section[] =>
  facts.request.reportType === 'executive_yearly'
    ? [
        {
          id: 'taxonomy',
          title: 'Incidents by class',
          blocks: [
            countsTable('By class of the Reference Security Incident Taxonomy (RSIT)', {
              of: 'Class',
              counts: facts.tables[0].byRsit,
              coded: true,
            }),
            countsTable('By VERIS action', { of: 'Action', counts: facts.tables[0].byVeris, coded: true }),
          ],
        },
      ]
    : [];

export const executiveSections = (facts: ReportFacts): readonly Section[] => {
  const [{ bySeverity, byCategory, bySource }] = facts.tables;
  return [
    { id: 'summary', title: 'Summary', blocks: [{ kind: 'text', paragraphs: summaryOf(facts) }] },
    {
      id: 'indicators',
      title: 'Indicators',
      blocks: [
        kpiBlock(facts, [
          'opened',
          'resolved',
          'backlog',
          'time_to_detect',
          'time_to_acknowledge',
          'time_to_resolve',
          'open_aware_time_to_resolve',
          'sla_attainment',
          'false_positive_rate',
          'auto_resolution_rate',
          'escalation_rate',
          'reopen_rate',
          'detection_coverage',
        ]),
      ],
    },
    { id: 'trend', title: 'Trend', blocks: [volumeTrend(facts), speedTrend(facts)] },
    {
      id: 'severity-and-category',
      title: 'Severity and category',
      blocks: [
        countsChart('Incidents by severity', { of: 'Severity', counts: bySeverity, coded: true }),
        countsChart('Incidents by category', { of: 'Category', counts: byCategory, coded: false }),
      ],
    },
    ...yearly(facts),
    { id: 'incidents', title: 'Main incidents', blocks: highlightBlocks(facts) },
    {
      id: 'sources',
      title: 'Sources',
      blocks: [countsTable('What raised the incidents', { of: 'Source', counts: bySource, coded: false })],
    },
    {
      id: 'posture',
      title: 'Posture',
      blocks: [{ kind: 'text', paragraphs: [coverageSentence(facts)] }, ...postureBlocks(facts)],
    },
  ];
};
