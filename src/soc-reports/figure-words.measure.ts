/** Figures as people read them: with their unit, and nothing where there is nothing to measure. */
import { DateTime } from 'luxon';
import type { State } from '../documents/document.measure.js';
import type { Kpi, KpiUnit } from '../kpis/kpi-table.measure.js';

export const NOTHING = '–';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pair = (seconds: number, large: number, largeName: string, small: number, smallName: string): string => {
  const units = Math.round(seconds / small);
  const [whole, rest] = [Math.floor((units * small) / large), Math.round(((units * small) % large) / small)];
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
};

/** @param seconds of any length. @returns `45 s`, `12 min`, `2 h 10 min`, `3 d 4 h`. */
export const duration = (seconds: number): string => {
  if (seconds < 0) return `−${duration(-seconds)}`;
  if (seconds < MINUTE - 0.5) return `${Math.round(seconds)} s`;
  if (seconds < HOUR - MINUTE / 2) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < DAY - MINUTE / 2) return pair(seconds, HOUR, 'h', MINUTE, 'min');
  return pair(seconds, DAY, 'd', HOUR, 'h');
};

/** Of a calendar that has its own hours, where a day would mislead. @returns `45 s`, `12 min`, `26 h 10 min`. */
export const hours = (seconds: number): string =>
  seconds < HOUR - MINUTE / 2 ? duration(seconds) : pair(seconds, HOUR, 'h', MINUTE, 'min');

/** @param ratio 0 to 1. @returns `93.1 %`. */
export const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

/** Thousands are set apart by a comma. */
export const count = (n: number): string => n.toLocaleString('en-GB');

const WRITTEN: Record<KpiUnit, (value: number) => string> = { seconds: duration, ratio: percent, count };

export const figure = (value: number | null, unit: KpiUnit): string => (value === null ? NOTHING : WRITTEN[unit](value));

/** `1 incident`, `12 incidents`. */
export const many = (n: number, one: string, more = `${one}s`): string => `${count(n)} ${n === 1 ? one : more}`;

export const target = ({ target: at, targetIs, unit }: Kpi): string | null =>
  at === null ? null : `${targetIs === 'at_least' ? '≥' : '≤'} ${figure(at, unit)}`;

/** Differences under one part in a hundred are none. */
const LEVEL = 0.01;
export const trend = (now: number | null, before: number | null): 'up' | 'down' | 'level' | null => {
  if (now === null || before === null) return null;
  if (Math.abs(now - before) <= LEVEL * Math.max(Math.abs(now), Math.abs(before))) return 'level';
  return now > before ? 'up' : 'down';
};

export const STATES: Record<Kpi['status'], State> = { met: 'good', missed: 'bad', no_target: 'neutral', no_data: 'neutral' };
export const STATUS_WORDS: Record<Kpi['status'], string> = {
  met: 'met',
  missed: 'missed',
  no_target: 'no target',
  no_data: 'no data',
};

/** `14 March 2026, 09:05`, in a zone. */
export const moment = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone }).setLocale('en-GB').toFormat('d LLLL yyyy, HH:mm');
export const date = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone }).setLocale('en-GB').toFormat('d LLLL yyyy');

/** `14 Mar 2026`, where there is little room. */
export const shortDate = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone }).setLocale('en-GB').toFormat('d LLL yyyy');

/** `time_to_detect`, `on-hold` → `Time to detect`, `On hold`. */
export const words = (key: string): string => {
  const spaced = key.replaceAll(/[_-]/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
