/** How the REST API shows SOC reports. */
import { z } from 'zod';
import { AsOfFields, MarkingFields, NextLink, Position, Time, Uuid } from '../http/common.schemas.js';
import type { Loaded } from '../ledger/ledger.js';
import { REPORT_FORMATS, ReportFormat, ReportPeriodType, ReportType } from './soc-report.events.js';
import { renderingsOf } from './soc-report.graphql.js';
import type { SocReportRecord } from './soc-report.record.js';

export const REPORTS_PATH = '/api/v1/reports';
export const TAG = 'SOC reports';

export const ReportStatus = z.enum(['pending', 'generating', 'completed', 'failed']);

export const ReportRow = z.object({
  id: Uuid,
  tenantId: z.string(),
  organisationId: z.string(),
  title: z.string(),
  reportType: ReportType,
  periodType: ReportPeriodType,
  periodStart: Time,
  periodEnd: Time.describe('Exclusive. UTC, ISO 8601.'),
  zone: z.string().describe('IANA time zone.'),
  status: ReportStatus,
  generatedAt: Time.nullable(),
  position: Position.nullable().describe('Which every figure in it is of; null until generation starts.'),
  definitionsVersion: z.int().nullable().describe('Of the KPI definitions.'),
  templateVersion: z.string().nullable(),
  dataHash: z.string().nullable().describe('SHA-256 of the data in canonical JSON (RFC 8785).'),
  size: z.record(ReportFormat, z.int().nullable()).describe('Bytes of each format; null: there is none (yet).'),
  files: z.array(
    z.object({
      format: ReportFormat,
      mediaType: z.string().nullable(),
      size: z.int().nullable(),
      sha256: z.string().nullable(),
      pages: z.int().nullable(),
      error: z.string().nullable().describe('Why it could not be rendered.'),
    }),
  ),
  error: z.string().nullable().describe('Why it failed.'),
  scheduleId: Uuid.nullable(),
  ...MarkingFields,
  revision: z.string(),
  createdAt: Time,
  updatedAt: Time,
});

export const WholeReport = ReportRow.extend({
  data: z.unknown().describe('The figures and the document; null until it is completed.'),
  recommendations: z.array(z.object({ id: Uuid, text: z.string() })),
  restates: Uuid.nullable().describe('The earlier report of the same period, where you may see it.'),
  restatedBy: Uuid.nullable().describe('The later report that came to other figures, where you may see it.'),
  restatement: z.string().nullable().describe('What the later report says instead, in words.'),
});

export const ReportPage = z.object({ reports: z.array(ReportRow), next: NextLink, ...AsOfFields });

export const Requested = z.object({
  id: Uuid,
  status: ReportStatus,
  position: Position.describe('Give it as at_least to see the report in lists.'),
});

/** @returns a row as {@link ReportRow} has it. */
export const reportRow = (loaded: Loaded<SocReportRecord>): z.input<typeof ReportRow> => {
  const { record, id, tenantId, ownerOrganisation, createdAt, updatedAt, revision } = loaded;
  const { title, reportType, periodType, periodStart, periodEnd, zone, status, generatedAt, position, error, scheduleId } =
    record;
  const { definitionsVersion, templateVersion, dataHash, marking } = record;
  const sizes = REPORT_FORMATS.map((format) => [format, record.renderings[format]?.content?.length ?? null]);
  return {
    id,
    tenantId,
    organisationId: ownerOrganisation,
    title,
    reportType,
    periodType,
    periodStart,
    periodEnd,
    zone,
    status,
    generatedAt,
    position,
    definitionsVersion,
    templateVersion,
    dataHash,
    size: Object.fromEntries(sizes) as Record<ReportFormat, number | null>,
    files: [...renderingsOf(record)],
    error,
    scheduleId,
    secrecyLevel: marking.secrecyLevel,
    tlp: marking.tlp,
    revision: `${revision}`,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
};
