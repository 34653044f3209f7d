/** What REST callers give to ask for a report, and what follows where they leave something out. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { invalidInput } from '../graphql/arguments.js';
import { periodFrom, PeriodFields } from '../kpis/period.input.js';
import type { Period } from '../kpis/kpi-table.measure.js';
import { line, RecordId } from '../ledger/text.js';
import { isWhole, lastCalendarPeriod, PERIOD_OF_TYPE, TYPE_OF_PERIOD } from './report-period.measure.js';
import { REPORT_PERIOD_TYPES, ReportFormat, ReportPeriodType, ReportRequest, ReportType } from './soc-report.events.js';

export const GenerateBody = z.strictObject({
  ...z.strictObject(Marking.shape).partial().shape,
  ...PeriodFields,
  reportType: ReportType.optional().describe('When left out, it follows from the period.'),
  periodType: ReportPeriodType.optional().describe('When left out, it follows from the period, else from the report type.'),
  title: ReportRequest.shape.title.optional().describe('When left out, it follows from type and period.'),
  recommendations: z
    .array(z.strictObject({ id: RecordId, text: line(5_000).optional() }))
    .max(50)
    .default([])
    .describe('Of the library; its text, unless another one is written for this report.'),
  format: ReportFormat.optional().describe('Every format is made; Location leads to this one.'),
});
export type GenerateBody = z.output<typeof GenerateBody>;

type Wanted = Pick<GenerateBody, 'periodStart' | 'periodEnd' | 'periodType' | 'reportType'>;

const typeOf = ({ periodType, reportType }: Wanted, period: Period): ReportPeriodType => {
  const named = reportType && PERIOD_OF_TYPE[reportType];
  const fitting = named ? [named] : REPORT_PERIOD_TYPES.filter((type) => type !== 'on_demand');
  return periodType ?? fitting.find((type) => isWhole(type, period)) ?? 'on_demand';
};

/**
 * Without a period it is the last one of its type that is over.
 * @throws LedgerError INVALID_INPUT
 */
export const requestedPeriod = (
  wanted: Wanted,
  zone: string,
  now: Date,
): Pick<ReportRequest, 'reportType' | 'periodType' | 'periodStart' | 'periodEnd' | 'zone'> => {
  const { reportType } = wanted;
  const given = periodFrom(wanted, zone);
  const periodType = given
    ? typeOf(wanted, given)
    : (wanted.periodType ?? (reportType && PERIOD_OF_TYPE[reportType]) ?? 'on_demand');
  if (!given && periodType === 'on_demand')
    throw invalidInput(
      ['periodStart', 'periodEnd'].map((path) => ({
        path,
        message: 'is needed; or give periodType monthly, quarterly or yearly for the last one that is over',
      })),
    );
  const { start, end } =
    given ?? lastCalendarPeriod(periodType as Exclude<ReportPeriodType, 'on_demand'>, now.toISOString(), zone);
  return { reportType: reportType ?? TYPE_OF_PERIOD[periodType], periodType, periodStart: start, periodEnd: end, zone };
};
