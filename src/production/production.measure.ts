/** Expected production: windows in local time, what was published in them, its control chart, and how old the backlog is. Pure. */
import { IANAZone } from 'luxon';
import type { ReportingExpectation } from '../tenants/tenant-settings.events.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A run this long on one side of the centre is a signal (Western Electric rule 4). */
const RUN = 8;

/** An expectation with the zone that its times are in. */
export type Expectation = Omit<ReportingExpectation, 'zone'> & { readonly id: string; readonly zone: string };

/** Local hours of local days. */
export type Hours = Pick<Expectation, 'start' | 'end' | 'weekdays' | 'holidays' | 'zone'>;

/** One day's window, half open: `start` ≤ t < `end`, milliseconds since 1970. */
export interface Window {
  readonly start: number;
  readonly end: number;
  /** Production is expected: the day is one of the weekdays, no holiday, and the window has a length. */
  readonly due: boolean;
}

/** A published version of a report. */
export interface Product {
  readonly reportId: string;
  readonly publishedAt: number;
  readonly reportTypes: readonly string[];
}

/** none: nothing was expected; met; below: still running and not yet met; missed: ended and not met. */
export type ProductionState = 'none' | 'met' | 'below' | 'missed';

export interface ProductionWindow {
  readonly expectationId: string;
  readonly name: string;
  /** UTC ISO 8601. */
  readonly start: string;
  readonly end: string;
  readonly expected: number;
  readonly published: number;
  readonly state: ProductionState;
  /** The reports that were published in it. */
  readonly reportIds: readonly string[];
}

/**
 * The instant of a local time (RFC 5545 §3.3.5): of a time that occurs twice the first; a time that the clock skips is read with the offset before the gap.
 * @param local the local date and time as if it were UTC, milliseconds.
 * @returns milliseconds since 1970.
 */
const instantOf = (local: number, zone: IANAZone): number => {
  const before = zone.offset(local - DAY);
  const after = zone.offset(local + DAY);
  const first = local - before * MINUTE;
  if (before === after || zone.offset(first) === before) return first;
  const second = local - after * MINUTE;
  return zone.offset(second) === after ? second : first;
};

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const isoWeekday = (day: number): number => new Date(day).getUTCDay() || 7;
const isoDate = (day: number): string => new Date(day).toISOString().slice(0, 10);

/**
 * The window that starts on a local day. Its length follows the clock: a night from 22:00 to 06:00 lasts 7 or 9 hours when the clocks change.
 * A window that lies in the hour that the clock skips has no length, and nothing is expected of it.
 * @param day the local date as midnight UTC, milliseconds.
 */
const windowOn = (day: number, { start, end, weekdays, holidays, zone }: Hours): Window => {
  const iana = IANAZone.create(zone);
  const [from, to] = [minutesOf(start), minutesOf(end)];
  const opens = instantOf(day + from * MINUTE, iana);
  const closes = Math.max(opens, instantOf(day + (to > from ? 0 : DAY) + to * MINUTE, iana));
  const due = closes > opens && weekdays.includes(isoWeekday(day)) && !holidays.includes(isoDate(day));
  return { start: opens, end: closes, due };
};

const dayOf = (instant: number): number => Math.floor(instant / DAY) * DAY;

/** Every window, expected or not, that has begun by `to` and ends after `from`, in order; milliseconds. */
export const windowsBetween = (hours: Hours, from: number, to: number): readonly Window[] => {
  const windows: Window[] = [];
  // A window that starts on a local day begins within 15 hours of that day in UTC, and ends within two days.
  for (let day = dayOf(from) - 3 * DAY; day <= dayOf(to) + DAY; day += DAY) {
    const window = windowOn(day, hours);
    if (window.end > from && window.start <= to) windows.push(window);
  }
  return windows;
};

/** The window that is running, or else the last one that ended, expected or not. */
export const latestWindow = (expectation: Expectation, now: number): Window =>
  windowsBetween(expectation, now - 2 * DAY, now).at(-1)!;

/** The last `count` windows of which production is expected and that ended by `now`, in order. */
export const lastEnded = (expectation: Expectation, count: number, now: number): readonly Window[] => {
  const found: Window[] = [];
  const weeks = count + expectation.holidays.length + 1;
  for (let day = dayOf(now) + DAY; day >= dayOf(now) - weeks * 7 * DAY && found.length < count; day -= DAY) {
    if (!expectation.weekdays.includes(isoWeekday(day)) || expectation.holidays.includes(isoDate(day))) continue;
    const window = windowOn(day, expectation);
    if (window.due && window.end <= now) found.push(window);
  }
  return found.toReversed();
};

