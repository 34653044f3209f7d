/** Targets over GraphQL. */
import { Resolver } from '@nestjs/graphql';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { type ProfileDoors, profileConnectionResolver, retirableResolver } from '../profiles/profile.resolver.js';
import { CountryInput } from './country.input.js';
import { BLANK_TARGET, TargetProfile } from './target.events.js';
import { CreateTargetInput, ReviseTargetInput, Target, TargetChanged, TargetConnection, TargetFilter } from './target.graphql.js';
import type { TargetRecord } from './target.record.js';
import { targetType } from './target.type.js';

const doors: ProfileDoors<TargetFilter & MarkingFilter, TargetRecord> = {
  kind: profileKind(targetType, {
    blank: BLANK_TARGET,
    actions: {
      create: 'target.create',
      revise: 'target.revise',
      mark: 'target.mark',
      moves: { retire: 'target.retire', restore: 'target.retire' },
    },
  }),
  parse: profileInput(TargetProfile.extend({ country: CountryInput.nullable() }), BLANK_TARGET),
  list: {
    table: 'target_state',
    name: 'name',
    comparisons: [
      { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
      { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
      { key: 'kind', sql: (p) => `s.record ->> 'kind' = any(${p}::text[])` },
      { key: 'sectors', sql: (p) => `s.record -> 'sectors' ?| ${p}::text[]` },
      { key: 'country', sql: (p) => `s.record ->> 'country' = any(${p}::text[])` },
    ],
  },
  one: 'target',
  many: 'targets',
  name: 'Target',
  node: Target,
  connection: TargetConnection,
  changed: TargetChanged,
  filter: TargetFilter,
  createInput: CreateTargetInput,
  reviseInput: ReviseTargetInput,
};
export const targetKind = doors.kind;

@Resolver(() => Target)
export class TargetResolver extends retirableResolver(doors) {}

@Resolver(() => TargetConnection)
export class TargetConnectionResolver extends profileConnectionResolver(doors) {}
