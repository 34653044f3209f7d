/** The time that a service-level clock counts: all of it, or business hours in a zone but for holidays. Pure. */
import { type Hours, type Window, windowsBetween } from '../production/production.measure.js';

/** Instants and durations are milliseconds. */
export interface BusinessTime {
  /** Counted time from one instant to a later one; 0 where it is not later. */
  between(from: number, to: number): number;
  /** The first instant by which so much was counted since `from`. */
  after(from: number, duration: number): number;
  /** The first instant since which exactly so much was counted by `to`. */
  before(to: number, duration: number): number;
}

export const ALWAYS: BusinessTime = {
  between: (from, to) => Math.max(0, to - from),
  after: (from, duration) => from + duration,
  before: (to, duration) => to - duration,
};

const DAY = 86_400_000;
const REACH = 100 * DAY;

/** Windows one after the other, and how much was counted before each. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly windows: readonly Window[];
  readonly counted: readonly number[];
}

const stretch = (hours: Hours, from: number, to: number): Stretch => {
  const windows = windowsBetween(hours, from, to).filter(({ due, end }) => due && end <= to);
  const counted: number[] = [];
  let sum = 0;
  for (const { start, end } of windows) {
    counted.push(sum);
    sum += end - start;
  }
  counted.push(sum);
  return { from, to, windows, counted };
};

/** The number of entries of a sorted list that are at most `value`, by what `of` says of an index. */
const rank = (length: number, value: number, of: (index: number) => number): number => {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (of(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * Business hours: the windows of {@link windowsBetween}, so a day on which the clocks change is as long as its clock says.
 * Windows are worked out as far as they are asked for.
 */
export const businessTime = (hours: Hours): BusinessTime => {
  let known: Stretch | undefined;
  const cover = (from: number, to: number): Stretch => {
    if (known && known.from <= from && known.to >= to) return known;
    const [least, most] = [Math.min(from, known?.from ?? from), Math.max(to, known?.to ?? to)];
    known = stretch(hours, least - REACH, most + REACH);
    return known;
  };
  const countedBy = ({ windows, counted }: Stretch, at: number): number => {
    const index = rank(windows.length, at, (i) => windows[i].start) - 1;
    return index < 0 ? 0 : counted[index] + Math.min(at, windows[index].end) - windows[index].start;
  };
  return {
    between(from, to) {
      if (to <= from) return 0;
      const all = cover(from, to);
      return countedBy(all, to) - countedBy(all, from);
    },
    after(from, duration) {
      if (duration <= 0) return from;
      for (let reach = from; ; reach += REACH) {
        const all = cover(from, reach);
        const wanted = countedBy(all, from) + duration;
        if (all.counted[all.windows.length] < wanted) continue;
        const index = rank(all.windows.length, wanted - 1, (i) => all.counted[i]) - 1;
        return all.windows[index].start + wanted - all.counted[index];
      }
    },
    before(to, duration) {
      if (duration <= 0) return to;
      for (let reach = to; ; reach -= REACH) {
        const all = cover(reach, to);
        const wanted = countedBy(all, to) - duration;
        if (wanted <= 0) continue;
        const index = rank(all.windows.length, wanted - 1, (i) => all.counted[i]) - 1;
        return all.windows[index].start + wanted - all.counted[index];
      }
    },
  };
};
