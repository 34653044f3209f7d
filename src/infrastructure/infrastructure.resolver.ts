/** Infrastructure over GraphQL. */
import { Resolver } from '@nestjs/graphql';
import { linkResolvers } from '../links/link.resolver.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { profileConnectionResolver, type ProfileDoors, retirableResolver } from '../profiles/profile.resolver.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { BLANK_INFRASTRUCTURE, InfrastructureProfile } from './infrastructure.events.js';
import {
  CreateInfrastructureInput,
  Infrastructure,
  InfrastructureChanged,
  InfrastructureConnection,
  InfrastructureFilter,
  ReviseInfrastructureInput,
} from './infrastructure.graphql.js';
import type { InfrastructureRecord } from './infrastructure.record.js';
import { infrastructureType } from './infrastructure.type.js';
import { ObservablesInput } from './observable.input.js';

const doors: ProfileDoors<InfrastructureFilter & MarkingFilter, InfrastructureRecord> = {
  kind: profileKind(infrastructureType, {
    blank: BLANK_INFRASTRUCTURE,
    actions: {
      create: 'infrastructure.create',
      revise: 'infrastructure.revise',
      mark: 'infrastructure.mark',
      moves: { retire: 'infrastructure.retire', restore: 'infrastructure.retire' },
    },
  }),
  parse: profileInput(InfrastructureProfile.extend({ values: ObservablesInput }), BLANK_INFRASTRUCTURE),
  list: {
    table: 'infrastructure_state',
    name: 'name',
    comparisons: [
      { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
      { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
      { key: 'infrastructureTypes', sql: (p) => `s.record -> 'infrastructureTypes' ?| ${p}::text[]` },
      {
        key: 'values',
        sql: (p) => `exists (select 1 from jsonb_array_elements(s.record -> 'values') o where o ->> 'value' = any(${p}::text[]))`,
      },
    ],
  },
  one: 'infrastructure',
  many: 'infrastructures',
  name: 'Infrastructure',
  node: Infrastructure,
  connection: InfrastructureConnection,
  changed: InfrastructureChanged,
  filter: InfrastructureFilter,
  createInput: CreateInfrastructureInput,
  reviseInput: ReviseInfrastructureInput,
};
export const infrastructureKind = doors.kind;

@Resolver(() => Infrastructure)
export class InfrastructureResolver extends retirableResolver(doors) {}

@Resolver(() => InfrastructureConnection)
export class InfrastructureConnectionResolver extends profileConnectionResolver(doors) {}

export const infrastructureResolvers = [
  InfrastructureResolver,
  InfrastructureConnectionResolver,
  ...linkResolvers('infrastructure', ['infrastructure'], InfrastructureChanged),
];
