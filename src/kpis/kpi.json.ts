/** How the REST API shows KPIs. */
import { z } from 'zod';
import { AsOfFields, asOfFields, Time } from '../http/common.schemas.js';
import { SEVERITIES } from '../incidents/incident.events.js';
import type { AsOf } from '../read-side/read-model.queries.js';
import { SLA_CLOCKS } from '../tenants/soc-settings.events.js';
import { KPI_NAMES, type KpiTable } from './kpi-table.measure.js';
import { kpiView } from './kpi.view.js';

const Figure = z.number().nullable();

const Kpi = z.object({
  name: z.enum(KPI_NAMES),
  title: z.string(),
  unit: z.enum(['seconds', 'ratio', 'count']),
  value: Figure.describe('The headline: the median, the ratio or the count. Null: nothing to measure.'),
  n: z.int().describe('What it is made of; of a rate its denominator.'),
  numerator: z.int().nullable().describe('Of a rate.'),
  mean: Figure,
  median: Figure,
  p90: Figure,
  negative: z.int().describe('Negative durations: bad data, left out.'),
  censored: z.int().describe('Open incidents that an open-aware figure counts up to the end.'),
  target: Figure,
  targetIs: z.enum(['at_most', 'at_least']).nullable(),
  previous: Figure.describe('The headline of the period of the same kind before.'),
  trend: z.enum(['up', 'down', 'level']).nullable(),
  status: z.enum(['met', 'missed', 'no_target', 'no_data']),
});

export const SlaAttainment = z.object({
  severity: z.enum(SEVERITIES),
  clock: z.enum(SLA_CLOCKS),
  target: z.number().describe('Seconds of the calendar.'),
  due: z.int(),
  met: z.int(),
  attainment: Figure.describe('Null: nothing was due.'),
});

export const KpiAnswer = z.object({
  periodStart: Time,
  periodEnd: Time.describe('Exclusive. UTC, ISO 8601.'),
  zone: z.string(),
  previousPeriodStart: Time,
  definitionsVersion: z.int().describe('Of the KPI definitions.'),
  kpis: z.array(Kpi),
  ...AsOfFields,
});

export const kpiAnswer = (table: KpiTable, asOf: AsOf): z.input<typeof KpiAnswer> => ({
  periodStart: table.period.start,
  periodEnd: table.period.end,
  zone: table.period.zone,
  previousPeriodStart: table.previousPeriod.start,
  definitionsVersion: table.definitionsVersion,
  kpis: table.kpis.map(kpiView),
  ...asOfFields(asOf),
});

export const Compliance = z.array(
  z.object({
    framework: z.string(),
    byStatus: z.array(z.object({ status: z.string(), controls: z.int() })),
    oldestEvidence: z.number().nullable().describe('Days since the oldest evidence.'),
    withoutEvidence: z.int().describe('Controls without evidence.'),
  }),
);
