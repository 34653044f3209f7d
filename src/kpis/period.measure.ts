/** Periods: half-open, in a named zone. Pure. */
import { DateTime, IANAZone } from 'luxon';
import type { Period } from './kpi-table.measure.js';

const local = (instant: string, zone: string): DateTime => DateTime.fromISO(instant, { zone });

export const isZone = (zone: string): boolean => IANAZone.isValidZone(zone);

const LONGEST_YEARS = 10;

/** What is wrong with a period, by field; undefined when nothing is. */
export const periodProblem = ({
  start,
  end,
  zone,
}: Period): { readonly field: keyof Period; readonly message: string } | undefined => {
  if (!isZone(zone)) return { field: 'zone', message: `must be an IANA time zone such as Europe/London; ${zone} is not known` };
  if (!(Date.parse(start) < Date.parse(end))) return { field: 'end', message: 'must be after the start' };
  if (local(end, zone) > local(start, zone).plus({ years: LONGEST_YEARS }))
    return { field: 'end', message: `must be at most ${LONGEST_YEARS} years after the start` };
  return undefined;
};

const instant = (time: DateTime): string => time.toUTC().toISO()!;

/**
 * The period of the same kind before: of whole local months, quarters or years as many months, of whole local days as many days, else as much time.
 * Days on which the clocks change keep their length.
 */
export const previousPeriod = ({ start, end, zone }: Period): Period => {
  const [from, to] = [local(start, zone), local(end, zone)];
  const months = Math.round(to.diff(from, 'months').months);
  const isMonths = months > 0 && +from === +from.startOf('month') && +to === +from.plus({ months });
  const days = Math.round(to.diff(from, 'days').days);
  const isDays = days > 0 && +to === +from.plus({ days });
  const before = isMonths ? from.minus({ months }) : isDays ? from.minus({ days }) : from.minus(to.diff(from));
  return { start: instant(before), end: start, zone };
};

/** Whole local days up to and including the one that holds an instant. */
export const lastDays = (days: number, now: string, zone: string): Period => {
  const end = local(now, zone).startOf('day').plus({ days: 1 });
  return { start: instant(end.minus({ days })), end: instant(end), zone };
};
