/** Registered tenants and their organisations over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decideGrant } from '../access/policy.js';
import { CommandArguments, commandContext, given, LiveArguments, parseInput } from '../graphql/arguments.js';
import { Receipt } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { DateTime, Revision } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { forbidden } from '../ledger/errors.js';
import type { Loaded, Written } from '../ledger/ledger.js';
import { ChangeTenant, type TenantRequest } from './tenant-registration.commands.js';
import { Organisation, OrganisationId, TenantId } from './tenant-registration.events.js';
import { TenantQueries } from './tenant-registration.queries.js';
import type { RegisteredTenant, TenantRegistration } from './tenant-registration.record.js';

@ObjectType({ description: 'An organisation of a tenant.' })
class TenantOrganisation {
  @Field({ description: 'As the tokens of its members name it.' }) id!: string;
  @Field() name!: string;
  @Field(() => DateTime, { nullable: true, description: 'Null: its members are let in.' }) retiredAt!: string | null;
}
@SnakeCaseAliases()
@ObjectType()
export class Tenant {
  @Field({ description: 'As tokens name it.' }) tenant!: string;
  @Field() name!: string;
  @Field(() => [TenantOrganisation]) organisations!: readonly TenantOrganisation[];
  @Field({ description: 'It came to be on its first use; no superuser created it.' }) onFirstUse!: boolean;
  @Field(() => DateTime) createdAt!: string;
  @Field(() => DateTime) updatedAt!: string;
  @Field(() => Revision) revision!: bigint;
}
@ObjectType()
class TenantConnection extends connectionOf(Tenant, 'Tenant') {}
@ObjectType()
class TenantChanged {
  @Field(() => Tenant) record!: Tenant;
  @Field(() => Receipt) receipt!: Receipt;
}

@InputType()
class OrganisationInput {
  @Field({ description: 'As the tokens of its members name it.' }) id!: string;
  @Field() name!: string;
}
@InputType()
class CreateTenantInput {
  @Field({ description: 'As tokens name it: a-z, 0-9, _ and -.' }) tenant!: string;
  @Field() name!: string;
  @Field(() => [OrganisationInput], { nullable: true }) organisations?: OrganisationInput[];
}
@SnakeCaseAliases()
@InputType()
class RetireTenantOrganisationInput {
  @Field() organisationId!: string;
}
@ArgsType()
class TenantsArguments extends LiveArguments {
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}
@ArgsType()
class ChangeTenantArguments extends CommandArguments {
  @Field() tenant!: string;
  @Field(() => Revision, { nullable: true }) expectedRevision?: bigint;
}

const GivenTenant = z.object({
  tenant: TenantId,
  name: Organisation.shape.name,
  organisations: z.array(Organisation).max(200).default([]),
});

const tenantView = ({ record, createdAt, updatedAt, revision }: Loaded<TenantRegistration>) => ({
  ...(record as RegisteredTenant),
  createdAt,
  updatedAt,
  revision,
});
const changedView = ({ loaded, receipt }: Written<TenantRegistration>) => ({ record: tenantView(loaded), receipt });

const FOR_SUPERUSERS = 'For superusers.';

@Resolver()
export class TenantRegistrationResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: TenantQueries,
  ) {}

  @Query(() => TenantConnection, { description: `The tenants there are, by id. ${FOR_SUPERUSERS}` })
  async tenants(@CurrentSubject() subject: Subject, @Args() args: TenantsArguments) {
    requireRegistrar(subject);
    const options = given(args);
    const page = await this.queries.list(subject, options, options);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: tenantView(node) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node) };
  }

  @Mutation(() => TenantChanged, { description: FOR_SUPERUSERS })
  async createTenant(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: CreateTenantInput,
    @Args() args: CommandArguments,
  ) {
    requireRegistrar(subject);
    const { tenant, ...given } = parseInput(GivenTenant, plainInput(input, new Set()), 'input');
    return this.change(subject, context, tenant, { kind: 'create', ...given }, args);
  }

  @Mutation(() => TenantChanged, {
    description: `Adds an organisation, renames it, or takes a retired one back. ${FOR_SUPERUSERS}`,
  })
  async addTenantOrganisation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeTenantArguments,
    @Args('input') input: OrganisationInput,
  ) {
    requireRegistrar(subject);
    const organisation = parseInput(Organisation, plainInput(input, new Set()), 'input');
    return this.change(subject, context, args.tenant, { kind: 'addOrganisation', organisation }, args);
  }

  @Mutation(() => TenantChanged, {
    description: `Its members are let in no more where tenants have to be registered; what it made stays. ${FOR_SUPERUSERS}`,
  })
  async retireTenantOrganisation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeTenantArguments,
    @Args('input') input: RetireTenantOrganisationInput,
  ) {
    requireRegistrar(subject);
    const organisationId = parseInput(OrganisationId, input.organisationId, 'input.organisationId');
    return this.change(subject, context, args.tenant, { kind: 'retireOrganisation', organisationId }, args);
  }

  private async change(
    subject: Subject,
    context: GraphqlContext,
    tenant: string,
    request: TenantRequest,
    args: CommandArguments & { expectedRevision?: bigint },
  ) {
    const id = parseInput(TenantId, tenant, 'tenant');
    return changedView(await this.commands.execute(new ChangeTenant(id, request, commandContext(subject, context.req, args))));
  }
}

const requireRegistrar = (subject: Subject): void => {
  if (!decideGrant(subject, 'tenant.register').allow) throw forbidden('None of your roles allows tenant.register.');
};
