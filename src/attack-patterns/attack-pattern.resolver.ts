/** Attack patterns over GraphQL. */
import { Resolver } from '@nestjs/graphql';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { profileConnectionResolver, type ProfileDoors, retirableResolver } from '../profiles/profile.resolver.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { AttackPatternProfile, BLANK_ATTACK_PATTERN } from './attack-pattern.events.js';
import {
  AttackPattern,
  AttackPatternChanged,
  AttackPatternConnection,
  AttackPatternFilter,
  CreateAttackPatternInput,
  ReviseAttackPatternInput,
} from './attack-pattern.graphql.js';
import type { AttackPatternRecord } from './attack-pattern.record.js';
import { attackPatternType } from './attack-pattern.type.js';

const doors: ProfileDoors<AttackPatternFilter & MarkingFilter, AttackPatternRecord> = {
  kind: profileKind(attackPatternType, {
    blank: BLANK_ATTACK_PATTERN,
    actions: {
      create: 'attackPattern.create',
      revise: 'attackPattern.revise',
      mark: 'attackPattern.mark',
      moves: { retire: 'attackPattern.retire', restore: 'attackPattern.retire' },
    },
  }),
  parse: profileInput(AttackPatternProfile, BLANK_ATTACK_PATTERN),
  list: {
    table: 'attack_pattern_state',
    name: 'name',
    comparisons: [
      { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
      { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
      { key: 'attackId', sql: (p) => `s.record ->> 'attackId' = any(${p}::text[])` },
      { key: 'tactics', sql: (p) => `s.record -> 'tactics' ?| ${p}::text[]` },
      { key: 'domain', sql: (p) => `s.record ->> 'domain' = any(${p}::text[])` },
    ],
  },
  one: 'attackPattern',
  many: 'attackPatterns',
  name: 'AttackPattern',
  node: AttackPattern,
  connection: AttackPatternConnection,
  changed: AttackPatternChanged,
  filter: AttackPatternFilter,
  createInput: CreateAttackPatternInput,
  reviseInput: ReviseAttackPatternInput,
};
export const attackPatternKind = doors.kind;

@Resolver(() => AttackPattern)
export class AttackPatternResolver extends retirableResolver(doors) {}

@Resolver(() => AttackPatternConnection)
export class AttackPatternConnectionResolver extends profileConnectionResolver(doors) {}
