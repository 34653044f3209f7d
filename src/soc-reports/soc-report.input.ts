/** Checks what callers give for SOC reports, field by field. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { Instant, line, RecordId } from '../ledger/text.js';
import { ReportPeriodType, ReportRequest, ReportType } from './soc-report.events.js';

const marking = z.object(Marking.shape).partial().shape;

const RequestInput = z.object({
  ...marking,
  title: ReportRequest.shape.title.optional(),
  reportType: ReportType,
  periodType: ReportPeriodType,
  periodStart: Instant,
  periodEnd: Instant,
  zone: ReportRequest.shape.zone.optional(),
  recommendations: z
    .array(z.strictObject({ id: RecordId, text: line(5_000).optional() }))
    .max(50)
    .default([]),
});
const MarkInput = z.object(marking);

export type RequestSocReportFields = z.output<typeof RequestInput>;

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseRequestSocReport = (input: object): RequestSocReportFields =>
  parseInput(RequestInput, plainInput(input, new Set()), 'input');
/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseMarkSocReport = (input: object): Partial<Marking> =>
  parseInput(MarkInput, plainInput(input, new Set()), 'input');
