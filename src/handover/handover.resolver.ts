/** Shift handovers and their briefs over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { type Action, decide, decideGrant } from '../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, PageArguments } from '../graphql/arguments.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { UUID } from '../graphql/scalars.js';
import { forbidden, LedgerError, notFound } from '../ledger/errors.js';
import { Ledger, type Loaded } from '../ledger/ledger.js';
import { isRecordId } from '../ledger/stream-name.js';
import { EventLog } from '../ledger/subscription.js';
import { People } from '../people/people.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { briefView, HandoverBrief } from './handover-brief.graphql.js';
import { HandoverBriefQueries, momentAt, pointOf, readerHashOf } from './handover-brief.queries.js';
import { ChangeHandover, type HandoverRange, type HandoverRequest } from './handover.commands.js';
import {
  CountersignHandoverInput,
  Handover,
  HandoverChanged,
  HandoverConnection,
  HandoverFilterInput,
  handoverView,
  type HandoverView,
  RecordHandoverInput,
  ReviseHandoverInput,
} from './handover.graphql.js';
import {
  parseCountersignHandover,
  parseRecordHandover,
  parseReviseHandover,
  type RecordHandoverFields,
} from './handover.input.js';
import { HandoverQueries } from './handover.queries.js';
import type { HandoverRecord } from './handover.record.js';
import { handoverType } from './handover.type.js';

@ArgsType()
class BriefArguments extends LiveArguments {
  @Field(() => ID, {
    nullable: true,
    description:
      'A handover id: since the end of that handover. A Position: since then. When left out: since the last handover that you may see, else the last 24 hours.',
  })
  since?: string;
  @Field(() => ID, { nullable: true, description: 'A handover id or a Position; the present when left out.' }) until?: string;
}

const DAY_MS = 86_400_000;
/** Briefs of one request; each is several reads. */
const MAX_BRIEFS = 10;
const LAST_POSITION = 2n ** 63n - 1n;