/** The index of the first product at or after an instant. */
const firstFrom = (products: readonly Product[], instant: number): number => {
  let [low, high] = [0, products.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (products[middle].publishedAt < instant) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * What came of a window. A report counts once per window, however many of its versions were published in it.
 * @param products in order of publication.
 * @param now milliseconds; a window that ends by then is over.
 */
export const measured = (
  { id, name, count, reportTypes, effectiveFrom }: Expectation,
  { start, end, due }: Window,
  products: readonly Product[],
  now: number,
): ProductionWindow => {
  const inside = products.slice(firstFrom(products, start), firstFrom(products, end));
  const counted = inside.filter(
    (product) => reportTypes.length === 0 || product.reportTypes.some((type) => reportTypes.includes(type)),
  );
  const reportIds = [...new Set(counted.map(({ reportId }) => reportId))];
  const expected = due && end > Date.parse(effectiveFrom) ? count : 0;
  const state = expected === 0 ? 'none' : reportIds.length >= expected ? 'met' : end <= now ? 'missed' : 'below';
  return {
    expectationId: id,
    name,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    expected,
    published: reportIds.length,
    state,
    reportIds,
  };
};

const WORST_FIRST: readonly ProductionState[] = ['missed', 'below', 'met', 'none'];

/** The worst first; of equals the one that ends last, then by name. */
export const byUrgency = (a: ProductionWindow, b: ProductionWindow): number =>
  WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) ||
  Date.parse(b.end) - Date.parse(a.end) ||
  (a.name < b.name ? -1 : Number(a.name > b.name));

export interface ControlChart {
  /** Mean count; null without windows. */
  readonly centre: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly points: readonly {
    /** Beyond a control limit. */
    readonly outside: boolean;
    /** The eighth or a later one in a row on one side of the centre. */
    readonly run: boolean;
  }[];
}

/**
 * Shewhart c chart of counts (ISO 7870-2): the centre is their mean c̄, the control limits are c̄ ± 3√c̄, the lower one never below 0.
 * A count on the centre ends a run.
 */
export const controlChart = (counts: readonly number[]): ControlChart => {
  if (counts.length === 0) return { centre: null, lower: null, upper: null, points: [] };
  const centre = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const spread = 3 * Math.sqrt(centre);
  const [lower, upper] = [Math.max(0, centre - spread), centre + spread];
  let side = 0;
  let length = 0;
  const points = counts.map((count) => {
    const now = Math.sign(count - centre);
    length = now === 0 ? 0 : now === side ? length + 1 : 1;
    side = now;
    return { outside: count < lower || count > upper, run: length >= RUN };
  });
  return { centre, lower, upper, points };
};

/** Seconds; the median and the 90th percentile by nearest rank. */
export interface Ages {
  readonly count: number;
  readonly oldest: number;
  readonly median: number;
  readonly p90: number;
}
/** A version in production. */
export interface WorkInProgress {
  readonly status: 'draft' | 'in_review' | 'approved';
  /** Since when it is drafted, or in review; UTC ISO 8601. */
  readonly since: string | null;
  readonly dueAt: string | null;
}
export interface BacklogAges {
  /** Null without any. */
  readonly reviewAges: Ages | null;
  readonly draftAges: Ages | null;
  readonly oldestDraftAt: string | null;
  /** Versions in production that were due before now, approved ones too. */
  readonly overdue: number;
}

const agesOf = (since: readonly string[], now: number): Ages | null => {
  if (since.length === 0) return null;
  const ages = since.map((instant) => Math.max(0, Math.floor((now - Date.parse(instant)) / 1000))).toSorted((a, b) => a - b);
  const at = (share: number): number => ages[Math.ceil(share * ages.length) - 1];
  return { count: ages.length, oldest: at(1), median: at(0.5), p90: at(0.9) };
};

/** @param now UTC ISO 8601. */
export const backlogAges = (work: readonly WorkInProgress[], now: string): BacklogAges => {
  const instant = Date.parse(now);
  const sinceOf = (wanted: WorkInProgress['status']): readonly string[] =>
    work.flatMap(({ status, since }) => (status === wanted && since !== null ? [since] : []));
  const drafts = sinceOf('draft');
  return {
    reviewAges: agesOf(sinceOf('in_review'), instant),
    draftAges: agesOf(drafts, instant),
    oldestDraftAt: drafts.reduce<string | null>((oldest, at) => (oldest === null || at < oldest ? at : oldest), null),
    overdue: work.filter(({ dueAt }) => dueAt !== null && Date.parse(dueAt) < instant).length,
  };
};
