/** Setting service levels, targets of KPIs, the scope of detection and sharing ceilings over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, commandContext } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Revision, UUID } from '../graphql/scalars.js';
import { parseCeiling, parseRole, SharingCeilingInput } from './sharing-settings.graphql.js';
import { ChangeSocSettings, type SocSettingsRequest } from './soc-settings.commands.js';
import {
  DetectionScopeInput,
  KpiTargetInput,
  parseDetectionScope,
  parseKpi,
  parseKpiTarget,
  parseSlaPolicy,
  SlaPolicyInput,
} from './soc-settings.graphql.js';
import { settingsView, TenantSettingsChanged } from './tenant-settings.resolver.js';

const REVISION = 'Refuse the change with CONFLICT when the settings are at another revision.';

@ArgsType()
class SettingsArguments extends CommandArguments {
  @Field(() => Revision, { nullable: true, description: REVISION }) expectedRevision?: bigint;
}
@ArgsType()
class SetPolicyArguments extends SettingsArguments {
  @Field(() => UUID, { nullable: true, description: 'Left out for a new one.' }) id?: string;
}
@ArgsType()
class KpiArguments extends SettingsArguments {
  @Field({ description: 'The name of a KPI, such as time_to_resolve; see kpiDefinitions.' }) kpi!: string;
}
@ArgsType()
class CeilingArguments extends SettingsArguments {
  @Field({ description: 'A role, such as tenant_admin.' }) role!: string;
}

@ObjectType()
class SlaPolicyChanged extends TenantSettingsChanged {
  @Field(() => UUID, { nullable: true }) policyId!: string | null;
}

@Resolver()
export class SocSettingsResolver {
  constructor(private readonly commands: CommandBus) {}

  @Mutation(() => SlaPolicyChanged, {
    description: 'For SOC managers and tenant administrators. removeSlaPolicy undoes it.',
  })
  setSlaPolicy(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: SetPolicyArguments,
    @Args('input') input: SlaPolicyInput,
  ) {
    const { id } = args;
    return this.change(subject, context, args, { kind: 'setSlaPolicy', ...(id ? { id } : {}), policy: parseSlaPolicy(input) });
  }

  @Mutation(() => TenantSettingsChanged, { description: 'Without any, the default service levels hold.' })
  removeSlaPolicy(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'removeSlaPolicy', id: args.id });
  }

  @Mutation(() => TenantSettingsChanged, { description: 'For SOC managers and tenant administrators.' })
  setKpiTarget(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: KpiArguments,
    @Args('input') input: KpiTargetInput,
  ) {
    return this.change(subject, context, args, { kind: 'setKpiTarget', target: parseKpiTarget(args.kpi, input) });
  }

  @Mutation(() => TenantSettingsChanged)
  removeKpiTarget(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: KpiArguments) {
    return this.change(subject, context, args, { kind: 'removeKpiTarget', kpi: parseKpi(args.kpi) });
  }

  @Mutation(() => TenantSettingsChanged, {
    description: 'What detection coverage is measured against. For SOC managers and tenant administrators.',
  })
  declareDetectionScope(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: SettingsArguments,
    @Args('input') input: DetectionScopeInput,
  ) {
    return this.change(subject, context, args, { kind: 'declareDetectionScope', scope: parseDetectionScope(input) });
  }

  @Mutation(() => TenantSettingsChanged, {
    description:
      'How far those of a role may share, deliver or export outside the tenant; at once, for open links too. UNCLASSIFIED and TLP:AMBER until it is set. For tenant administrators.',
  })
  setSharingCeiling(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: CeilingArguments,
    @Args('input') input: SharingCeilingInput,
  ) {
    return this.change(subject, context, args, { kind: 'setSharingCeiling', ceiling: parseCeiling(args.role, input) });
  }

  @Mutation(() => TenantSettingsChanged, { description: 'The default holds again.' })
  removeSharingCeiling(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: CeilingArguments) {
    return this.change(subject, context, args, { kind: 'removeSharingCeiling', role: parseRole(args.role) });
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: SocSettingsRequest) {
    const { loaded, receipt, policyId } = await this.commands.execute(
      new ChangeSocSettings(request, commandContext(subject, context.req, args)),
    );
    return { record: settingsView(loaded.record), receipt, policyId };
  }
}
