/** Reporting expectations as GraphQL types, and the check of what callers give. */
import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { GivenExpectation } from './tenant-settings.decider.js';
import { ReportingExpectation as Expectation } from './tenant-settings.events.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';

const WINDOW = 'Local times such as 22:00 and 06:00; an end not after the start is on the next day, the same is 24 hours.';
const WEEKDAYS = 'ISO 8601 weekdays on which a window starts, 1 (Monday) to 7.';
const TYPES = 'Reports of any of these types count; empty: of every type.';
const HOLIDAYS = 'Local dates, such as 2026-12-25, on which no expected window starts; at most 400.';
const EFFECTIVE = 'Nothing is expected of windows that ended by then.';

@SnakeCaseAliases()
@ObjectType({ description: 'So many products are expected in each window.' })
export class ReportingExpectation {
  @Field(() => UUID) id!: string;
  @Field() name!: string;
  @Field(() => Int, { description: 'Products per window that meet it.' }) count!: number;
  @Field(() => [String], { description: TYPES }) reportTypes!: string[];
  @Field({ description: WINDOW }) start!: string;
  @Field({ description: WINDOW }) end!: string;
  @Field(() => [Int], { description: WEEKDAYS }) weekdays!: number[];
  @Field(() => String, { nullable: true, description: "IANA time zone; null: the tenant's." }) zone!: string | null;
  @Field(() => [String], { description: HOLIDAYS }) holidays!: string[];
  @Field(() => DateTime, { description: EFFECTIVE }) effectiveFrom!: string;
}

@SnakeCaseAliases()
@InputType({ description: 'The whole expectation: what is left out is not kept, but for effectiveFrom.' })
export class ReportingExpectationInput {
  @Field() name!: string;
  @Field(() => Int, { description: 'Products per window that meet it; 1 to 10,000.' }) count!: number;
  @Field(() => [String], { nullable: true, description: TYPES }) reportTypes?: string[];
  @Field({ description: WINDOW }) start!: string;
  @Field({ description: WINDOW }) end!: string;
  @Field(() => [Int], { nullable: true, description: `${WEEKDAYS} Every day when left out.` }) weekdays?: number[];
  @Field({ nullable: true, description: "IANA time zone; the tenant's when left out." }) zone?: string;
  @Field(() => [String], { nullable: true, description: HOLIDAYS }) holidays?: string[];
  @Field(() => DateTime, { nullable: true, description: `${EFFECTIVE} The time of setting it when left out.` })
  effectiveFrom?: string;
}

const { reportTypes, weekdays, zone, holidays, effectiveFrom } = Expectation.shape;
const Given = Expectation.extend({
  reportTypes: reportTypes.default([]),
  weekdays: weekdays.default([1, 2, 3, 4, 5, 6, 7]),
  zone: zone.default(null),
  holidays: holidays.default([]),
  effectiveFrom: effectiveFrom.optional(),
});

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseExpectation = (input: object): GivenExpectation => parseInput(Given, plainInput(input, new Set()), 'input');

/** By name. */
export const expectationsView = ({ reportingExpectations }: TenantSettingsRecord): ReportingExpectation[] =>
  Object.entries(reportingExpectations)
    .map(([id, expectation]) => ({ id, ...expectation }))
    .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
