/** Periods as REST callers give them: instants, or local dates of a zone. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { invalidInput } from '../graphql/arguments.js';
import { line } from '../ledger/text.js';
import type { Period } from './kpi-table.measure.js';
import { isZone } from './period.measure.js';

const SHAPE = /^(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;
const MESSAGE = 'must be a local date such as 2026-01-05, or a time such as 2026-01-05T10:00:00.000Z';

const isReal = (edge: string): boolean => DateTime.fromISO(edge, { setZone: true }).isValid;

const Edge = z.string().regex(SHAPE, { error: MESSAGE, abort: true }).refine(isReal, MESSAGE);

export const PeriodFields = {
  periodStart: Edge.optional().describe('An instant, or a local date of the zone.'),
  periodEnd: Edge.optional().describe('Exclusive. An instant, or a local date of the zone.'),
  zone: line(100)
    .refine(isZone, 'must be an IANA time zone such as Europe/London')
    .optional()
    .describe("IANA time zone; the tenant's when left out."),
};

export interface GivenPeriod {
  readonly periodStart?: string | undefined;
  readonly periodEnd?: string | undefined;
}

const utc = (edge: string, zone: string): string => DateTime.fromISO(edge, { zone }).toUTC().toISO()!;

/**
 * @returns undefined when neither end is given.
 * @throws LedgerError INVALID_INPUT when only one is.
 */
export const periodFrom = ({ periodStart, periodEnd }: GivenPeriod, zone: string): Period | undefined => {
  if (periodStart === undefined && periodEnd === undefined) return undefined;
  if (periodStart === undefined || periodEnd === undefined) {
    const [missing, given] = periodStart === undefined ? ['periodStart', 'periodEnd'] : ['periodEnd', 'periodStart'];
    throw invalidInput([{ path: missing, message: `is needed beside ${given}; give both or none` }]);
  }
  return { start: utc(periodStart, zone), end: utc(periodEnd, zone), zone };
};
