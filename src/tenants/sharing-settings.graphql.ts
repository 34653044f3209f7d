/** How GraphQL names sharing ceilings. */
import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { z } from 'zod';
import { type Role, ROLES } from '../access/actor.js';
import type { SecrecyLevel, Tlp } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { plainInput } from '../graphql/plain-input.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { RoleCeiling } from './sharing-settings.events.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';

@SnakeCaseAliases()
@ObjectType({
  description:
    'The highest marking that leaves the tenant, in a link, a delivery or an export, by the hand of a role. Of several roles the highest counts.',
})
export class SharingCeiling {
  @Field() role!: string;
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
  @Field(() => TlpName) tlp!: Tlp;
}
@SnakeCaseAliases()
@InputType()
export class SharingCeilingInput {
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
  @Field(() => TlpName) tlp!: Tlp;
}

const GivenRole = z.object({ role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }) });

/** @throws LedgerError INVALID_INPUT */
export const parseRole = (role: string): Role => parseInput(GivenRole, { role }).role;
/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseCeiling = (role: string, input: object): RoleCeiling => ({
  role: parseRole(role),
  ...parseInput(RoleCeiling.omit({ role: true }), plainInput(input, new Set()), 'input'),
});

/** By role. */
export const ceilingsView = ({ sharingCeilings }: TenantSettingsRecord): readonly RoleCeiling[] =>
  Object.values(sharingCeilings).toSorted((a, b) => (a.role < b.role ? -1 : 1));
