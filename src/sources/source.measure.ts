/** How often a source delivers, learnt from itself, and whether it has gone quiet. Pure. */
import { DateTime } from 'luxon';
import type { SourceRecord } from './source.record.js';

/** A source is silent when a working one would be as quiet with at most this probability. */
export const SILENT_AT = 0.05;
/** Local days with deliveries below which nothing is learnt. */
export const LEAST_DAYS = 3;
/** Days of deliveries, back from the last one, that the pattern of the week is learnt from… */
export const PATTERN_DAYS = 56;
/** …unless that many deliveries reach further back, up to the last limit. */
export const PATTERN_DELIVERIES = 30;
export const LONGEST_PATTERN_DAYS = 730;
/** The pace is that of the newest deliveries: at least so many days and so many deliveries. */
const PACE_DAYS = 14;
const PACE_DELIVERIES = 20;
/** How many average days the rate of a weekday starts from, so that one that hardly occurred is not read as certain. */
const PRIOR_DAYS = 1;
/** Deliveries that every hour of the day starts from (Jeffreys). */
const PRIOR_PER_HOUR = 0.5;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What is stored of a source and its deliveries, as far as the reader may see; all instants UTC ISO 8601. */
export interface SourceFacts {
  readonly status: SourceRecord['status'];
  /** Each change of status, the registration first. */
  readonly transitions: readonly { readonly status: SourceRecord['status']; readonly at: string }[];
  readonly expectedCadenceSeconds: number | null;
  readonly lastReportAt: string | null;
  /** IANA zone in which days and hours are counted. */
  readonly zone: string;
  /** Deliveries per local day (`2026-03-29`) of the pattern's window. */
  readonly perDay: Readonly<Record<string, number>>;
  /** The same deliveries per hour of the local day, `0` to `23`. */
  readonly perHour: Readonly<Record<string, number>>;
}

/** A non-homogeneous Poisson process over local days. */
export interface Cadence {
  /** Local days with a delivery that it was learnt from. */
  readonly days: number;
  readonly deliveries: number;
  /** Expected deliveries on a Monday … Sunday (ISO 8601). */
  readonly perWeekday: readonly number[];
  /** Seconds between two deliveries, averaged over a week. */
  readonly expectedIntervalSeconds: number;
  readonly zone: string;
  /** Which part of a day's deliveries comes in each hour of it, 24 that add up to 1. */
  readonly hours: readonly number[];
}

export interface Silence {
  readonly state: 'active' | 'silent' | 'not_judged';
  /** Why it is not judged; null when it is. */
  readonly reason: 'paused' | 'retired' | 'too_few_deliveries' | null;
  /** Since when it has been quiet: its last delivery, or its registration, resumption or reinstatement where that is later. */
  readonly since: string;
  /** That a working source stays quiet this long; null when it is not judged. */
  readonly probability: number | null;
  /** The interval in which the next delivery is expected on average; null when it is not judged. */
  readonly expectedWithinSeconds: number | null;
  readonly basis: 'expected' | 'learned' | null;
}

/**
 * Learns a cadence from a source's own deliveries. It counts from its first day of data to its last, both on which it delivered, so the
 * first opens the count and is not counted; days on which it was paused or retired throughout are left out. The pattern of the week is
 * each weekday's mean over the window, drawn by one day towards the mean of all; its level is that of the newest deliveries alone (the
 * latest 14 days, or more until they hold 20 deliveries), so that a source which changed its pace is judged by its recent one. A silence
 * that has begun does not slow the pace it is judged by: nothing after the last delivery is counted.
 * @returns null below three local days of data.
 */
export const cadenceOf = (facts: SourceFacts): Cadence | null => {
  const idle = idleDays(facts);
  const isIdle = (day: number): boolean => idle.some(([from, to]) => day >= from && day < to);
  const delivered = new Map<number, number>();
  for (const [day, n] of Object.entries(facts.perDay)) if (!isIdle(dayNumber(day))) delivered.set(dayNumber(day), n);
  if (delivered.size < LEAST_DAYS) return null;
  const first = Math.min(...delivered.keys());
  const last = Math.max(...delivered.keys());
  const counted: number[] = [];
  for (let day = last; day > first; day--) if (!isIdle(day)) counted.push(day);
  const shape = weekShape(counted, delivered);
  const level = paceOf(counted, delivered, shape);
  const perWeekday = shape.map((part) => part * level);
  const total = [...delivered.values()].reduce((sum, n) => sum + n, 0);
  return {
    days: delivered.size,
    deliveries: total,
    perWeekday,
    expectedIntervalSeconds: Math.round((7 * 86_400) / sum(perWeekday)),
    zone: facts.zone,
    hours: hourShape(facts.perHour),
  };
};

/**
 * Judges how quiet a source is at `now`. With an expected cadence, deliveries are a Poisson process of that constant rate:
 * exp(−quiet ÷ cadence), so it is silent after three times the cadence. Otherwise the learnt one counts: exp(−deliveries expected while
 * it was quiet). Nothing is expected of a paused or retired source.
 * @param cadence of {@link cadenceOf}.
 * @param now UTC ISO 8601.
 */
