/** Explains over GraphQL which rules let whom see a record, now and on a past day. */
import { Args, ArgsType, Context, Field, InputType, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { type Role, ROLES, type Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { Marking, SecrecyLevel, type Tlp } from '../access/marking.js';
import { type Action, ACTIONS, decide, decideGrant, type RuleTrace, trace } from '../access/policy.js';
import { given, LiveArguments, MomentArguments, parseInput } from '../graphql/arguments.js';
import { SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { DateTime, Position, Revision, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { HistoryQueries } from '../history/history.queries.js';
import { forbidden } from '../ledger/errors.js';
import { line } from '../ledger/text.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import type { MomentInput } from '../read-side/moment.queries.js';

const RoleName = Object.fromEntries(ROLES.map((role) => [role, role])) as Record<Role, Role>;
registerEnumType(RoleName, { name: 'Role' });

@SnakeCaseAliases()
@InputType({
  description: 'Somebody, by the claims that a token would carry. What is left out is what a token without the claim gets.',
})
class AccessActorInput {
  @Field({ nullable: true, description: 'Your own when left out.' }) tenantId?: string;
  @Field({ nullable: true, description: 'Your own when left out.' }) organisationId?: string;
  @Field({ nullable: true, description: 'A pseudonym, as recipients of TLP:RED are named; nobody in particular when left out.' })
  actorId?: string;
  @Field(() => [RoleName], { nullable: true, description: 'None when left out.' }) roles?: Role[];
  @Field(() => SecrecyLevelName, { nullable: true, description: 'UNCLASSIFIED when left out.' }) clearance?: SecrecyLevel;
  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2; none when left out.' }) countries?: string[];
}

@ObjectType({ description: 'A rule on who may see a record.' })
class AccessRule {
  @Field() rule!: string;
  @Field(() => String, { nullable: true, description: 'What it asks for, in words; null: nothing of anybody.' }) needs!:
    string | null;
  @Field(() => Boolean, { nullable: true, description: 'Null when nobody in particular is asked about.' }) passes!:
    boolean | null;
}
@ObjectType()
class AccessDecision {
  @Field({ description: 'As the policy names it, such as read or report.publish.' }) action!: string;
  @Field() allowed!: boolean;
  @Field(() => String, { nullable: true, description: 'The first rule that says no; null when it is allowed.' }) rule!:
    string | null;
}
@ObjectType()
class AccessRecipient {
  @Field() actorId!: string;
  @Field({ description: 'By name while it is kept, else by pseudonym.' }) name!: string;
}

@SnakeCaseAliases()
@ObjectType({ isAbstract: true })
abstract class ProtectedRecord {
  @Field() type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position) position!: bigint;
  @Field(() => DateTime, { description: 'Since when the record stands like this.' }) recordedAt!: string;
  @Field() tenantId!: string;
  @Field({ description: 'The organisation that created it.' }) organisationId!: string;
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
  @Field(() => TlpName) tlp!: Tlp;
  @Field(() => [String]) organisations!: readonly string[];
  @Field(() => [String]) releasableTo!: readonly string[];
  @Field(() => [String]) notReleasableTo!: readonly string[];
  @Field(() => [AccessRecipient], { description: 'Of TLP:RED.' }) recipients!: readonly AccessRecipient[];
  @Field(() => [AccessRule], { description: 'In the order in which they are looked at.' }) rules!: readonly RuleTrace[];
}
@ObjectType({ description: 'Which rule allows or denies whom.' })
class AccessExplanation extends ProtectedRecord {
  @Field({ description: 'Every rule passes, and reading such a record needs no role that is not held.' }) visible!: boolean;
  @Field(() => [AccessDecision], { description: 'For every action there is, of whichever record type.' })
  decisions!: readonly AccessDecision[];
}
@ObjectType({
  description:
    'Who could see a record as it was marked then, as rules: which roles and clearances people held is in their tokens alone, and reading is not recorded. ' +
    'The rules are those of today, on the marking of then.',
})
class AccessReplay extends ProtectedRecord {
  @Field(() => Boolean, { nullable: true, description: 'Whether the given actor could; null when none is given.' })
  couldSee!: boolean | null;
}

@ArgsType()
class ExplainArguments extends LiveArguments {
  @Field({ description: 'Stream category, as in history.' }) type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => AccessActorInput, { nullable: true, description: 'Yourself when left out.' }) actor?: AccessActorInput;
}
@ArgsType()
class ReplayArguments extends MomentArguments {
  @Field({ description: 'Stream category, as in history.' }) type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => AccessActorInput, { nullable: true, description: 'Nobody in particular when left out.' }) actor?: AccessActorInput;
}

const Actor = z.object({
  tenantId: line(63).optional(),
  organisationId: line(255).optional(),
  actorId: line(200).optional(),
  roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]),
  clearance: SecrecyLevel.default('UNCLASSIFIED'),
  countries: Marking.shape.releasableTo.default([]),
});

