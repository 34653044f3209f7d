/** Local times and days as settings hold them. */
import { z } from 'zod';
import { distinct } from '../ledger/text.js';

/** An IANA time zone by its syntax; whether it exists is a rule of the decider. */
export const Zone = z
  .string()
  .max(100, { abort: true })
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/, 'must be an IANA time zone such as Europe/London');

export const LocalTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a local time from 00:00 to 23:59, such as 22:00');
const LocalDate = z.iso.date({ error: 'must be a local date such as 2026-12-25' });

/** ISO 8601, 1 (Monday) to 7. */
export const Weekdays = z
  .array(z.int().min(1).max(7))
  .min(1, { error: 'must name a weekday from 1 (Monday) to 7' })
  .max(50, { abort: true })
  .overwrite((days) => [...new Set(days)].toSorted((a, b) => a - b));

export const Holidays = distinct(LocalDate, 400).overwrite((days) => days.toSorted());