@Resolver(() => Handover)
export class HandoverResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: HandoverQueries,
    private readonly briefs: HandoverBriefQueries,
    private readonly ledger: Ledger,
    private readonly log: EventLog,
    private readonly people: People,
  ) {}

  @Query(() => HandoverConnection, { description: 'Handovers that you may see, the newest first.' })
  async handovers(
    @CurrentSubject() subject: Subject,
    @Args() args: PageArguments,
    @Args('filter', { type: () => HandoverFilterInput, nullable: true }) filter?: HandoverFilterInput,
  ) {
    const options = given(args);
    const page = await this.queries.list(subject, given(filter ?? {}, 'filter'), options, options);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: handoverView(node) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node), subject, filter, args };
  }

  @Query(() => Handover, { description: 'One handover, read from its stream and so never stale.' })
  async handover(@CurrentSubject() subject: Subject, @Args('id', { type: () => UUID }) id: string, @Args() live: LiveArguments) {
    return { ...handoverView(await this.allowed(subject, id, 'read')), atLeast: live.atLeast };
  }

  @Query(() => HandoverBrief, { description: 'What changed between two moments, and what is overdue at the second.' })
  async handoverBrief(@CurrentSubject() subject: Subject, @Args() args: BriefArguments) {
    const { since, until, atLeast } = given(args);
    const end =
      until === undefined ? await this.briefs.present(subject, { atLeast }) : await this.momentOf(subject, until, 'until');
    const start = since === undefined ? await this.lastEnd(subject, end) : await this.momentOf(subject, since, 'since');
    return briefView(await this.briefs.between(subject, start, end, { atLeast }));
  }

  @Mutation(() => HandoverChanged, {
    description:
      'Ends your shift: what was recorded since the previous handover, with your note, for the incoming officer to countersign.',
  })
  async recordHandover(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: RecordHandoverInput,
    @Args() args: CommandArguments,
  ) {
    const fields = parseRecordHandover(input);
    if (!decideGrant(subject, 'handover.record').allow) throw forbidden('None of your roles allows handover.record.');
    return this.change(subject, context, args, { kind: 'record', input: fields, range: await this.rangeOf(subject, fields) });
  }

  @Mutation(() => HandoverChanged, { description: 'Changes the note, while nobody has countersigned it, or the marking.' })
  reviseHandover(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseHandoverInput,
  ) {
    return this.change(subject, context, args, { kind: 'revise', id: args.id, input: parseReviseHandover(input) });
  }

  @Mutation(() => HandoverChanged, { description: 'Takes back a handover that nobody has countersigned; needs a reason.' })
  withdrawHandover(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'withdraw', id: args.id });
  }

  @Mutation(() => HandoverChanged, {
    description:
      'Signs for the brief that you read; never by the officer who recorded the handover, unless the tenant allows it.',
  })
  async countersignHandover(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: CountersignHandoverInput,
  ) {
    const fields = parseCountersignHandover(input);
    const loaded = await this.allowed(subject, args.id, 'handover.countersign');
    if (loaded.record.status === 'recorded') await this.requireRead(subject, loaded, fields.briefHash);
    const readerHash = readerHashOf(subject);
    return this.change(subject, context, args, { kind: 'countersign', id: args.id, input: fields, readerHash });
  }

  @ResolveField(() => String)
  async outgoing(@Parent() { tenantId, outgoingId }: HandoverView, @Context() context: GraphqlContext): Promise<string> {
    return (await this.nameOf(context, tenantId, outgoingId)) ?? outgoingId;
  }

  @ResolveField(() => String, { nullable: true })
  async incoming(@Parent() { tenantId, incomingId }: HandoverView, @Context() context: GraphqlContext): Promise<string | null> {
    return incomingId && ((await this.nameOf(context, tenantId, incomingId)) ?? incomingId);
  }

  @ResolveField(() => UUID, { nullable: true })
  async previousHandoverId(@Parent() view: HandoverView, @CurrentSubject() subject: Subject): Promise<string | null> {
    const id = view.previousHandoverId;
    return id !== null && (await this.verdictOn(subject, id, 'read')).verdict?.allow ? id : null;
  }

  @ResolveField(() => HandoverBrief)
  async brief(
    @Parent() { loaded, atLeast }: HandoverView,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ) {
    const loader = loaderOf(context, `briefs ${atLeast}`, async (asked: readonly Loaded<HandoverRecord>[]) => {
      if (asked.length > MAX_BRIEFS) throw invalid('first', `Ask for at most ${MAX_BRIEFS} briefs at once.`);
      const found = await Promise.all(asked.map((handover) => this.briefs.ofHandover(subject, handover, { atLeast })));
      return new Map(asked.map((handover, index) => [handover, briefView(found[index])]));
    });
    return loader.load(loaded);
  }

  /** @throws LedgerError INVALID_INPUT when it is not the hash of the brief as the subject sees it. */
  private async requireRead(subject: Subject, handover: Loaded<HandoverRecord>, briefHash: string): Promise<void> {
    const { hash, asOf } = await this.briefs.ofHandover(subject, handover, {});
    if (!asOf.fresh)
      throw new LedgerError('UNAVAILABLE', 'The read models are behind; the brief is not complete. Try again shortly.');
    if (hash !== briefHash)
      throw invalid(
        'input.briefHash',
        'This is not the hash of the brief as you see it. Read the brief again, then countersign it.',
      );
  }

  /** Where the handover that is about to be recorded begins and ends: it ends with what the read models know, the next one begins there. */
  private async rangeOf(subject: Subject, input: RecordHandoverFields): Promise<HandoverRange> {
    const { previousHandoverId: named, fromPosition, shiftStart } = input;
    const end = await this.briefs.present(subject, { atLeast: await this.log.head() });
    const { handover: last } = await this.queries.last(subject, { moment: end });
    const previousHandoverId = named ?? last?.id ?? null;
    const to = pointOf(end);
    if (fromPosition !== undefined) {
      const start = BigInt(fromPosition);
      if (start > end.position) throw invalid('input.fromPosition', 'The ledger has not come as far. Give an earlier position.');
      return { previousHandoverId, from: pointOf(await this.briefs.atPosition(start)), to };
    }
    const before = previousHandoverId === null && shiftStart !== undefined;
    return { previousHandoverId, from: before ? pointOf(await this.briefs.atInstant(shiftStart)) : undefined, to };
  }

  /** A handover's end, or a position. */
  private async momentOf(subject: Subject, text: string, path: string): Promise<Moment> {
    const id = text.toLowerCase();
    if (isRecordId(id)) return momentAt((await this.allowed(subject, id, 'read')).record.to);
    const position = /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;
    if (position === undefined || position > LAST_POSITION)
      throw invalid(path, `${path} must be a handover id or a position that the ledger gave.`);
    return this.briefs.atPosition(position);
  }

  private async lastEnd(subject: Subject, end: Moment): Promise<Moment> {
    const { handover } = await this.queries.last(subject, { moment: end });
    if (handover) return momentAt(handover.record.to);
    return this.briefs.atInstant(new Date(Date.parse(end.now) - DAY_MS).toISOString());
  }

  /** @throws LedgerError NOT_FOUND for a handover that is not there for the subject, FORBIDDEN */
  private async allowed(subject: Subject, id: string, action: Action): Promise<Loaded<HandoverRecord>> {
    const { loaded, verdict } = await this.verdictOn(subject, id, action);
    if (!verdict || (!verdict.allow && verdict.unseen)) throw notFound(handoverType.name);
    if (!verdict.allow) throw forbidden(`None of your roles allows ${action}.`);
    return loaded as Loaded<HandoverRecord>;
  }

  /** No verdict on a handover that is not there at all. */
  private async verdictOn(subject: Subject, id: string, action: Action) {
    const loaded = await this.ledger.load(handoverType, subject.tenantId, id);
    const marking = loaded && handoverType.markingOf(loaded.record);
    return { loaded, verdict: loaded && marking && decide(subject, action, { ...loaded, marking }) };
  }

  private nameOf(context: GraphqlContext, tenantId: string, actorId: string): Promise<string | undefined> {
    return loaderOf(context, `names ${tenantId}`, (ids: readonly string[]) => this.people.namesOf(tenantId, ids)).load(actorId);
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: HandoverRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new ChangeHandover(request, commandContext(subject, context.req, args)),
    );
    return { record: handoverView(loaded), receipt };
  }
}

const invalid = (path: string, message: string): LedgerError =>
  new LedgerError('INVALID_INPUT', message, { fields: [{ path, message }] });

@Resolver(() => HandoverConnection)
export class HandoverConnectionResolver {
  constructor(private readonly queries: HandoverQueries) {}

  @ResolveField(() => Int, { description: 'How many handovers the whole list has.' })
  totalCount(
    @Parent() { subject, filter, args }: { subject: Subject; filter?: HandoverFilterInput; args: PageArguments },
  ): Promise<number> {
    const options: ReadOptions = given(args);
    return this.queries.count(subject, given(filter ?? {}, 'filter'), options);
  }
}