const FOR_OVERSIGHT = 'For tenant administrators and auditors, of records that they may see themselves.';

@Resolver()
export class ExplainResolver {
  constructor(
    private readonly history: HistoryQueries,
    private readonly people: People,
  ) {}

  @Query(() => AccessExplanation, {
    description: `Which rule allows or denies whom to see and change a record now. ${FOR_OVERSIGHT}`,
  })
  async explainAccess(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ExplainArguments) {
    const { type, id, actor } = given(args);
    const { view, protection, readBy } = await this.lookAt(subject, context, type, id, {});
    const asked = actor ? subjectOf(actor, subject) : subject;
    const decisions = ACTIONS.map((action) => decisionOf(asked, action, protection));
    return { ...view, rules: trace(protection, asked), visible: decide(asked, readBy, protection).allow, decisions };
  }

  @Query(() => AccessReplay, { description: `Who could see a record on a past day, by its marking then. ${FOR_OVERSIGHT}` })
  async whoCouldSee(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ReplayArguments) {
    const { type, id, actor, ...moment } = given(args);
    const { view, protection, readBy } = await this.lookAt(subject, context, type, id, moment);
    const asked = actor && subjectOf(actor, subject);
    return { ...view, rules: trace(protection, asked), couldSee: asked ? decide(asked, readBy, protection).allow : null };
  }

  private async lookAt(subject: Subject, context: GraphqlContext, type: string, id: string, moment: MomentInput) {
    if (!decideGrant(subject, 'access.explain').allow) throw forbidden('None of your roles allows access.explain.');
    const { loaded, protection, readBy } = await this.history.protectionAt(subject, type, id, moment);
    const { recipients, ...marking } = protection.marking;
    const named = recipients.map(async (actorId) => ({
      actorId,
      name: await nameOf(this.people, context, protection.tenantId, actorId),
    }));
    const view = {
      type,
      id,
      revision: loaded.revision,
      position: loaded.position,
      recordedAt: loaded.updatedAt,
      tenantId: protection.tenantId,
      organisationId: protection.ownerOrganisation,
      ...marking,
      recipients: await Promise.all(named),
    };
    return { view, protection, readBy };
  }
}

const subjectOf = (input: AccessActorInput, { tenantId, orgId }: Subject): Subject => {
  const actor = parseInput(Actor, plainInput(input, new Set()), 'actor');
  return {
    actorId: actor.actorId ?? '',
    actorKind: 'human',
    sub: '',
    tenantId: actor.tenantId ?? tenantId,
    orgId: actor.organisationId ?? orgId,
    roles: actor.roles,
    clearance: actor.clearance,
    countries: actor.countries,
    expiresAt: 0,
  };
};

const decisionOf = (subject: Subject, action: Action, protection: Parameters<typeof decide>[2]): AccessDecision => {
  const verdict = decide(subject, action, protection);
  return { action, allowed: verdict.allow, rule: verdict.allow ? null : verdict.rule };
};
