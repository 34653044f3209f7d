/** A tenant's settings, and who the caller is, over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { CommandArguments, commandContext, LiveArguments, parseInput } from '../graphql/arguments.js';
import { Receipt, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { DateTime, Revision } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { Ledger } from '../ledger/ledger.js';
import { expectationsView, ReportingExpectation } from './reporting-expectation.graphql.js';
import { ceilingsView, SharingCeiling } from './sharing-settings.graphql.js';
import { DetectionScope, KpiTarget, SlaPolicy, socSettingsView } from './soc-settings.graphql.js';
import { ChangeTenantSettings } from './tenant-settings.commands.js';
import { SearchLanguage, TenantSettingsChanges } from './tenant-settings.events.js';
import { tenantSettingsOf } from './tenant-settings.facts.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';

@SnakeCaseAliases()
@ObjectType({ description: 'The secrecy level of an import that comes with a TLP and no level.' })
class TlpSecrecy {
  @Field(() => TlpName) tlp!: Tlp;
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
}
@SnakeCaseAliases()
@InputType()
class TlpSecrecyInput {
  @Field(() => TlpName) tlp!: Tlp;
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
}

@ObjectType()
export class TenantSettings {
  @Field({ description: 'Authors may approve their own reports: no four-eyes rule.' }) authorMayApprove!: boolean;
  @Field({ description: 'IANA time zone.' }) zone!: string;
  @Field(() => Int, { description: 'A publication is expected at least this often.' }) expectedPublicationSeconds!: number;
  @Field(() => Int, { description: 'Fewer active sources are below the threshold.' }) minimumActiveSources!: number;
  @Field({ description: 'PostgreSQL text search configuration, such as english; simple takes words as they are.' })
  searchLanguage!: string;
  @Field(() => [TlpSecrecy]) tlpSecrecy!: TlpSecrecy[];
  @Field(() => [ReportingExpectation]) reportingExpectations!: ReportingExpectation[];
  @Field(() => [SlaPolicy], { description: 'Without any, the default service levels hold; see socKpis.' })
  slaPolicies!: SlaPolicy[];
  @Field(() => [KpiTarget]) kpiTargets!: KpiTarget[];
  @Field(() => DetectionScope, { nullable: true }) detectionScope!: DetectionScope | null;
  @Field(() => [SharingCeiling], { description: 'Roles without one share up to UNCLASSIFIED and TLP:AMBER.' })
  sharingCeilings!: readonly SharingCeiling[];
}

@InputType({ description: 'What is left out stays as it is.' })
class ChangeTenantSettingsInput {
  @Field({ nullable: true }) authorMayApprove?: boolean;
  @Field({ nullable: true }) zone?: string;
  @Field(() => Int, { nullable: true }) expectedPublicationSeconds?: number;
  @Field(() => Int, { nullable: true }) minimumActiveSources?: number;
  @Field({ nullable: true, description: 'All texts of the tenant are indexed anew in this language.' }) searchLanguage?: string;
  @Field(() => [TlpSecrecyInput], { nullable: true, description: 'Never below the default level of a TLP.' })
  tlpSecrecy?: TlpSecrecyInput[];
}

@ArgsType()
class ChangeTenantSettingsArguments extends CommandArguments {
  @Field(() => Revision, { nullable: true }) expectedRevision?: bigint;
}

@ObjectType()
export class TenantSettingsChanged {
  @Field(() => TenantSettings) record!: TenantSettings;
  @Field(() => Receipt) receipt!: Receipt;
}

@SnakeCaseAliases()
@ObjectType({ description: 'Who the token says you are.' })
class Me {
  @Field({ description: 'The pseudonym that the ledger knows you by.' }) actorId!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field() tenantId!: string;
  @Field() organisationId!: string;
  @Field(() => [String]) roles!: readonly string[];
  @Field(() => SecrecyLevelName) clearance!: SecrecyLevel;
  @Field(() => [String]) countries!: readonly string[];
  @Field(() => DateTime) expiresAt!: string;
}

export const settingsView = (settings: TenantSettingsRecord) => ({
  ...settings,
  tlpSecrecy: Tlp.options.map((tlp) => ({ tlp, secrecyLevel: settings.tlpSecrecy[tlp] })),
  reportingExpectations: expectationsView(settings),
  ...socSettingsView(settings),
  sharingCeilings: ceilingsView(settings),
});

const Given = z.object({
  ...TenantSettingsChanges.shape,
  searchLanguage: SearchLanguage.optional(),
  tlpSecrecy: z.array(z.object({ tlp: Tlp, secrecyLevel: SecrecyLevel })).optional(),
});

@Resolver()
export class TenantSettingsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
  ) {}

  @Query(() => Me)
  me(@CurrentSubject() subject: Subject, @Args() _live: LiveArguments) {
    const { actorId, name, tenantId, orgId, roles, clearance, countries, expiresAt } = subject;
    return {
      actorId,
      name: name ?? null,
      tenantId,
      organisationId: orgId,
      roles,
      clearance,
      countries,
      expiresAt: new Date(expiresAt * 1000).toISOString(),
    };
  }

  @Query(() => TenantSettings)
  async tenantSettings(@CurrentSubject() subject: Subject, @Args() _live: LiveArguments) {
    return settingsView(await tenantSettingsOf(this.ledger, subject.tenantId));
  }

  @Mutation(() => TenantSettingsChanged, { description: 'For tenant administrators.' })
  async changeTenantSettings(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: ChangeTenantSettingsInput,
    @Args() args: ChangeTenantSettingsArguments,
  ) {
    const { tlpSecrecy, ...fields } = parseInput(Given, plainInput(input, new Set()), 'input');
    const levels = tlpSecrecy && Object.fromEntries(tlpSecrecy.map(({ tlp, secrecyLevel }) => [tlp, secrecyLevel]));
    const changes = { ...fields, ...(levels ? { tlpSecrecy: levels } : {}) };
    const { loaded, receipt } = await this.commands.execute(
      new ChangeTenantSettings(changes, commandContext(subject, context.req, args)),
    );
    return { record: settingsView(loaded.record), receipt };
  }
}
