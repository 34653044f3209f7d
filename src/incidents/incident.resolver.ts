/** Incidents over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, commandContext } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Ledger } from '../ledger/ledger.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import { mergeKind } from '../profiles/merge.commands.js';
import { mergeResolver } from '../profiles/merge.resolver.js';
import { profileView } from '../profiles/profile.graphql.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { profileConnectionResolver, type ReadingDoors, readingResolver } from '../profiles/profile.resolver.js';
import { ChangeIncident, type IncidentRequest } from './incident.commands.js';
import {
  AssignIncidentInput,
  ChangeIncidentSeverityInput,
  EscalateIncidentInput,
  HoldIncidentInput,
  Incident,
  IncidentChanged,
  IncidentConnection,
  IncidentFilter,
  IncidentTimeInput,
  OpenIncidentInput,
  ResolveIncidentInput,
  ReviseIncidentInput,
} from './incident.graphql.js';
import { parseOpening, parseRevision, parseStep } from './incident.input.js';
import { closedAt, heldSeconds, heldSince, resolutionOf } from './incident.measure.js';
import { INCIDENTS } from './incident.queries.js';
import type { IncidentRecord } from './incident.record.js';
import { incidentType } from './incident.type.js';

const doors: ReadingDoors<IncidentFilter, IncidentRecord> = {
  kind: { type: incidentType },
  list: INCIDENTS,
  one: 'incident',
  many: 'incidents',
  node: Incident,
  connection: IncidentConnection,
  filter: IncidentFilter,
};

type IncidentView = IncidentRecord & { readonly tenantId: string };

@Resolver(() => Incident)
export class IncidentResolver extends readingResolver(doors) {
  constructor(
    commands: CommandBus,
    queries: ProfileQueries,
    ledger: Ledger,
    private readonly people: People,
  ) {
    super(commands, queries, ledger);
  }

  @Mutation(() => IncidentChanged)
  openIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: CommandArguments,
    @Args('input') input: OpenIncidentInput,
  ) {
    return this.change(subject, context, args, parseOpening(input));
  }

  @Mutation(() => IncidentChanged, {
    description:
      'Changes what is known of the incident, also once it has ended, or its marking. What is left out stays as it is.',
  })
  reviseIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseIncidentInput,
  ) {
    return this.change(subject, context, args, parseRevision(args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'Somebody has seen it. Only the first time counts.' })
  acknowledgeIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: IncidentTimeInput,
  ) {
    return this.change(subject, context, args, parseStep('acknowledge', args.id, input));
  }

  @Mutation(() => IncidentChanged)
  assignIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: AssignIncidentInput,
  ) {
    return this.change(subject, context, args, parseStep('assign', args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'Needs a reason.' })
  changeIncidentSeverity(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ChangeIncidentSeverityInput,
  ) {
    return this.change(subject, context, args, parseStep('changeSeverity', args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'It waits for somebody else. resumeIncident goes on with it.' })
  holdIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: HoldIncidentInput,
  ) {
    return this.change(subject, context, args, parseStep('hold', args.id, input));
  }

  @Mutation(() => IncidentChanged)
  resumeIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: IncidentTimeInput,
  ) {
    return this.change(subject, context, args, parseStep('resume', args.id, input));
  }

  @Mutation(() => IncidentChanged)
  escalateIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: EscalateIncidentInput,
  ) {
    return this.change(subject, context, args, parseStep('escalate', args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'It does no further harm.' })
  containIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: IncidentTimeInput,
  ) {
    return this.change(subject, context, args, parseStep('contain', args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'Says how it ended; a hold ends with it. reopenIncident undoes it.' })
  resolveIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ResolveIncidentInput,
  ) {
    return this.change(subject, context, args, parseStep('resolve', args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'Needs a reason.' })
  reopenIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: IncidentTimeInput,
  ) {
    return this.change(subject, context, args, parseStep('reopen', args.id, input));
  }

  @Mutation(() => IncidentChanged, { description: 'Nothing is left to do for a resolved incident.' })
  closeIncident(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: IncidentTimeInput,
  ) {
    return this.change(subject, context, args, parseStep('close', args.id, input));
  }

  @ResolveField(() => String, { nullable: true })
  async assignee(@Parent() { tenantId, assignee }: IncidentView, @Context() context: GraphqlContext) {
    return assignee === null ? null : nameOf(this.people, context, tenantId, assignee);
  }

  @ResolveField(() => String, { nullable: true })
  assigneeId(@Parent() { assignee }: IncidentView): string | null {
    return assignee;
  }

  @ResolveField()
  acknowledgedAt(@Parent() { acknowledged }: IncidentView): string | null {
    return acknowledged?.at ?? null;
  }

  @ResolveField()
  containedAt(@Parent() { contained }: IncidentView): string | null {
    return contained?.at ?? null;
  }

  @ResolveField()
  resolvedAt(@Parent() incident: IncidentView): string | null {
    return resolutionOf(incident)?.at ?? null;
  }

  @ResolveField()
  closedAt(@Parent() incident: IncidentView): string | null {
    return closedAt(incident);
  }

  @ResolveField()
  heldSince(@Parent() incident: IncidentView): string | null {
    return heldSince(incident);
  }

  @ResolveField()
  heldSeconds(@Parent() incident: IncidentView): number {
    return heldSeconds(incident);
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: IncidentRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new ChangeIncident(request, commandContext(subject, context.req, args)),
    );
    return { record: profileView(loaded, { atLeast: receipt.position }), receipt };
  }
}

@Resolver(() => IncidentConnection)
export class IncidentConnectionResolver extends profileConnectionResolver({ connection: IncidentConnection, list: INCIDENTS }) {}

export const incidentMergeKind = mergeKind(incidentType, 'incident.merge');

export const incidentResolvers = [
  IncidentResolver,
  IncidentConnectionResolver,
  mergeResolver({
    kind: incidentMergeKind,
    many: 'Incidents',
    node: Incident,
    changed: IncidentChanged,
  }),
];
