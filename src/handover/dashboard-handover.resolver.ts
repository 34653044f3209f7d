/** What the dashboard says of the last handover: when it was, and what was published since. */
import { Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { IntelligenceDashboard } from '../dashboard/dashboard.resolver.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { People } from '../people/people.queries.js';
import { LastHandover } from './handover.graphql.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { HandoverQueries, type ListedHandover } from './handover.queries.js';

interface Dashboard {
  readonly subject: Subject;
  readonly read: ReadOptions;
}

@Resolver(() => IntelligenceDashboard)
export class DashboardHandoverResolver {
  constructor(
    private readonly queries: HandoverQueries,
    private readonly people: People,
  ) {}

  @ResolveField(() => LastHandover, { nullable: true })
  async lastHandover(@Parent() dashboard: Dashboard, @Context() context: GraphqlContext): Promise<LastHandover | null> {
    const handover = await this.last(dashboard, context);
    if (!handover) return null;
    const { id, createdAt, tenantId, record } = handover;
    const { status, to, outgoing, incoming: expected, countersignature } = record;
    const incoming = countersignature?.incoming ?? expected;
    const names = loaderOf(context, `names ${tenantId}`, (ids: readonly string[]) => this.people.namesOf(tenantId, ids));
    const [outgoingName, incomingName] = await Promise.all([names.load(outgoing), incoming && names.load(incoming)]);
    return {
      id,
      recordedAt: createdAt,
      toPosition: to.position,
      status,
      outgoing: outgoingName ?? outgoing,
      incoming: incoming && (incomingName ?? incoming),
    };
  }

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'Published reports with a version published after the end of the last handover, by position; null when there is no handover.',
  })
  async publishedSinceLastHandover(@Parent() dashboard: Dashboard, @Context() context: GraphqlContext): Promise<number | null> {
    const handover = await this.last(dashboard, context);
    if (!handover) return null;
    return this.queries.publishedSince(dashboard.subject, BigInt(handover.record.to.position), dashboard.read);
  }

  /** Read once for both fields. */
  private last({ subject, read }: Dashboard, context: GraphqlContext): Promise<ListedHandover | undefined> {
    const { at, position, atLeast } = read;
    const loader = loaderOf(context, `last handover ${at} ${position} ${atLeast}`, async (keys: readonly string[]) => {
      const { handover } = await this.queries.last(subject, read);
      return new Map(handover ? keys.map((key) => [key, handover]) : []);
    });
    return loader.load('last');
  }
}
