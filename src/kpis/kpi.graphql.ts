/** KPIs, their definitions and their lineage as GraphQL types. */
import { ArgsType, Field, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AsOf } from '../graphql/common.types.js';
import { LiveArguments } from '../graphql/arguments.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, Position, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { SEVERITIES, type Severity } from '../incidents/incident.events.js';
import { SlaPolicy } from '../tenants/soc-settings.graphql.js';
import { SLA_CLOCKS, type SlaClock } from '../tenants/soc-settings.events.js';
import { OUTCOMES, type Outcome } from './contribution.measure.js';
import { KPI_NAMES, type KpiName, type TimedKpi } from './kpi-table.measure.js';

const enumOf = <Value extends string>(values: readonly Value[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as Record<Value, Value>;
export const KpiNames = enumOf(KPI_NAMES);
const Clocks = enumOf(SLA_CLOCKS);
const Severities = enumOf(SEVERITIES);
const Outcomes = enumOf(OUTCOMES);
registerEnumType(KpiNames, { name: 'KpiName' });
registerEnumType(Clocks, { name: 'SlaClock' });
registerEnumType(Severities, { name: 'KpiSeverity', description: 'OCSF severity.' });
registerEnumType(Outcomes, {
  name: 'KpiOutcome',
  description:
    'Of durations and counts: counted, negative (left out as bad data), censored (open, counted up to the end). Of rates: in_numerator, in_denominator, in_both; of service levels in_both is met, in_denominator missed.',
});

@SnakeCaseAliases()
@InputType({ description: 'Half-open: from the start to just before the end.' })
export class PeriodInput {
  @Field(() => DateTime) start!: string;
  @Field(() => DateTime) end!: string;
  @Field({ description: 'IANA time zone, such as Europe/London.' }) zone!: string;
}

@ArgsType()
export class KpiArguments extends LiveArguments {
  @Field(() => PeriodInput) period!: PeriodInput;
  @Field(() => DateTime, { nullable: true, description: 'As it was known at this instant.' }) knownAt?: string;
  @Field(() => Position, { nullable: true, description: 'As it was known after this position.' }) position?: bigint;
}

@ArgsType()
export class KpiLineageArguments extends KpiArguments {
  @Field(() => KpiNames) kpi!: KpiName;
  @Field(() => Severities, { nullable: true, description: 'At the end of the period.' }) severity?: Severity;
  @Field(() => Clocks, { nullable: true, description: 'Of sla_attainment.' }) clock?: SlaClock;
  @Field({ nullable: true, description: 'none: incidents without.' }) category?: string;
  @Field({ nullable: true, description: 'RSIT class; none: incidents without.' }) rsit?: string;
  @Field({ nullable: true, description: 'none: incidents without.' }) source?: string;
  @Field(() => Outcomes, { nullable: true }) outcome?: Outcome;
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}

@SnakeCaseAliases()
@ObjectType()
class Period {
  @Field(() => DateTime) start!: string;
  @Field(() => DateTime) end!: string;
  @Field({ description: 'IANA time zone.' }) zone!: string;
}

@SnakeCaseAliases()
@ObjectType({ description: 'A figure and what is said beside it. Durations are seconds, rates ratios from 0 to 1.' })
class Kpi {
  @Field(() => KpiNames) name!: KpiName;
  @Field({ description: 'As its definition calls it.' }) title!: string;
  @Field({ description: 'seconds, ratio or count.' }) unit!: string;
  @Field(() => Float, {
    nullable: true,
    description: 'The headline: the median, the ratio or the count. Null: nothing to measure.',
  })
  value!: number | null;
  @Field(() => Int, { description: 'What it is made of; of a rate its denominator.' }) n!: number;
  @Field(() => Int, { nullable: true, description: 'Of a rate.' }) numerator!: number | null;
  @Field(() => Float, { nullable: true }) mean!: number | null;
  @Field(() => Float, { nullable: true }) median!: number | null;
  @Field(() => Float, { nullable: true }) p90!: number | null;
  @Field(() => Int, { description: 'Negative durations: bad data, left out.' }) negative!: number;
  @Field(() => Int, { description: 'Open incidents that an open-aware figure counts up to the end.' }) censored!: number;
  @Field(() => Float, { nullable: true }) target!: number | null;
  @Field(() => String, { nullable: true, description: 'at_most or at_least.' }) targetIs!: string | null;
  @Field(() => Float, { nullable: true, description: 'The headline of the previous period.' }) previous!: number | null;
  @Field(() => String, { nullable: true, description: 'up, down or level against the previous period; null without one.' })
  trend!: string | null;
  @Field({ description: 'met, missed, no_target or no_data.' }) status!: string;
}

@SnakeCaseAliases()
@ObjectType()
class SlaLine {
  @Field(() => Severities) severity!: Severity;
  @Field(() => Clocks) clock!: SlaClock;
  @Field(() => Float, { description: 'Seconds of the calendar.' }) target!: number;
  @Field(() => Int) due!: number;
  @Field(() => Int) met!: number;
  @Field(() => Float, { nullable: true, description: 'Null: nothing was due.' }) attainment!: number | null;
}
@SnakeCaseAliases()
@ObjectType({ description: 'Seconds; negative durations are left out.' })
class SeverityTime {
  @Field(() => Severities) severity!: Severity;
  @Field(() => KpiNames) kpi!: TimedKpi;
  @Field(() => Int) n!: number;
  @Field(() => Float, { nullable: true }) median!: number | null;
  @Field(() => Float, { nullable: true }) p90!: number | null;
  @Field(() => Float, { nullable: true }) mean!: number | null;
}
@SnakeCaseAliases()
@ObjectType()
class IncidentCounts {
  @Field() key!: string;
  @Field(() => Int) opened!: number;
  @Field(() => Int) resolved!: number;
  @Field(() => Int) closed!: number;
  @Field(() => Int, { description: 'Open at the end.' }) backlog!: number;
  @Field(() => Int, { description: 'Of those opened in the period, no longer open at its end.' }) cohortResolved!: number;
  @Field(() => Int, { description: 'Of those opened in the period, closed by its end.' }) cohortClosed!: number;
}
@SnakeCaseAliases()
@ObjectType()
class VerdictCount {
  @Field() verdict!: string;
  @Field(() => Int) incidents!: number;
}
@SnakeCaseAliases()
@ObjectType()
class BacklogAge {
  @Field(() => Float, { nullable: true, description: 'Seconds.' }) median!: number | null;
  @Field(() => Float, { nullable: true }) p90!: number | null;
}
@SnakeCaseAliases()
@ObjectType()
class TechniqueCoverage {
  @Field() techniqueId!: string;
  @Field({ description: 'covered: an enabled rule passed its last test; untested; failed; gap: no enabled rule.' })
  state!: string;
  @Field(() => Int, { description: 'Enabled ones.' }) rules!: number;
}
@SnakeCaseAliases()
@ObjectType()
class Coverage {
  @Field(() => String, { nullable: true, description: 'Null: no scope was declared.' }) scopeVersion!: string | null;
  @Field() scopeNote!: string;
  @Field(() => [TechniqueCoverage]) techniques!: TechniqueCoverage[];
}
@SnakeCaseAliases()
@ObjectType()
class ControlCount {
  @Field() status!: string;
  @Field(() => Int) controls!: number;
}
@SnakeCaseAliases()
@ObjectType()
class Posture {
  @Field() framework!: string;
  @Field(() => [ControlCount]) byStatus!: ControlCount[];
  @Field(() => Int, { nullable: true, description: 'Days since the oldest evidence.' }) oldestEvidence!: number | null;
  @Field(() => Int) withoutEvidence!: number;
}
@SnakeCaseAliases()
@ObjectType({ description: 'What the figures are of. Tests and merged duplicates are left out, and counted here.' })
class KpiScope {
  @Field(() => Int) incidents!: number;
  @Field(() => Int) tests!: number;
  @Field(() => Int) merged!: number;
}

@SnakeCaseAliases()
@ObjectType({ description: 'The KPIs of a period, over the incidents that you may see.' })
export class SocKpis {
  @Field(() => Period) period!: Period;
  @Field(() => Period, { description: 'Of the same kind, before.' }) previousPeriod!: Period;
  @Field(() => Int) definitionsVersion!: number;
  @Field(() => [Kpi]) kpis!: Kpi[];
  @Field(() => [SlaLine], { description: 'The most severe first.' }) sla!: SlaLine[];
  @Field(() => [SeverityTime], {
    description: 'Times to acknowledge and to resolve of each severity that has any, the most severe first.',
  })
  times!: SeverityTime[];
  @Field(() => [SlaPolicy], { description: 'The service levels that were measured.' }) slaPolicies!: SlaPolicy[];
  @Field({ description: 'The tenant has set no service levels: sensible defaults were measured.' }) slaPolicyIsDefault!: boolean;
  @Field(() => BacklogAge) backlogAge!: BacklogAge;
  @Field(() => [IncidentCounts]) bySeverity!: IncidentCounts[];
  @Field(() => [IncidentCounts]) byCategory!: IncidentCounts[];
  @Field(() => [IncidentCounts], { description: 'By class of the RSIT taxonomy.' }) byRsit!: IncidentCounts[];
  @Field(() => [IncidentCounts], { description: 'By VERIS action, after the RSIT class.' }) byVeris!: IncidentCounts[];
  @Field(() => [IncidentCounts], { description: 'By what raised them.' }) bySource!: IncidentCounts[];
  @Field(() => [VerdictCount], { description: 'Of what was resolved in the period.' }) verdicts!: VerdictCount[];
  @Field(() => Coverage) coverage!: Coverage;
  @Field(() => [Posture]) posture!: Posture[];
  @Field(() => KpiScope) scope!: KpiScope;
  @Field(() => AsOf) asOf!: AsOf;
}

@SnakeCaseAliases()
@ObjectType()
class ContributionClock {
  @Field(() => Clocks) clock!: SlaClock;
  @Field(() => Int, { description: '0, or the number of the reopening that started the clock.' }) run!: number;
  @Field(() => Float, { description: 'Seconds of the calendar.' }) target!: number;
  @Field(() => DateTime) dueAt!: string;
  @Field(() => Float, { description: 'Seconds of the calendar.' }) paused!: number;
}
@SnakeCaseAliases()
@ObjectType({
  description:
    'An incident behind a figure, what it added, and the times that this was made of. Its events: recordHistory(type: "incident").',
})
export class KpiContribution {
  @Field(() => UUID) incidentId!: string;
  @Field(() => String, { nullable: true }) number!: string | null;
  @Field() title!: string;
  @Field(() => Outcomes) outcome!: Outcome;
  @Field(() => Float, { nullable: true, description: 'Seconds; null where the figure counts and does not measure.' })
  value!: number | null;
  @Field(() => DateTime) from!: string;
  @Field(() => DateTime, { nullable: true, description: 'Null: it still goes on.' }) to!: string | null;
  @Field(() => Severities) severity!: Severity;
  @Field(() => String, { nullable: true }) category!: string | null;
  @Field(() => String, { nullable: true }) rsit!: string | null;
  @Field(() => String, { nullable: true }) source!: string | null;
  @Field(() => ContributionClock, { nullable: true }) sla!: ContributionClock | null;
}
@ObjectType('KpiLineageConnection')
export class KpiLineage extends connectionOf(KpiContribution, 'KpiContribution') {
  @Field(() => Int) totalCount!: number;
}

@SnakeCaseAliases()
@ObjectType()
class KpiDefinition {
  @Field(() => KpiNames) name!: KpiName;
  @Field() title!: string;
  @Field() unit!: string;
  @Field() definition!: string;
  @Field() leftOut!: string;
  @Field({ description: 'lower, higher or neither.' }) betterIs!: string;
}
@SnakeCaseAliases()
@ObjectType()
export class KpiDefinitions {
  @Field(() => Int) version!: number;
  @Field(() => [String], { description: 'What holds for every figure.' }) general!: readonly string[];
  @Field(() => [KpiDefinition]) kpis!: KpiDefinition[];
}
