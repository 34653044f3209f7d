/** Superuser sessions over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { type Action, decideGrant } from '../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, parseInput } from '../graphql/arguments.js';
import { Receipt } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { DateTime, Revision, UUID } from '../graphql/scalars.js';
import { Clock } from '../ledger/clock.js';
import { forbidden } from '../ledger/errors.js';
import type { Loaded } from '../ledger/ledger.js';
import { People } from '../people/people.queries.js';
import { CloseSuperuserSession, OpenSuperuserSession } from './superuser-session.commands.js';
import { isRunning } from './superuser-session.decider.js';
import { SessionOpening } from './superuser-session.events.js';
import { type ListedSession, SuperuserSessionQueries } from './superuser-session.queries.js';
import type { OpenedSession, SuperuserSession } from './superuser-session.record.js';

@ObjectType({ description: 'The first time that a session read a tenant by a kind of query.' })
class SuperuserScope {
  @Field() tenant!: string;
  @Field({ description: 'The name of a GraphQL query, or a method and route of REST.' }) query!: string;
  @Field(() => DateTime) at!: string;
}
@ObjectType('SuperuserSession', {
  description: 'A superuser looks into tenants that are not its own: reading only, and never for more than 8 hours.',
})
class SuperuserSessionView {
  @Field(() => UUID, { description: 'What the header x-superuser-session carries.' }) id!: string;
  @Field(() => UUID, {
    description: "Its record on this log; recordHistory of a tenant's copy takes it, with type superuserSession.",
  })
  recordId!: string;
  @Field({ description: 'Who, as a pseudonym.' }) superuserId!: string;
  @Field({ description: 'Who, by name while it is kept, else by pseudonym.' }) superuser!: string;
  @Field({ description: 'The tenant that the superuser belongs to.' }) homeTenant!: string;
  @Field(() => [String], { description: 'The tenants it names; on the log of a tenant that tenant alone.' })
  tenants!: readonly string[];
  @Field() reason!: string;
  @Field(() => DateTime) from!: string;
  @Field(() => DateTime, { description: 'When it was closed, else when it expires.' }) until!: string;
  @Field(() => DateTime) expiresAt!: string;
  @Field({ description: 'Neither closed nor expired.' }) running!: boolean;
  @Field(() => [SuperuserScope], { description: 'What it read, each tenant and kind of query once.' })
  scopes!: readonly SuperuserScope[];
  @Field(() => Revision) revision!: bigint;
}
@ObjectType()
class SuperuserSessionConnection extends connectionOf(SuperuserSessionView, 'SuperuserSession') {}
@ObjectType()
class SuperuserSessionChanged {
  @Field(() => SuperuserSessionView) record!: SuperuserSessionView;
  @Field(() => Receipt) receipt!: Receipt;
}

@InputType()
class OpenSuperuserSessionInput {
  @Field(() => [String], { description: 'At most 20.' }) tenants!: string[];
  @Field({ description: 'Shown to the auditors of each tenant.' }) reason!: string;
  @Field(() => DateTime, { description: 'At most 8 hours from now.' }) expiresAt!: string;
}
@ArgsType()
class SessionsArguments extends LiveArguments {
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}

const { tenants, reason, expiresAt } = SessionOpening.shape;
const GivenSession = z.object({ tenants, reason, expiresAt });

@Resolver()
export class SuperuserSessionResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: SuperuserSessionQueries,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  @Query(() => SuperuserSessionConnection, {
    description:
      'Who looked into your tenant under a superuser session, why and at what, the newest first. For auditors and tenant administrators.',
  })
  async superuserSessions(@CurrentSubject() subject: Subject, @Args() args: SessionsArguments) {
    requireGrant(subject, 'superuserSession.review');
    const options = given(args);
    return this.connection(await this.queries.ofTenant(subject, options, options));
  }

  @Query(() => SuperuserSessionConnection, { description: 'Your own superuser sessions, the newest first. For superusers.' })
  async mySuperuserSessions(@CurrentSubject() subject: Subject, @Args() args: SessionsArguments) {
    requireGrant(subject, 'superuserSession.open');
    const options = given(args);
    return this.connection(await this.queries.own(subject, options, options));
  }

  @Mutation(() => SuperuserSessionChanged, {
    description:
      'Opens a session to read other tenants. Send its id in the header x-superuser-session, and in x-superuser-tenant which of its tenants; the first when left out. ' +
      'Your clearance and countries apply, you belong to no organisation there, and records for other recipients stay hidden. For superusers.',
  })
  async openSuperuserSession(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: OpenSuperuserSessionInput,
    @Args() args: CommandArguments,
  ) {
    requireGrant(subject, 'superuserSession.open');
    const request = parseInput(GivenSession, plainInput(input, new Set()), 'input');
    const { idempotencyKey, reason: why = request.reason } = given(args);
    const command = commandContext(subject, context.req, { reason: why, ...(idempotencyKey ? { idempotencyKey } : {}) });
    const { loaded, receipt } = await this.commands.execute(new OpenSuperuserSession(request, command));
    return { record: await this.viewOf(loaded), receipt };
  }

  @Mutation(() => SuperuserSessionChanged, { description: 'Ends a session of your own. For superusers.' })
  async closeSuperuserSession(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    requireGrant(subject, 'superuserSession.open');
    const { loaded, receipt } = await this.commands.execute(
      new CloseSuperuserSession(args.id, commandContext(subject, context.req, args)),
    );
    return { record: await this.viewOf(loaded), receipt };
  }

  private async connection(page: Awaited<ReturnType<SuperuserSessionQueries['own']>>) {
    const edges = await Promise.all(page.edges.map(async ({ cursor, node }) => ({ cursor, node: await this.viewOf(node) })));
    return { ...page, edges, nodes: edges.map(({ node }) => node) };
  }

  /** The superuser's name is kept with its home tenant. */
  private async viewOf({ id, record, revision }: ListedSession | Loaded<SuperuserSession>): Promise<SuperuserSessionView> {
    const session = record as OpenedSession;
    const { superuser, homeTenant, closedAt } = session;
    const names = await this.people.namesOf(homeTenant, [superuser]);
    return {
      id: session.sessionId,
      recordId: id,
      superuserId: superuser,
      superuser: names.get(superuser) ?? superuser,
      homeTenant,
      tenants: session.tenants,
      reason: session.reason,
      from: session.openedAt,
      until: closedAt !== null && closedAt < session.expiresAt ? closedAt : session.expiresAt,
      expiresAt: session.expiresAt,
      running: isRunning(session, this.clock.now().toISOString()),
      scopes: session.scopes,
      revision,
    };
  }
}

const requireGrant = (subject: Subject, action: Action): void => {
  if (!decideGrant(subject, action).allow) throw forbidden(`None of your roles allows ${action}.`);
};