export const silenceOf = (facts: SourceFacts, cadence: Cadence | null, now: string): Silence => {
  const { status, expectedCadenceSeconds: expected } = facts;
  const since = quietSince(facts);
  if (status !== 'active') return notJudged(status, since);
  if (expected !== null) {
    const quiet = Math.max(0, Date.parse(now) - Date.parse(since)) / 1000;
    return judged(Math.exp(-quiet / expected), expected, 'expected', since);
  }
  if (!cadence) return notJudged('too_few_deliveries', since);
  return judged(Math.exp(-expectedDeliveries(cadence, since, now)), cadence.expectedIntervalSeconds, 'learned', since);
};

/** Deliveries expected of a working source between two instants (UTC ISO 8601); 0 when they are in reverse. A local day counts as one, be it 23 or 25 hours long. */
export const expectedDeliveries = (cadence: Cadence, from: string, to: string): number => {
  if (Date.parse(to) <= Date.parse(from)) return 0;
  const start = DateTime.fromISO(from, { zone: cadence.zone });
  const end = DateTime.fromISO(to, { zone: cadence.zone });
  const [firstDay, lastDay] = [dayOf(start), dayOf(end)];
  const rateOf = (day: number): number => cadence.perWeekday[weekdayOf(day)]!;
  const before = rateOf(firstDay) * partOfDay(cadence.hours, start);
  const upTo = rateOf(lastDay) * partOfDay(cadence.hours, end);
  const weeks = Math.floor((lastDay - firstDay) / 7);
  let whole = weeks * sum(cadence.perWeekday);
  for (let day = firstDay + weeks * 7; day < lastDay; day++) whole += rateOf(day);
  return Math.max(0, whole - before + upTo);
};

const judged = (
  probability: number,
  expectedWithinSeconds: number,
  basis: NonNullable<Silence['basis']>,
  since: string,
): Silence => ({
  state: probability <= SILENT_AT ? 'silent' : 'active',
  reason: null,
  since,
  probability,
  expectedWithinSeconds,
  basis,
});
const notJudged = (reason: NonNullable<Silence['reason']>, since: string): Silence => ({
  state: 'not_judged',
  reason,
  since,
  probability: null,
  expectedWithinSeconds: null,
  basis: null,
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const quietSince = ({ transitions, lastReportAt }: SourceFacts): string => {
  const { at } = transitions.at(-1)!;
  return lastReportAt !== null && Date.parse(lastReportAt) > Date.parse(at) ? lastReportAt : at;
};

/** Days since 1970-01-01, of a calendar day wherever it was. */
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const dayOf = (at: DateTime): number => dayNumber(at.toISODate()!);
/** 0 Monday … 6 Sunday; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Ranges of local days, the end exclusive, throughout which the source was paused or retired. */
const idleDays = ({ transitions, zone }: SourceFacts): readonly (readonly [number, number])[] =>
  transitions.flatMap(({ status, at }, i) => {
    if (status === 'active') return [];
    const start = DateTime.fromISO(at, { zone });
    const resumed = transitions[i + 1]?.at;
    const from = dayOf(start) + (start.equals(start.startOf('day')) ? 0 : 1);
    return [[from, resumed === undefined ? Infinity : dayOf(DateTime.fromISO(resumed, { zone }))] as const];
  });

/** What a weekday delivers, as a multiple of the mean day. */
const weekShape = (counted: readonly number[], delivered: ReadonlyMap<number, number>): readonly number[] => {
  const days = Array.from({ length: 7 }, () => 0);
  const deliveries = [...days];
  for (const day of counted) {
    days[weekdayOf(day)]! += 1;
    deliveries[weekdayOf(day)]! += delivered.get(day) ?? 0;
  }
  const mean = sum(deliveries) / counted.length;
  return days.map((n, weekday) => (deliveries[weekday]! / mean + PRIOR_DAYS) / (n + PRIOR_DAYS));
};

/** Deliveries of a mean day, by the newest of `counted`, which is in falling order. */
const paceOf = (counted: readonly number[], delivered: ReadonlyMap<number, number>, shape: readonly number[]): number => {
  let deliveries = 0;
  let exposure = 0;
  for (const [i, day] of counted.entries()) {
    if (i >= PACE_DAYS && deliveries >= PACE_DELIVERIES) break;
    deliveries += delivered.get(day) ?? 0;
    exposure += shape[weekdayOf(day)]!;
  }
  return deliveries / exposure;
};

const hourShape = (perHour: Readonly<Record<string, number>>): readonly number[] => {
  const counts = Array.from({ length: 24 }, (_, hour) => (perHour[hour] ?? 0) + PRIOR_PER_HOUR);
  const total = sum(counts);
  return counts.map((n) => n / total);
};

/** Which part of a local day's deliveries is expected before an instant of it; a repeated hour counts twice, a skipped one not at all. */
const partOfDay = (hours: readonly number[], at: DateTime): number => {
  const start = at.startOf('day');
  const end = start.plus({ days: 1 }).startOf('day');
  const elapsed = at.toMillis() - start.toMillis();
  const length = end.toMillis() - start.toMillis();
  let before = 0;
  let all = 0;
  for (let t = 0; t < length; t += HOUR_MS) {
    const hour = length === DAY_MS ? t / HOUR_MS : start.plus({ milliseconds: t }).hour;
    const span = Math.min(HOUR_MS, length - t);
    all += hours[hour]! * span;
    before += hours[hour]! * Math.min(span, Math.max(0, elapsed - t));
  }
  return before / all;
};
