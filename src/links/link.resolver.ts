/** The doors that link records of one type with those of others, one pair of mutations for each other type. */
import type { Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, commandContext } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import type { Loaded } from '../ledger/ledger.js';
import { profileView } from '../profiles/profile.graphql.js';
import type { AnyProfile } from '../profiles/profile.record.js';
import { LinkRecords, type LinkRequest } from './link.commands.js';
import type { LinkedType } from './link.events.js';
import { LinkInput, UnlinkInput } from './link.graphql.js';
import { parseLink, parseUnlink } from './link.input.js';

/** As mutations name the types. */
const NAMES: Readonly<Record<LinkedType, string>> = {
  campaign: 'Campaign',
  threatActor: 'ThreatActor',
  investigation: 'Investigation',
  attackPattern: 'AttackPattern',
  target: 'Target',
  infrastructure: 'Infrastructure',
};

/** @param changed what the mutations answer, about the record that was asked. */
export const linkResolvers = (type: LinkedType, others: readonly LinkedType[], changed: Type): readonly Type[] =>
  others.map((other) => linkResolver(type, other, changed));

const linkResolver = (type: LinkedType, other: LinkedType, changed: Type): Type => {
  const [own, far] = [NAMES[type], NAMES[other]];

  @Resolver()
  class LinkResolver {
    constructor(private readonly commands: CommandBus) {}

    @Mutation(() => changed, {
      name: `link${own}To${far}`,
      description: 'Linking again in the same role changes what is said of the link.',
    })
    linked(
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
      @Args() args: ChangeArguments,
      @Args('input') input: LinkInput,
    ) {
      return this.change(subject, context, args, parseLink({ type, id: args.id }, other, input));
    }

    @Mutation(() => changed, { name: `unlink${own}From${far}` })
    unlinked(
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
      @Args() args: ChangeArguments,
      @Args('input') input: UnlinkInput,
    ) {
      return this.change(subject, context, args, parseUnlink({ type, id: args.id }, other, input));
    }

    private async change(subject: Subject, context: GraphqlContext, args: ChangeArguments, request: LinkRequest) {
      const { loaded, receipt } = await this.commands.execute(
        new LinkRecords(request, commandContext(subject, context.req, args)),
      );
      return { record: profileView(loaded as Loaded<AnyProfile>, { atLeast: receipt.position }), receipt };
    }
  }
  return LinkResolver;
};
