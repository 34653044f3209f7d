/** Threat actors over GraphQL. */
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { linkResolvers } from '../links/link.resolver.js';
import { mergeKind } from '../profiles/merge.commands.js';
import { mergeResolver } from '../profiles/merge.resolver.js';
import { MERGEABLE_COMPARISONS, type MergeableFilter } from '../profiles/mergeable.queries.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { type ProfileDoors, profileConnectionResolver, profileResolver } from '../profiles/profile.resolver.js';
import { BLANK_THREAT_ACTOR, ThreatActorProfile } from './threat-actor.events.js';
import {
  CreateThreatActorInput,
  ReviseThreatActorInput,
  ThreatActor,
  ThreatActorChanged,
  ThreatActorConnection,
  ThreatActorFilter,
} from './threat-actor.graphql.js';
import type { ThreatActorRecord } from './threat-actor.record.js';
import { threatActorType } from './threat-actor.type.js';

const doors: ProfileDoors<ThreatActorFilter & MergeableFilter, ThreatActorRecord> = {
  kind: profileKind(threatActorType, {
    blank: BLANK_THREAT_ACTOR,
    actions: {
      create: 'threatActor.create',
      revise: 'threatActor.revise',
      mark: 'threatActor.mark',
      moves: { close: 'threatActor.close', reopen: 'threatActor.close' },
    },
  }),
  parse: profileInput(ThreatActorProfile, BLANK_THREAT_ACTOR),
  list: {
    table: 'threat_actor_state',
    name: 'name',
    comparisons: [
      ...MERGEABLE_COMPARISONS,
      { key: 'threatActorTypes', sql: (p) => `s.record -> 'threatActorTypes' ?| ${p}::text[]` },
    ],
  },
  one: 'threatActor',
  many: 'threatActors',
  name: 'ThreatActor',
  node: ThreatActor,
  connection: ThreatActorConnection,
  changed: ThreatActorChanged,
  filter: ThreatActorFilter,
  createInput: CreateThreatActorInput,
  reviseInput: ReviseThreatActorInput,
};
export const threatActorKind = doors.kind;

@Resolver(() => ThreatActor)
export class ThreatActorResolver extends profileResolver(doors) {
  @Mutation(() => ThreatActorChanged, {
    description: 'The threat actor is retired: followed no more. reopenThreatActor undoes it.',
  })
  closeThreatActor(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'close', id: args.id });
  }

  @Mutation(() => ThreatActorChanged, { description: 'The threat actor is followed again.' })
  reopenThreatActor(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'reopen', id: args.id });
  }
}

@Resolver(() => ThreatActorConnection)
export class ThreatActorConnectionResolver extends profileConnectionResolver(doors) {}

export const threatActorResolvers = [
  ThreatActorResolver,
  ThreatActorConnectionResolver,
  mergeResolver({
    kind: mergeKind(threatActorType, 'threatActor.merge'),
    many: 'ThreatActors',
    node: ThreatActor,
    changed: ThreatActorChanged,
  }),
  ...linkResolvers('threatActor', ['campaign', 'attackPattern', 'target', 'investigation', 'infrastructure'], ThreatActorChanged),
];
