/** How the API shows report schedules. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { changedOf } from '../profiles/profile.graphql.js';
import { ReportPeriodType, ReportType } from '../soc-reports/soc-report.events.js';
import { Cadence } from './report-schedule.events.js';
import type { ReportScheduleRecord } from './report-schedule.record.js';

const ReportScheduleStatus = { active: 'active', paused: 'paused', deleted: 'deleted' } as const;
registerEnumType(ReportScheduleStatus, { name: 'ReportScheduleStatus' });
registerEnumType(Cadence.enum, { name: 'Cadence' });

const CRON = 'Five fields, minute to weekday; a period reaches from one of its times to the next. Only of the cadence cron.';
const AT = 'Local time, such as 06:00, of the day on which a period ends: when its report is made.';
const ACTIVE_FROM = 'Reports are made of periods that end after it; now when left out. A past one makes up for past periods.';
const RECOMMENDATIONS = 'Recommendations of the library that every report of it prints.';

@SnakeCaseAliases()
@ObjectType({ description: 'A report that is to come.' })
export class ScheduledRun {
  @Field(() => UUID) scheduleId!: string;
  @Field() name!: string;
  @Field(() => ReportType.enum) reportType!: ReportType;
  @Field(() => ReportPeriodType.enum) periodType!: ReportPeriodType;
  @Field(() => DateTime) periodStart!: string;
  @Field(() => DateTime, { description: 'Exclusive.' }) periodEnd!: string;
  @Field({ description: 'IANA time zone.' }) zone!: string;
  @Field(() => DateTime, { description: 'When it is made.' }) dueAt!: string;
}

@ObjectType({ description: 'Makes a report of every period, once, whatever runs or stops meanwhile.' })
export class ReportSchedule extends RecordFields {
  @Field() name!: string;
  @Field(() => ReportScheduleStatus) status!: ReportScheduleRecord['status'];
  @Field(() => ReportType.enum) reportType!: ReportType;
  @Field(() => Cadence.enum) cadence!: Cadence;
  @Field(() => String, { nullable: true, description: CRON }) cron!: string | null;
  @Field({ description: AT }) at!: string;
  @Field({ description: 'IANA time zone.' }) zone!: string;
  @Field(() => [UUID], { description: RECOMMENDATIONS }) recommendationIds!: readonly string[];
  @Field(() => DateTime, { description: ACTIVE_FROM }) activeFrom!: string;
  @Field(() => ScheduledRun, { nullable: true, description: 'The next report; null while it is not active.' })
  nextRun!: ScheduledRun | null;
}

@ObjectType()
export class ReportScheduleConnection extends connectionOf(ReportSchedule, 'ReportSchedule') {}

export const ReportScheduleChanged = changedOf(ReportSchedule, 'ReportSchedule');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class ReportScheduleFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [ReportScheduleStatus], { nullable: true }) status?: ReportScheduleRecord['status'][];
  @Field(() => [ReportType.enum], { nullable: true }) reportType?: ReportType[];
  @Field(() => [Cadence.enum], { nullable: true }) cadence?: Cadence[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType({ description: 'The marking is that of its reports; TLP:AMBER when left out.' })
export class ReviseReportScheduleInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => ReportType.enum, { nullable: true }) reportType?: ReportType;
  @Field(() => Cadence.enum, { nullable: true }) cadence?: Cadence;
  @Field(() => String, { nullable: true, description: CRON }) cron?: string | null;
  @Field({ nullable: true, description: `${AT} 06:00 when left out.` }) at?: string;
  @Field({ nullable: true, description: "IANA time zone; the tenant's when left out." }) zone?: string;
  @Field(() => [UUID], { nullable: true, description: RECOMMENDATIONS }) recommendationIds?: string[];
  @Field(() => DateTime, { nullable: true, description: ACTIVE_FROM }) activeFrom?: string;
}

@InputType()
export class CreateReportScheduleInput extends ReviseReportScheduleInput {
  @Field() declare name: string;
  @Field(() => ReportType.enum) declare reportType: ReportType;
  @Field(() => Cadence.enum) declare cadence: Cadence;
}
