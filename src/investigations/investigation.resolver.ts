/** Investigations over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { linkResolvers } from '../links/link.resolver.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import { endOf } from '../profiles/closing.js';
import { mergeKind } from '../profiles/merge.commands.js';
import { mergeResolver } from '../profiles/merge.resolver.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { profileConnectionResolver, type ProfileDoors, profileResolver } from '../profiles/profile.resolver.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { BLANK_INVESTIGATION, InvestigationProfile } from './investigation.events.js';
import {
  CloseInvestigationInput,
  CreateInvestigationInput,
  Investigation,
  InvestigationChanged,
  InvestigationConnection,
  InvestigationFilter,
  ReviseInvestigationInput,
} from './investigation.graphql.js';
import type { InvestigationRecord } from './investigation.record.js';
import { investigationType } from './investigation.type.js';

const doors: ProfileDoors<InvestigationFilter & MarkingFilter, InvestigationRecord> = {
  kind: profileKind(investigationType, {
    blank: BLANK_INVESTIGATION,
    actions: {
      create: 'investigation.create',
      revise: 'investigation.revise',
      mark: 'investigation.mark',
      moves: {
        hold: 'investigation.close',
        resume: 'investigation.close',
        close: 'investigation.close',
        reopen: 'investigation.close',
      },
    },
  }),
  parse: profileInput(InvestigationProfile, BLANK_INVESTIGATION),
  list: {
    table: 'investigation_state',
    name: 'title',
    comparisons: [
      { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
      { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
      { key: 'number', sql: (p) => `s.record ->> 'number' = any(${p}::text[])` },
      { key: 'lead', sql: (p) => `s.record ->> 'lead' = any(${p}::text[])` },
    ],
  },
  one: 'investigation',
  many: 'investigations',
  name: 'Investigation',
  node: Investigation,
  connection: InvestigationConnection,
  changed: InvestigationChanged,
  filter: InvestigationFilter,
  createInput: CreateInvestigationInput,
  reviseInput: ReviseInvestigationInput,
};
export const investigationKind = doors.kind;

@Resolver(() => Investigation)
export class InvestigationResolver extends profileResolver(doors) {
  constructor(
    commands: CommandBus,
    queries: ProfileQueries,
    ledger: Ledger,
    private readonly people: People,
    private readonly clock: Clock,
  ) {
    super(commands, queries, ledger);
  }

  @Mutation(() => InvestigationChanged, { description: 'Nobody works on it for now. resumeInvestigation goes on with it.' })
  holdInvestigation(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'hold', id: args.id });
  }

  @Mutation(() => InvestigationChanged)
  resumeInvestigation(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'resume', id: args.id });
  }

  @Mutation(() => InvestigationChanged, { description: 'It is over; reopenInvestigation undoes it.' })
  async closeInvestigation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { type: () => CloseInvestigationInput, nullable: true }) input?: CloseInvestigationInput,
  ) {
    const given = input?.endDate ?? undefined;
    const endDate =
      given ?? (await endOf(this.ledger, doors.kind.type, subject.tenantId, args.id, this.clock.now().toISOString()));
    const asked = given === undefined ? {} : { input: { endDate: given } };
    return this.change(subject, context, args, { kind: 'move', verb: 'close', id: args.id, ...asked, data: { endDate } });
  }

  @Mutation(() => InvestigationChanged, { description: 'It goes on; its end is open again.' })
  reopenInvestigation(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'reopen', id: args.id, data: { endDate: null } });
  }

  @ResolveField(() => String, { nullable: true })
  async lead(@Parent() { tenantId, lead }: Investigation, @Context() context: GraphqlContext) {
    return lead === null ? null : nameOf(this.people, context, tenantId, lead);
  }

  @ResolveField(() => String, { nullable: true })
  leadId(@Parent() { lead }: Investigation): string | null {
    return lead;
  }
}

@Resolver(() => InvestigationConnection)
export class InvestigationConnectionResolver extends profileConnectionResolver(doors) {}

export const investigationResolvers = [
  InvestigationResolver,
  InvestigationConnectionResolver,
  mergeResolver({
    kind: mergeKind(investigationType, 'investigation.merge'),
    many: 'Investigations',
    node: Investigation,
    changed: InvestigationChanged,
  }),
  ...linkResolvers(
    'investigation',
    ['campaign', 'threatActor', 'attackPattern', 'target', 'infrastructure'],
    InvestigationChanged,
  ),
];
