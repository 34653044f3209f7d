/** What became of the figures of a period since an earlier report of it, and through which incidents. */
import type { Section } from '../documents/document.measure.js';
import { type IncidentRecord } from '../incidents/incident.record.js';
import type { Kpi, KpiName } from '../kpis/kpi-table.measure.js';
import { sameValue } from '../ledger/text.js';
import { count, date, figure, many } from './figure-words.measure.js';
import type { Cause, ReportFacts } from './report-facts.measure.js';
import { periodInWords } from './report-period.measure.js';
import { titleOfKpi } from './report-table.measure.js';

export interface FigureChange {
  readonly name: KpiName;
  readonly original: Pick<Kpi, 'value' | 'n'>;
  readonly restated: Pick<Kpi, 'value' | 'n'>;
}
export interface Restatement {
  /** The original report. */
  readonly of: string;
  readonly originalPosition: string;
  readonly changes: readonly FigureChange[];
  readonly causes: readonly Cause[];
  /** For readers of the original. */
  readonly summary: string;
}

const only = ({ value, n }: Kpi): Pick<Kpi, 'value' | 'n'> => ({ value, n });

const changesOf = ({ tables: [now], original }: ReportFacts): readonly FigureChange[] =>
  now.kpis.flatMap((kpi) => {
    const before = original!.table.kpis.find(({ name }) => name === kpi.name);
    if (!before || sameValue(only(before), only(kpi))) return [];
    return [{ name: kpi.name, original: only(before), restated: only(kpi) }];
  });

const SAID = 20;

const summaryOf = (facts: ReportFacts, changes: readonly FigureChange[]): string => {
  const { request, asOf, tables } = facts;
  const when = `${periodInWords(request.periodType, tables[0].period)}, made with what was known on ${date(asOf, request.zone)},`;
  if (changes.length === 0) return `A later report of ${when} comes to the same figures.`;
  const said = changes.slice(0, SAID).map(({ name, original, restated }) => {
    const unit = tables[0].kpis.find((kpi) => kpi.name === name)!.unit;
    return `${titleOfKpi(name)} ${figure(restated.value, unit)} (n ${count(restated.n)}) instead of ${figure(original.value, unit)} (n ${count(original.n)})`;
  });
  const more = changes.length > SAID ? `; and ${many(changes.length - SAID, 'more figure')}` : '';
  return `A later report of ${when} comes to other figures: ${said.join('; ')}${more}.`;
};

/** @returns null for a report that restates none. */
export const restatementOf = (facts: ReportFacts): Restatement | null => {
  const { original } = facts;
  if (!original) return null;
  const changes = changesOf(facts);
  const causes = changes.length === 0 ? [] : original.causes;
  return { of: original.id, originalPosition: original.position, changes, causes, summary: summaryOf(facts, changes) };
};

/** What of an incident counts for a period that ends at an instant; later business times do not. */
const countedUpTo = (record: IncidentRecord, end: string): unknown => {
  const before = <T extends { readonly at: string }>(list: readonly T[]): readonly T[] => list.filter(({ at }) => at < end);
  const done = (one: { readonly at: string } | null): unknown => (one !== null && one.at < end ? one : null);
  const { detectedAt, occurredAt, category, rsit, isTest, source, mergedInto, humanActed } = record;
  return {
    detectedAt,
    occurredAt,
    category,
    rsit,
    isTest,
    source,
    mergedInto,
    humanActed,
    severity: record.severityChanges.findLast(({ at }) => at < end)?.to ?? record.severityChanges[0]?.from ?? record.severity,
    acknowledged: done(record.acknowledged),
    contained: done(record.contained),
    holds: record.holds
      .filter(({ from }) => from < end)
      .map((hold) => ({ ...hold, to: hold.to !== null && hold.to < end ? hold.to : null })),
    escalations: before(record.escalations),
    resolutions: before(record.resolutions),
    reopenings: before(record.reopenings),
    closings: before(record.closings),
  };
};

/**
 * @param before undefined: it was not there, or could not be seen.
 * @param end of the period, exclusive.
 * @returns whether what became of an incident may have changed figures of the period.
 */
export const changedFigures = (before: IncidentRecord | undefined, after: IncidentRecord, end: string): boolean => {
  if (after.detectedAt >= end && (before === undefined || before.detectedAt >= end)) return false;
  return before === undefined || !sameValue(countedUpTo(before, end), countedUpTo(after, end));
};

export const restatementSections = (facts: ReportFacts, restatement: Restatement | null): readonly Section[] => {
  if (!restatement) return [];
  const { original, request, tables } = facts;
  const { changes, causes } = restatement;
  const opening = `This report restates report ${restatement.of}, which was made with what was known on ${date(original!.asOf, request.zone)} (position ${original!.position}).`;
  if (changes.length === 0)
    return [
      {
        id: 'restatement',
        title: 'Restatement',
        blocks: [{ kind: 'note', state: 'neutral', text: `${opening} No figure has changed.` }],
      },
    ];
  const unitOf = (name: KpiName) => tables[0].kpis.find((kpi) => kpi.name === name)!.unit;
  const said = ({ value, n }: Pick<Kpi, 'value' | 'n'>, name: KpiName): string =>
    `${figure(value, unitOf(name))} (n ${count(n)})`;
  return [
    {
      id: 'restatement',
      title: 'Restatement',
      blocks: [
        {
          kind: 'note',
          state: 'warning',
          text: `${opening} ${many(changes.length, 'figure')} ${changes.length === 1 ? 'has' : 'have'} changed.`,
        },
        {
          kind: 'table',
          caption: 'Original and restated figures',
          columns: [
            { label: 'Indicator', weight: 2 },
            { label: 'Original', align: 'end' },
            { label: 'Restated', align: 'end' },
          ],
          rows: changes.map(({ name, original: was, restated }) => [
            { text: titleOfKpi(name) },
            { text: said(was, name) },
            { text: said(restated, name) },
          ]),
        },
        {
          kind: 'table',
          caption: 'Incidents that changed since',
          columns: [
            { label: 'Incident', weight: 2 },
            { label: 'What was recorded', weight: 2 },
          ],
          rows: causes.map(({ number, title, events }) => [
            { text: number === null ? title : `${number}: ${title}` },
            { text: events.join(', ') },
          ]),
          empty:
            'No change to an incident explains it: targets, calendars, markings, rules, controls or definitions have changed.',
        },
      ],
    },
  ];
};
