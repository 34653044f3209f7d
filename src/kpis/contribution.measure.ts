/** What one incident adds to each figure of a period. The figures are sums of these, so their lineage is exactly what made them. Pure. */
import { detectedAtOf, type IncidentFact } from './incident-fact.measure.js';
import { heldBetween, type Story, storyOf } from './incident-story.measure.js';
import type { KpiName } from './kpi-table.measure.js';
import { type SlaRule, type SlaRun, slaRuns } from './sla.measure.js';

/** A period and how far it is known; milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** The end, or the moment of the question where that is earlier. */
  readonly until: number;
}

/**
 * Of durations and counts: counted, negative (left out as bad data), or censored (open, counted up to the period's end).
 * Of rates: in_numerator, in_denominator, or in_both.
 */
export const OUTCOMES = ['counted', 'negative', 'censored', 'in_numerator', 'in_denominator', 'in_both'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A clock that was due in the period. */
export interface DueClock {
  readonly rule: SlaRule;
  readonly run: SlaRun;
}

/** @param value milliseconds; null where the figure counts and does not measure. `from` and `to` are the times it was made of. */
export type Emit = (
  kpi: KpiName,
  outcome: Outcome,
  value: number | null,
  from: number,
  to: number | null,
  clock?: DueClock,
) => void;

/** How an incident counts in the volumes. */
export interface Volume {
  readonly opened: boolean;
  readonly resolved: boolean;
  readonly closed: boolean;
  readonly backlog: boolean;
}

const duration = (emit: Emit, kpi: KpiName, from: number, to: number, value = to - from): void =>
  emit(kpi, value < 0 ? 'negative' : 'counted', value, from, to);

const rate = (emit: Emit, kpi: KpiName, numerator: boolean, denominator: boolean, from: number, to: number): void => {
  if (numerator || denominator)
    emit(kpi, numerator ? (denominator ? 'in_both' : 'in_numerator') : 'in_denominator', null, from, to);
};

/** How long it took, or has lasted where it goes on. */
const openAware = (emit: Emit, kpi: KpiName, from: number, to: number | undefined, until: number): void =>
  to === undefined ? emit(kpi, 'censored', until - from, from, null) : duration(emit, kpi, from, to);

const inside = (at: number | null | undefined, start: number): at is number => at != null && at >= start;

const APART = new Set(['unknown', 'benign', 'duplicate', 'test']);

/**
 * Emits what an incident adds to the figures of a period.
 * @param rules those of service levels, by severity.
 * @returns its story and how it counts; undefined for one that was not yet detected.
 */
export const contribute = (
  fact: IncidentFact,
  span: Span,
  rules: ReadonlyMap<string, readonly SlaRule[]>,
  emit: Emit,
): { readonly story: Story; readonly volume: Volume } | undefined => {
  const { start, until } = span;
  const { occurredAt } = fact;
  const detectedAt = detectedAtOf(fact);
  if (detectedAt >= until) return undefined;
  const story = storyOf(fact, until);
  const { acknowledged, containedAt, escalatedAt, resolutions, reopenings, closings, open } = story;
  const opened = detectedAt >= start;
  const last = resolutions.at(-1);
  const resolvedAt = last?.at;
  const resolved = inside(resolvedAt, start);
  const reopened = inside(reopenings.at(-1), start);
  const closed = inside(closings.at(-1), start);

  if (opened && occurredAt !== null) duration(emit, 'time_to_detect', occurredAt, detectedAt);
  if (acknowledged && inside(acknowledged.at, start)) {
    const { at, automatic } = acknowledged;
    duration(emit, automatic ? 'time_to_acknowledge_automatic' : 'time_to_acknowledge', detectedAt, at);
    rate(emit, 'escalation_rate', escalatedAt !== null, true, detectedAt, at);
  }
  if (inside(containedAt, start)) duration(emit, 'time_to_contain', detectedAt, containedAt);
  if (resolved && !open) {
    duration(emit, 'time_to_resolve', detectedAt, resolvedAt);
    const took = resolvedAt - detectedAt;
    const worked = took < 0 ? took : took - heldBetween(story, detectedAt, resolvedAt);
    duration(emit, 'time_to_resolve_without_holds', detectedAt, resolvedAt, worked);
  }
  if (opened) {
    openAware(emit, 'open_aware_time_to_acknowledge', detectedAt, acknowledged?.at, until);
    openAware(emit, 'open_aware_time_to_resolve', detectedAt, open ? undefined : resolvedAt, until);
    emit('opened', 'counted', null, detectedAt, null);
  }
  if (resolved) {
    emit('resolved', 'counted', null, detectedAt, resolvedAt);
    rate(emit, 'auto_resolution_rate', !story.humanActed, true, detectedAt, resolvedAt);
    if (!APART.has(last!.verdict))
      rate(emit, 'false_positive_rate', last!.verdict === 'false_positive', true, detectedAt, resolvedAt);
  }
  const reopenedAt = reopened ? reopenings[reopenings.length - 1] : (resolvedAt ?? detectedAt);
  rate(emit, 'reopen_rate', reopened, resolved, detectedAt, reopenedAt);
  if (closed) emit('closed', 'counted', null, detectedAt, closings[closings.length - 1]);
  if (open) emit('backlog', 'counted', until - detectedAt, detectedAt, null);

  for (const rule of rules.get(story.severity) ?? [])
    for (const run of slaRuns(story, rule, until)) {
      const { dueAt, stoppedAt, met, taken, startedAt } = run;
      if (dueAt === null || dueAt < start || dueAt >= span.end || (stoppedAt === null && dueAt >= until)) continue;
      emit('sla_attainment', met ? 'in_both' : 'in_denominator', taken, startedAt, stoppedAt, { rule, run });
    }
  return { story, volume: { opened, resolved, closed, backlog: open } };
};
