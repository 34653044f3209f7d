/** What a tenant's security operations are measured against: service levels, targets of KPIs, and the declared scope of detection. */
import { z } from 'zod';
import { HoldReason, Severity } from '../incidents/incident.events.js';
import { TechniqueId } from '../intel-reports/intel-report.events.js';
import { KPI_NAMES } from '../kpis/kpi-names.measure.js';
import { distinct, line, text } from '../ledger/text.js';
import { Holidays, LocalTime, Weekdays, Zone } from './local-time.events.js';

export const SLA_CLOCKS = ['acknowledge', 'resolve'] as const;
export const SlaClock = z.enum(SLA_CLOCKS);
export type SlaClock = z.infer<typeof SlaClock>;

/** Which time a clock counts. */
export const SlaCalendar = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({
    kind: z.literal('business_hours'),
    weekdays: Weekdays,
    start: LocalTime,
    /** Not after the start: on the next day; the same as the start: 24 hours. */
    end: LocalTime,
    /** Null: the tenant's. */
    zone: Zone.nullable(),
    /** Local days on which no hours start. */
    holidays: Holidays,
  }),
]);
export type SlaCalendar = z.infer<typeof SlaCalendar>;

export const SlaTarget = z.strictObject({
  severity: Severity,
  clock: SlaClock,
  /** Of the calendar. */
  seconds: z.int().min(60).max(31_536_000),
});
export type SlaTarget = z.infer<typeof SlaTarget>;

export const SlaPolicy = z.strictObject({
  name: line(200),
  targets: z.array(SlaTarget).min(1, { error: 'must have a target' }).max(12),
  calendar: SlaCalendar,
  /** A clock stands while the incident waits for one of these. */
  pausedOn: z
    .array(HoldReason)
    .max(20)
    .overwrite((reasons) => [...new Set(reasons)].toSorted()),
  /** restart: a clock of its own from each reopening; continue: one clock that stood while the incident was resolved. */
  onReopen: z.enum(['restart', 'continue']),
});
export type SlaPolicy = z.infer<typeof SlaPolicy>;

export const KpiTarget = z.strictObject({
  kpi: z.enum(KPI_NAMES),
  /** In the unit of the KPI: seconds, a ratio from 0 to 1, or a count; compared with its headline. */
  target: z.number().min(0).max(1_000_000_000),
  targetIs: z.enum(['at_most', 'at_least']),
});
export type KpiTarget = z.infer<typeof KpiTarget>;

/** The techniques that the tenant means to detect: what coverage is measured against. */
export const DetectionScope = z.strictObject({
  version: line(100),
  techniqueIds: distinct(TechniqueId, 1_000),
  note: text(2_000),
});
export type DetectionScope = z.infer<typeof DetectionScope>;
