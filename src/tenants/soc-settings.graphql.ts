/** Service levels, targets of KPIs and the scope of detection as GraphQL types, and the check of what callers give. */
import { Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';
import { z } from 'zod';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import {
  DetectionScope as Scope,
  KpiTarget as Target,
  SlaCalendar as Calendar,
  SlaPolicy as Policy,
} from './soc-settings.events.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';

const KIND = 'always: around the clock; business_hours.';
const HOURS = 'Local times such as 09:00 and 17:00; an end not after the start is on the next day, the same is 24 hours.';
const WEEKDAYS = 'ISO 8601 weekdays on which hours start, 1 (Monday) to 7.';
const HOLIDAYS = 'Local dates, such as 2026-12-25, on which no hours start; at most 400.';
const CLOCK = 'acknowledge or resolve.';
const SECONDS = 'Of the calendar; 60 to 31,536,000.';
const PAUSED = 'The clock stands while an incident waits for one of these: user, vendor, problem, evidence, other.';
const REOPEN =
  'restart: a clock of its own from each reopening; continue: one clock, which stood while the incident was resolved.';
const TARGET = 'In the unit of the KPI: seconds, a ratio from 0 to 1, or a count; compared with its headline.';
const TARGET_IS = 'at_most or at_least.';
const SCOPE_VERSION = 'Raise it with each change, so that coverage of one scope is not taken for that of another.';

@SnakeCaseAliases()
@ObjectType({ description: 'Which time a clock of service levels counts.' })
class SlaCalendar {
  @Field({ description: KIND }) kind!: string;
  @Field(() => [Int], { nullable: true, description: WEEKDAYS }) weekdays!: number[] | null;
  @Field(() => String, { nullable: true, description: HOURS }) start!: string | null;
  @Field(() => String, { nullable: true, description: HOURS }) end!: string | null;
  @Field(() => String, { nullable: true, description: "IANA time zone; null: the tenant's." }) zone!: string | null;
  @Field(() => [String], { nullable: true, description: HOLIDAYS }) holidays!: string[] | null;
}
@SnakeCaseAliases()
@ObjectType()
class SlaTarget {
  @Field() severity!: string;
  @Field({ description: CLOCK }) clock!: string;
  @Field(() => Int, { description: SECONDS }) seconds!: number;
}
@SnakeCaseAliases()
@ObjectType({ description: 'Targets for clocks of incidents, by severity.' })
export class SlaPolicy {
  @Field(() => UUID, { nullable: true, description: 'Null: the service levels of a tenant that has set none.' })
  id!: string | null;
  @Field() name!: string;
  @Field(() => [SlaTarget]) targets!: SlaTarget[];
  @Field(() => SlaCalendar) calendar!: SlaCalendar;
  @Field(() => [String], { description: PAUSED }) pausedOn!: string[];
  @Field({ description: REOPEN }) onReopen!: string;
}
@SnakeCaseAliases()
@ObjectType()
export class KpiTarget {
  @Field() kpi!: string;
  @Field(() => Float, { description: TARGET }) target!: number;
  @Field({ description: TARGET_IS }) targetIs!: string;
}
@SnakeCaseAliases()
@ObjectType({ description: 'The techniques that the tenant means to detect.' })
export class DetectionScope {
  @Field() version!: string;
  @Field(() => [String]) techniqueIds!: string[];
  @Field() note!: string;
}

@SnakeCaseAliases()
@InputType()
class SlaCalendarInput {
  @Field({ description: KIND }) kind!: string;
  @Field(() => [Int], { nullable: true, description: `${WEEKDAYS} Monday to Friday when left out.` }) weekdays?: number[];
  @Field({ nullable: true, description: HOURS }) start?: string;
  @Field({ nullable: true, description: HOURS }) end?: string;
  @Field({ nullable: true, description: "IANA time zone; the tenant's when left out." }) zone?: string;
  @Field(() => [String], { nullable: true, description: HOLIDAYS }) holidays?: string[];
}
@SnakeCaseAliases()
@InputType()
class SlaTargetInput {
  @Field() severity!: string;
  @Field({ description: CLOCK }) clock!: string;
  @Field(() => Int, { description: SECONDS }) seconds!: number;
}
@SnakeCaseAliases()
@InputType({ description: 'The whole policy: what is left out is not kept.' })
export class SlaPolicyInput {
  @Field() name!: string;
  @Field(() => [SlaTargetInput], { description: 'One for each severity and clock; none of them in another policy too.' })
  targets!: SlaTargetInput[];
  @Field(() => SlaCalendarInput, { nullable: true, description: 'Around the clock when left out.' }) calendar?: SlaCalendarInput;
  @Field(() => [String], { nullable: true, description: `${PAUSED} Never when left out.` }) pausedOn?: string[];
  @Field({ nullable: true, description: `${REOPEN} continue when left out.` }) onReopen?: string;
}
@SnakeCaseAliases()
@InputType()
export class KpiTargetInput {
  @Field(() => Float, { description: TARGET }) target!: number;
  @Field({ description: TARGET_IS }) targetIs!: string;
}
@SnakeCaseAliases()
@InputType()
export class DetectionScopeInput {
  @Field({ description: SCOPE_VERSION }) version!: string;
  @Field(() => [String], { description: 'ATT&CK ids such as T1566 or T1059.001; at most 1,000.' }) techniqueIds!: string[];
  @Field({ nullable: true }) note?: string;
}

const [always, business] = Calendar.options;
const GivenPolicy = Policy.extend({
  calendar: z
    .discriminatedUnion('kind', [
      always,
      business.extend({
        weekdays: business.shape.weekdays.default([1, 2, 3, 4, 5]),
        zone: business.shape.zone.default(null),
        holidays: business.shape.holidays.default([]),
      }),
    ])
    .default({ kind: 'always' }),
  pausedOn: Policy.shape.pausedOn.default([]),
  onReopen: Policy.shape.onReopen.default('continue'),
});
const GivenScope = Scope.extend({ note: Scope.shape.note.default('') });

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseSlaPolicy = (input: object): Policy => parseInput(GivenPolicy, plainInput(input, new Set()), 'input');
/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseKpiTarget = (kpi: string, input: object): Target => {
  const name = parseInput(Target.pick({ kpi: true }), { kpi });
  return { ...name, ...parseInput(Target.omit({ kpi: true }), plainInput(input, new Set()), 'input') };
};
export const parseKpi = (kpi: string): Target['kpi'] => parseInput(Target.pick({ kpi: true }), { kpi }).kpi;
/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseDetectionScope = (input: object): Scope => parseInput(GivenScope, plainInput(input, new Set()), 'input');

/** Service levels by name, targets by KPI. */
export const socSettingsView = ({ slaPolicies, kpiTargets, detectionScope }: TenantSettingsRecord) => ({
  slaPolicies: Object.entries(slaPolicies)
    .map(([id, policy]) => ({ id, ...policy }))
    .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1)),
  kpiTargets: Object.values(kpiTargets).toSorted((a, b) => (a.kpi < b.kpi ? -1 : 1)),
  detectionScope,
});
