/** Who opened SOC reports, over GraphQL. */
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decideGrant } from '../access/policy.js';
import { given, LiveArguments } from '../graphql/arguments.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, Position, UUID } from '../graphql/scalars.js';
import { forbidden } from '../ledger/errors.js';
import { People } from '../people/people.queries.js';
import type { ReportAccessEvent } from './report-access.events.js';
import { type ListedAccess, ReportAccessQueries } from './report-access.queries.js';

@ObjectType('ReportAccess', { description: 'Somebody of the tenant opened a file of a SOC report.' })
class ReportAccessView {
  @Field(() => UUID) reportId!: string;
  @Field() reportTitle!: string;
  @Field({ description: 'Who, as a pseudonym.' }) actorId!: string;
  @Field({ description: 'Who, by name while it is kept, else by pseudonym.' }) actor!: string;
  @Field(() => String, { description: 'view or download.' }) action!: ReportAccessEvent['data']['action'];
  @Field(() => String) format!: ReportAccessEvent['data']['format'];
  @Field(() => DateTime) at!: string;
  @Field(() => Position) position!: bigint;
}
@ObjectType()
class ReportAccessConnection extends connectionOf(ReportAccessView, 'ReportAccess') {}

@ArgsType()
class AccessArguments extends LiveArguments {
  @Field(() => UUID, { nullable: true, description: 'Of one report.' }) reportId?: string;
  @Field(() => DateTime, { nullable: true, description: 'At it or later.' }) from?: string;
  @Field(() => DateTime, { nullable: true, description: 'Before it.' }) to?: string;
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}

@Resolver()
export class ReportAccessResolver {
  constructor(
    private readonly queries: ReportAccessQueries,
    private readonly people: People,
  ) {}

  @Query(() => ReportAccessConnection, {
    description:
      'Who opened which SOC report that you may see, when and as what, the newest first; what was opened through a share is told with the share. ' +
      'A file that a browser has already and asks for again counts, a HEAD does not. For auditors and tenant administrators.',
  })
  async reportAccesses(@CurrentSubject() subject: Subject, @Args() args: AccessArguments) {
    if (!decideGrant(subject, 'reportAccess.review').allow) throw forbidden('None of your roles allows reportAccess.review.');
    const wanted = given(args);
    const page = await this.queries.list(subject, wanted, wanted, wanted);
    const names = await this.people.namesOf(
      subject.tenantId,
      page.edges.map(({ node }) => node.actor),
    );
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: viewOf(node, names) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node) };
  }
}

const viewOf = ({ actor, ...access }: ListedAccess, names: ReadonlyMap<string, string>): ReportAccessView => ({
  ...access,
  actorId: actor,
  actor: names.get(actor) ?? actor,
});
