/** Comments on intelligence reports, and who is mentioned in them, over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, commandContext, given } from '../graphql/arguments.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import { ChangeIntelReport, type ReportRequest } from './intel-report.commands.js';
import { IntelligenceReport, ReportChanged, reportView, type ReportView } from './intel-report.graphql.js';
import { parseReportRequest } from './intel-report.input.js';
import { type ListedMention, MentionQueries } from './mention.queries.js';
import {
  CommentOnIntelligenceReportInput,
  CommentPageArguments,
  IntelligenceReportComment,
  IntelligenceReportCommentConnection,
  MentionArguments,
  ReportCommented,
  ReportMention,
  ReportMentionConnection,
  WithdrawIntelligenceReportCommentInput,
} from './report-comment.graphql.js';
import { type ListedComment, ReportCommentQueries } from './report-comment.queries.js';

const commentView = ({ author, mentions, ...comment }: ListedComment) => ({
  ...comment,
  withdrawn: comment.text === null,
  authorId: author,
  mentionIds: mentions,
});
type CommentView = ReturnType<typeof commentView>;

@Resolver(() => IntelligenceReport)
export class ReportDiscussionResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly comments: ReportCommentQueries,
  ) {}

  @Mutation(() => ReportCommented, {
    description: 'Says something about a report, whatever its status, and names who should see it.',
  })
  commentOnIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: CommentOnIntelligenceReportInput,
  ) {
    return this.change(subject, context, args, parseReportRequest('comment', args.id, input));
  }

  @Mutation(() => ReportChanged, {
    description: 'Takes a comment back, by its author or a supervisor; the history keeps that it was made.',
  })
  withdrawIntelligenceReportComment(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: WithdrawIntelligenceReportCommentInput,
  ) {
    return this.change(subject, context, args, parseReportRequest('withdrawComment', args.id, input));
  }

  @ResolveField(() => IntelligenceReportCommentConnection, { name: 'comments', description: 'Oldest first.' })
  async commentsOf(@Parent() report: ReportView, @Args() args: CommentPageArguments) {
    const page = await this.comments.list(report, given(args));
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: commentView(node) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node) };
  }

  private async change(subject: Subject, context: GraphqlContext, args: ChangeArguments, request: ReportRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new ChangeIntelReport(request, commandContext(subject, context.req, args)),
    );
    return { record: reportView(loaded, true), receipt };
  }
}

@Resolver(() => ReportCommented)
export class ReportCommentedResolver {
  constructor(private readonly comments: ReportCommentQueries) {}

  @ResolveField(() => IntelligenceReportComment)
  async comment(@Parent() { record, receipt }: { record: ReportView; receipt: ReportCommented['receipt'] }) {
    return commentView(await this.comments.madeAt(record, receipt.revision));
  }
}

@Resolver(() => IntelligenceReportComment)
export class ReportCommentResolver {
  constructor(private readonly people: People) {}

  @ResolveField(() => String)
  author(@Parent() { tenantId, authorId }: CommentView, @Context() context: GraphqlContext) {
    return nameOf(this.people, context, tenantId, authorId);
  }

  @ResolveField(() => [String])
  mentions(@Parent() { tenantId, mentionIds }: CommentView, @Context() context: GraphqlContext) {
    return Promise.all(mentionIds.map((actorId) => nameOf(this.people, context, tenantId, actorId)));
  }
}

@Resolver(() => ReportMention)
export class MentionResolver {
  constructor(
    private readonly mentions: MentionQueries,
    private readonly comments: ReportCommentQueries,
    private readonly people: People,
  ) {}

  @Query(() => ReportMentionConnection, {
    description: 'Comments that name you, on reports that you may see now, newest first.',
  })
  async myMentions(@CurrentSubject() subject: Subject, @Args() args: MentionArguments) {
    const options = given(args);
    const page = await this.mentions.ofSubject(subject, options, options);
    return { ...page, nodes: page.edges.map(({ node }) => node) };
  }

  @ResolveField(() => String)
  author(@Parent() { tenantId, authorId }: ListedMention, @Context() context: GraphqlContext) {
    return nameOf(this.people, context, tenantId, authorId);
  }

  @ResolveField(() => IntelligenceReportComment, { nullable: true })
  async comment(
    @Parent() { reportId, commentId }: ListedMention,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ) {
    const reports = loaderOf(
      context,
      'comments by report',
      async (ids: readonly string[]) =>
        new Map(await Promise.all(ids.map(async (id) => [id, await this.comments.visibleTo(subject, id)] as const))),
    );
    const comment = (await reports.load(reportId))?.get(commentId);
    return comment ? commentView(comment) : null;
  }
}
