/** Detection coverage: techniques by tactic, and the rules behind them. */
import type { Block, Section, State } from '../documents/document.measure.js';
import type { CoverageTechnique } from '../kpis/kpi-table.measure.js';
import { kpiBlock } from './compose-kpis.measure.js';
import { count, many, percent, words } from './figure-words.measure.js';
import type { ReportFacts, RuleFact } from './report-facts.measure.js';
import { kpiOf } from './report-table.measure.js';

const STATES: Record<CoverageTechnique['state'], State> = { covered: 'good', untested: 'warning', failed: 'bad', gap: 'bad' };
const WORDS: Record<CoverageTechnique['state'], string> = {
  covered: 'covered',
  untested: 'untested',
  failed: 'test failed',
  gap: 'no rule',
};

/** ATT&CK for Enterprise, in the order of its matrix; for when no release is chosen. */
const TACTICS = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
];
const UNKNOWN = 'tactic not known';

const heatmap = ({ tables: [{ coverage }], techniques, attack }: ReportFacts): Block => {
  const order = [...attack.tactics.map(({ shortName }) => shortName), ...TACTICS];
  const titles = new Map(attack.tactics.map(({ shortName, name }) => [shortName, name]));
  const names = new Map(techniques.map((technique) => [technique.techniqueId, technique]));
  const byTactic = new Map<string, CoverageTechnique[]>();
  for (const technique of coverage.techniques) {
    const tactics = names.get(technique.techniqueId)?.tactics ?? [];
    for (const tactic of tactics.length === 0 ? [UNKNOWN] : tactics)
      byTactic.set(tactic, [...(byTactic.get(tactic) ?? []), technique]);
  }
  const place = (tactic: string): number => (order.includes(tactic) ? order.indexOf(tactic) : order.length);
  const columns = [...byTactic]
    .toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
    .map(([tactic, found]) => ({
      label: titles.get(tactic) ?? words(tactic),
      cells: found
        .toSorted((a, b) => (a.techniqueId < b.techniqueId ? -1 : 1))
        .map(({ techniqueId, state }) => ({
          id: techniqueId,
          label: names.get(techniqueId)?.name ?? techniqueId,
          state: STATES[state],
          word: WORDS[state],
        })),
    }));
  const covered = (cells: readonly { readonly state: State }[]): number => cells.filter(({ state }) => state === 'good').length;
  const alt =
    columns.length === 0
      ? 'No techniques are in scope.'
      : `${columns.map(({ label, cells }) => `${label}: ${covered(cells)} of ${cells.length} techniques covered`).join('. ')}.`;
  return { kind: 'heatmap', caption: 'ATT&CK techniques in scope, by tactic', alt, columns };
};

const rulesTable = (caption: string, rules: readonly RuleFact[], empty: string): Block => ({
  kind: 'table',
  caption,
  columns: [
    { label: 'Rule', weight: 3 },
    { label: 'Techniques', weight: 2 },
  ],
  rows: rules.map(({ name, techniqueIds }) => [
    { text: name },
    { text: techniqueIds.length === 0 ? 'None named' : techniqueIds.join(', ') },
  ]),
  empty,
});

const gaps = ({ tables: [{ coverage }], techniques }: ReportFacts): Block => {
  const names = new Map(techniques.map(({ techniqueId, name }) => [techniqueId, name]));
  const open = coverage.techniques.filter(({ state }) => state !== 'covered');
  return {
    kind: 'table',
    caption: 'Techniques that are not covered',
    columns: [
      { label: 'Technique' },
      { label: 'Name', weight: 2.5 },
      { label: 'Why', weight: 1 },
      { label: 'Rules', align: 'end' },
    ],
    rows: open.map(({ techniqueId, state, rules }) => [
      { text: techniqueId },
      { text: names.get(techniqueId) ?? 'Not in the library' },
      { text: WORDS[state], state: STATES[state] },
      { text: count(rules) },
    ]),
    empty: 'Every technique in scope is covered.',
  };
};

export const coverageSentence = ({ tables: [table] }: ReportFacts): string => {
  const { value, numerator, n } = kpiOf(table, 'detection_coverage');
  const { scopeVersion, techniques } = table.coverage;
  if (value === null || n === 0) return 'No scope of techniques is declared, so coverage cannot be measured.';
  const untested = techniques.filter(({ state }) => state === 'untested').length;
  const scope = scopeVersion === null ? 'the scope' : `scope ${scopeVersion}`;
  const more =
    untested === 0 ? '' : `; ${count(untested)} more ${untested === 1 ? 'has' : 'have'} an enabled rule that was never tested`;
  return `${count(numerator ?? 0)} of ${many(n, 'technique')} in ${scope} are covered by an enabled rule whose last test passed (${percent(value)})${more}.`;
};

export const coverageSections = (facts: ReportFacts): readonly Section[] => {
  const { enabled, added, retired, untested } = facts.rules;
  return [
    {
      id: 'summary',
      title: 'Summary',
      blocks: [
        {
          kind: 'text',
          paragraphs: [
            coverageSentence(facts),
            `${many(enabled, 'rule')} ${enabled === 1 ? 'is' : 'are'} enabled; since the beginning of the period, ${count(added.length)} ${
              added.length === 1 ? 'was' : 'were'
            } enabled and ${count(retired.length)} disabled or retired.`,
          ],
        },
        kpiBlock(facts, ['detection_coverage', 'time_to_detect', 'false_positive_rate']),
      ],
    },
    { id: 'matrix', title: 'Coverage by tactic', blocks: [heatmap(facts)], newPage: true },
    { id: 'gaps', title: 'Gaps', blocks: [gaps(facts)] },
    {
      id: 'rules',
      title: 'Rules',
      blocks: [
        rulesTable('Rules enabled since the beginning of the period', added, 'No rule was enabled.'),
        rulesTable('Rules disabled or retired since the beginning of the period', retired, 'No rule was disabled or retired.'),
        rulesTable('Enabled rules that were never tested', untested, 'Every enabled rule has been tested.'),
      ],
    },
  ];
};
