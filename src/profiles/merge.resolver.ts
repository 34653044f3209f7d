/** The doors of records that can be merged: merging, undoing it, and what of it a reader may see. */
import type { Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decide } from '../access/policy.js';
import { ChangeArguments, commandContext } from '../graphql/arguments.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { UUID } from '../graphql/scalars.js';
import { Ledger } from '../ledger/ledger.js';
import { type MergeableRecord, type MergeKind, MergeRecords, type MergeRequest } from './merge.commands.js';
import { MergeInput, UnmergeInput } from './merge.graphql.js';
import type { Mergeable } from './merge.record.js';
import { type ProfileView, profileView } from './profile.graphql.js';

interface MergeDoors {
  readonly kind: MergeKind;
  /** As mutations end: `Campaigns`. */
  readonly many: string;
  readonly node: Type;
  readonly changed: Type;
}

type MergeableView = ProfileView & Mergeable;

export const mergeResolver = ({ kind, many, node, changed }: MergeDoors): Type => {
  const { name: word } = kind.type;

  @Resolver(() => node)
  class MergeResolver {
    constructor(
      private readonly commands: CommandBus,
      private readonly ledger: Ledger,
    ) {}

    @Mutation(() => changed, {
      name: `merge${many}`,
      description: `The ${word} becomes part of another one; both keep their history. unmerge${many} undoes it.`,
    })
    merged(
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
      @Args() args: ChangeArguments,
      @Args('input') { into }: MergeInput,
    ) {
      return this.change(subject, context, args, { kind: 'merge', id: args.id, into });
    }

    @Mutation(() => changed, { name: `unmerge${many}`, description: `Undoes a merge of the ${word} into another one.` })
    unmerged(
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
      @Args() args: ChangeArguments,
      @Args('input', { nullable: true }) input?: UnmergeInput,
    ) {
      return this.change(subject, context, args, {
        kind: 'unmerge',
        id: args.id,
        ...(input?.from == null ? {} : { from: input.from }),
      });
    }

    @ResolveField(() => UUID, { nullable: true })
    async mergedIntoId(
      @Parent() { mergedInto }: MergeableView,
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
    ) {
      return mergedInto !== null && (await this.visible(subject, context, mergedInto)) ? mergedInto : null;
    }

    @ResolveField(() => [UUID])
    async mergedIds(@Parent() { merged }: MergeableView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
      const seen = await Promise.all(merged.map((id) => this.visible(subject, context, id)));
      return merged.filter((_, index) => seen[index]);
    }

    @ResolveField(() => [UUID])
    async unfinishedMergeIds(
      @Parent() { id: own, merged, read }: MergeableView,
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
    ) {
      // Which half of a merge was missing in the past is in the history of both.
      if (read.at !== undefined || read.position !== undefined) return [];
      const parts = await Promise.all(merged.map((id) => this.visible(subject, context, id)));
      return merged.filter((_, index) => parts[index] && parts[index].mergedInto !== own);
    }

    /** Another record of the type as it is now, if the reader may see it. */
    private visible(subject: Subject, context: GraphqlContext, id: string): Promise<MergeableRecord | undefined> {
      const loader = loaderOf(context, `merged ${kind.type.contracts.category}`, async (ids: readonly string[]) => {
        const found = await Promise.all(ids.map((each) => this.ledger.load(kind.type, subject.tenantId, each)));
        return new Map(
          found.flatMap((loaded) => {
            const marking = loaded && kind.type.markingOf(loaded.record);
            if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) return [];
            return [[loaded.id, loaded.record as MergeableRecord]];
          }),
        );
      });
      return loader.load(id);
    }

    private async change(subject: Subject, context: GraphqlContext, args: ChangeArguments, request: MergeRequest) {
      const { loaded, receipt } = await this.commands.execute(
        new MergeRecords(kind, request, commandContext(subject, context.req, args)),
      );
      return { record: profileView(loaded, { atLeast: receipt.position }), receipt };
    }
  }
  return MergeResolver;
};
