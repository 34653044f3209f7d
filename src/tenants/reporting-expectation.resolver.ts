/** Setting and removing reporting expectations over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, commandContext } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Revision, UUID } from '../graphql/scalars.js';
import { ChangeReportingExpectation, type ExpectationRequest } from './reporting-expectation.commands.js';
import { parseExpectation, ReportingExpectationInput } from './reporting-expectation.graphql.js';
import { settingsView, TenantSettingsChanged } from './tenant-settings.resolver.js';

@ArgsType()
class SetExpectationArguments extends CommandArguments {
  @Field(() => UUID, { nullable: true, description: 'Left out for a new one.' }) id?: string;
  @Field(() => Revision, {
    nullable: true,
    description: 'Refuse the change with CONFLICT when the settings are at another revision.',
  })
  expectedRevision?: bigint;
}

@ObjectType()
class ReportingExpectationChanged extends TenantSettingsChanged {
  @Field(() => UUID) expectationId!: string;
}

@Resolver()
export class ReportingExpectationResolver {
  constructor(private readonly commands: CommandBus) {}

  @Mutation(() => ReportingExpectationChanged, {
    description: 'For supervisors, SOC managers and tenant administrators. removeReportingExpectation undoes it.',
  })
  setReportingExpectation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: SetExpectationArguments,
    @Args('input') input: ReportingExpectationInput,
  ) {
    const { id } = args;
    return this.change(subject, context, args, { kind: 'set', ...(id ? { id } : {}), expectation: parseExpectation(input) });
  }

  @Mutation(() => ReportingExpectationChanged, { description: 'Setting it again under its id undoes it.' })
  removeReportingExpectation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'remove', id: args.id });
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: ExpectationRequest) {
    const { loaded, receipt, expectationId } = await this.commands.execute(
      new ChangeReportingExpectation(request, commandContext(subject, context.req, args)),
    );
    return { record: settingsView(loaded.record), receipt, expectationId };
  }
}
