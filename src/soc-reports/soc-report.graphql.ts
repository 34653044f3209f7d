/** How the API shows SOC reports. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, Receipt, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { recordFieldsOf } from '../graphql/record-fields.js';
import { DateTime, JSONScalar, Position, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { Loaded } from '../ledger/ledger.js';
import {
  REPORT_FORMATS,
  ReportFormat as Format,
  ReportPeriodType as PeriodType,
  ReportType as Type,
} from './soc-report.events.js';
import type { SocReport as Record, SocReportRecord } from './soc-report.record.js';

const ReportGenerationStatus = {
  pending: 'pending',
  generating: 'generating',
  completed: 'completed',
  failed: 'failed',
} as const;
const [ReportType, ReportPeriodType, ReportFormat] = [Type.enum, PeriodType.enum, Format.enum];
registerEnumType(ReportGenerationStatus, { name: 'ReportGenerationStatus' });
registerEnumType(ReportType, { name: 'ReportType' });
registerEnumType(ReportPeriodType, { name: 'ReportPeriodType' });
registerEnumType(ReportFormat, { name: 'ReportFormat' });

@SnakeCaseAliases()
@ObjectType({ description: 'A file of a report, or why there is none.' })
export class SocReportRendering {
  @Field(() => ReportFormat) format!: Format;
  @Field(() => String, { nullable: true }) mediaType!: string | null;
  @Field(() => Int, { nullable: true, description: 'Bytes.' }) size!: number | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 of its bytes.' }) sha256!: string | null;
  @Field(() => Int, { nullable: true, description: 'Of formats that have pages.' }) pages!: number | null;
  @Field(() => String, { nullable: true, description: 'It could not be rendered; retrySocReport tries again.' }) error!:
    string | null;
}

@ObjectType({ description: 'A recommendation as one report has it.' })
export class SocReportRecommendation {
  @Field(() => UUID) id!: string;
  @Field() text!: string;
}

@ObjectType({ description: 'A report on the work of the SOC in a period, every figure of it of one position of the ledger.' })
export class SocReport extends RecordFields {
  @Field() title!: string;
  @Field(() => ReportType) reportType!: Type;
  @Field(() => ReportPeriodType) periodType!: PeriodType;
  @Field(() => DateTime) periodStart!: string;
  @Field(() => DateTime, { description: 'Exclusive.' }) periodEnd!: string;
  @Field({ description: 'IANA time zone.' }) zone!: string;
  @Field(() => ReportGenerationStatus) status!: string;
  @Field(() => DateTime, { nullable: true }) generatedAt!: string | null;
  @Field(() => Position, { nullable: true, description: 'Which every figure in it is of; null until generation starts.' })
  figuresPosition!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The recorded clock at that position.' }) figuresAsOf!: string | null;
  @Field(() => Int, { nullable: true }) definitionsVersion!: number | null;
  @Field(() => String, { nullable: true }) templateVersion!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 over the data in canonical JSON (RFC 8785).' }) dataHash!:
    string | null;
  @Field(() => JSONScalar, { nullable: true, description: 'The document and the figures behind it; null until it is completed.' })
  data!: unknown;
  @Field(() => [SocReportRendering]) renderings!: readonly SocReportRendering[];
  @Field(() => [SocReportRecommendation]) recommendations!: readonly SocReportRecommendation[];
  @Field(() => String, { nullable: true, description: 'Why it failed; retrySocReport tries again.' }) error!: string | null;
  @Field(() => UUID, { nullable: true, description: 'The schedule that asked for it.' }) scheduleId!: string | null;
  @Field(() => UUID, { nullable: true, description: 'The earlier report of the same period; null too when you may not see it.' })
  restates!: string | null;
  @Field(() => UUID, {
    nullable: true,
    description: 'The later report of the same period that came to other figures; null too when you may not see it.',
  })
  restatedBy!: string | null;
  @Field(() => String, { nullable: true, description: 'What the later report says instead, in words.' }) restatement!:
    string | null;
  @Field(() => String, { description: 'Who asked for it, by name where it is known.' }) requestedBy!: string;
  @Field() requestedById!: string;
}

@ObjectType()
export class SocReportConnection extends connectionOf(SocReport, 'SocReport') {}

@ObjectType()
export class SocReportChanged {
  @Field(() => SocReport) record!: SocReport;
  @Field(() => Receipt) receipt!: Receipt;
}

@SnakeCaseAliases()
@InputType()
export class SocReportFilterInput {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [ReportType], { nullable: true }) reportType?: Type[];
  @Field(() => [ReportPeriodType], { nullable: true }) periodType?: PeriodType[];
  @Field(() => [ReportGenerationStatus], { nullable: true }) status?: SocReportRecord['status'][];
  @Field(() => [UUID], { nullable: true }) scheduleId?: string[];
  @Field(() => DateTime, { nullable: true, description: 'Periods that end after it.' }) from?: string;
  @Field(() => DateTime, { nullable: true, description: 'Periods that begin before it.' }) to?: string;
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType({ description: 'The text of the library, unless another one is written for this report.' })
export class SocReportRecommendationInput {
  @Field(() => UUID) id!: string;
  @Field({ nullable: true }) text?: string;
}

@InputType({ description: 'Marked TLP:AMBER where nothing else is said. It counts what everybody who may see it may see.' })
export class RequestSocReportInput extends MarkingInputType {
  @Field({ nullable: true, description: 'When left out, it follows from type and period.' }) title?: string;
  @Field(() => ReportType) reportType!: Type;
  @Field(() => ReportPeriodType, { description: 'A whole calendar period of the zone, or on_demand for any other.' })
  periodType!: PeriodType;
  @Field(() => DateTime) periodStart!: string;
  @Field(() => DateTime, { description: 'Exclusive; not in the future.' }) periodEnd!: string;
  @Field({ nullable: true, description: "IANA time zone; the tenant's when left out." }) zone?: string;
  @Field(() => [SocReportRecommendationInput], { nullable: true }) recommendations?: SocReportRecommendationInput[];
}

@InputType({ description: 'What is left out stays. Once generation has started, fewer may come to see it, never more.' })
export class MarkSocReportInput extends MarkingInputType {}

export const renderingsOf = ({ renderings }: SocReportRecord): readonly SocReportRendering[] =>
  REPORT_FORMATS.flatMap((format) => {
    const found = renderings[format];
    if (!found) return [];
    const { content, pages, error } = found;
    return [
      {
        format,
        mediaType: content?.mediaType ?? null,
        size: content?.length ?? null,
        sha256: content?.sha256 ?? null,
        pages,
        error,
      },
    ];
  });

export const socReportView = (loaded: Loaded<Record>) => {
  const record = loaded.record as SocReportRecord;
  const { title, reportType, periodType, periodStart, periodEnd, zone, status, generatedAt, dataHash, error } = record;
  const { definitionsVersion, templateVersion, recommendations, scheduleId, restates, restatedBy, restatement } = record;
  return {
    title,
    reportType,
    periodType,
    periodStart,
    periodEnd,
    zone,
    status,
    generatedAt,
    figuresPosition: record.position,
    figuresAsOf: record.asOf,
    definitionsVersion,
    templateVersion,
    dataHash,
    dataRef: record.data,
    renderings: renderingsOf(record),
    recommendations,
    error,
    scheduleId,
    restates,
    restatedBy,
    restatement,
    requestedById: record.creator,
    ...recordFieldsOf(loaded, record.marking),
  };
};
export type SocReportView = ReturnType<typeof socReportView>;
