/** Controls over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Ledger } from '../ledger/ledger.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { type ProfileDoors, profileConnectionResolver, retirableResolver } from '../profiles/profile.resolver.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { BLANK_CONTROL, ControlProfile } from './control.events.js';
import {
  Control,
  ControlChanged,
  ControlConnection,
  ControlFilter,
  CreateControlInput,
  ReviseControlInput,
} from './control.graphql.js';
import type { ControlRecord } from './control.record.js';
import { controlType } from './control.type.js';

const doors: ProfileDoors<ControlFilter & MarkingFilter, ControlRecord> = {
  kind: profileKind(controlType, {
    blank: BLANK_CONTROL,
    actions: {
      create: 'control.create',
      revise: 'control.revise',
      mark: 'control.mark',
      moves: { retire: 'control.retire', restore: 'control.retire' },
    },
  }),
  parse: profileInput(ControlProfile, BLANK_CONTROL),
  list: {
    model: 'incidents',
    table: 'control_state',
    name: 'label',
    comparisons: [
      { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
      { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
      { key: 'framework', sql: (p) => `s.record ->> 'framework' = any(${p}::text[])` },
      { key: 'controlId', sql: (p) => `s.record ->> 'controlId' = any(${p}::text[])` },
      { key: 'implementationStatus', sql: (p) => `s.record ->> 'implementationStatus' = any(${p}::text[])` },
      { key: 'owner', sql: (p) => `s.record ->> 'owner' = any(${p}::text[])` },
    ],
  },
  one: 'control',
  many: 'controls',
  name: 'Control',
  node: Control,
  connection: ControlConnection,
  changed: ControlChanged,
  filter: ControlFilter,
  createInput: CreateControlInput,
  reviseInput: ReviseControlInput,
};
export const controlKind = doors.kind;

@Resolver(() => Control)
export class ControlResolver extends retirableResolver(doors) {
  constructor(
    commands: CommandBus,
    queries: ProfileQueries,
    ledger: Ledger,
    private readonly people: People,
  ) {
    super(commands, queries, ledger);
  }

  @ResolveField(() => String, { nullable: true })
  async owner(@Parent() { tenantId, owner }: Control, @Context() context: GraphqlContext) {
    return owner === null ? null : nameOf(this.people, context, tenantId, owner);
  }

  @ResolveField(() => String, { nullable: true })
  ownerId(@Parent() { owner }: Control): string | null {
    return owner;
  }
}

@Resolver(() => ControlConnection)
export class ControlConnectionResolver extends profileConnectionResolver(doors) {}
