/** What ends every report: recommendations, what was watched, and what the figures mean. */
import type { Block, Section } from '../documents/document.measure.js';
import { GENERAL_DEFINITIONS, KPI_DEFINITIONS } from '../kpis/kpi.definitions.measure.js';
import { count, many, moment } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';

const recommendations = ({ recommendations: given }: ReportFacts): Section => ({
  id: 'recommendations',
  title: 'Recommendations',
  blocks: [
    given.length === 0
      ? { kind: 'text', paragraphs: ['No recommendations were made for this period.'] }
      : { kind: 'list', ordered: true, items: given.map(({ title, text }) => `${title}. ${text}`) },
  ],
});

const scope = (facts: ReportFacts): Section => {
  const { period, scope: counted, coverage, definitionsVersion } = facts.tables[0];
  const { zone } = period;
  const items = [
    { label: 'Period', value: `From ${moment(period.start, zone)} to before ${moment(period.end, zone)} (${zone})` },
    { label: 'Known at', value: `${moment(facts.asOf, zone)} (${zone}), position ${facts.position} of the ledger` },
    { label: 'Incidents that the figures are made of', value: count(counted.incidents) },
    { label: 'Left out', value: `${many(counted.tests, 'exercise')}, ${many(counted.merged, 'merged duplicate')}` },
    { label: 'Technique scope', value: coverage.scopeVersion ?? 'None declared' },
    ...(facts.attack.releases.length > 0 ? [{ label: 'Techniques named by', value: facts.attack.releases.join(', ') }] : []),
    { label: 'Definitions', value: `Version ${definitionsVersion}` },
  ];
  return {
    id: 'scope',
    title: 'Scope of monitoring',
    blocks: [
      { kind: 'facts', items },
      {
        kind: 'text',
        paragraphs: [
          'Only what everybody who may see this report may see is counted. What was recorded later is not in it.',
          ...facts.attack.notices,
        ],
      },
    ],
  };
};

const definitions = (facts: ReportFacts): Section => {
  const table: Block = {
    kind: 'table',
    caption: `Definitions, version ${facts.tables[0].definitionsVersion}`,
    columns: [{ label: 'Indicator' }, { label: 'What it measures', weight: 2.3 }, { label: 'What is left out', weight: 1.5 }],
    rows: KPI_DEFINITIONS.map(({ title, definition, leftOut }) => [{ text: title }, { text: definition }, { text: leftOut }]),
  };
  return {
    id: 'definitions',
    title: 'Appendix: definitions',
    blocks: [{ kind: 'list', items: GENERAL_DEFINITIONS }, table],
  };
};

export const closingSections = (facts: ReportFacts): readonly Section[] => [
  recommendations(facts),
  scope(facts),
  definitions(facts),
];
