/** How the API shows what is said about intelligence reports. */
import { ArgsType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { LiveArguments } from '../graphql/arguments.js';
import { PageInfo, Receipt } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, Revision, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { IntelligenceReport, ReportStatusName } from './intel-report.graphql.js';

@SnakeCaseAliases()
@ObjectType({ description: 'What somebody said about a report.' })
export class IntelligenceReportComment {
  @Field(() => UUID) id!: string;
  @Field(() => String, { nullable: true, description: 'Null: withdrawn.' }) text!: string | null;
  @Field() withdrawn!: boolean;
  @Field({ description: 'The author by name, or by actor id where the name is not known.' }) author!: string;
  @Field({ description: 'Actor id.' }) authorId!: string;
  @Field(() => [String], { description: 'Whose attention it asks for, by name where it is known.' })
  mentions!: readonly string[];
  @Field(() => [String], { description: 'Actor ids.' }) mentionIds!: readonly string[];
  @Field(() => UUID, { nullable: true, description: 'The comment it answers.' }) inReplyTo!: string | null;
  @Field(() => DateTime) commentedAt!: string;
  @Field(() => Revision, { description: 'Of the report, with this comment.' }) revision!: bigint;
}

@ObjectType()
class IntelligenceReportCommentEdge {
  @Field() cursor!: string;
  @Field(() => IntelligenceReportComment) node!: IntelligenceReportComment;
}
@ObjectType({ description: 'Read from the stream of the report, and so never stale.' })
export class IntelligenceReportCommentConnection {
  @Field(() => [IntelligenceReportCommentEdge]) edges!: IntelligenceReportCommentEdge[];
  @Field(() => [IntelligenceReportComment], { description: 'The nodes of the edges.' }) nodes!: IntelligenceReportComment[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ArgsType()
export class CommentPageArguments {
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}
@ArgsType()
export class MentionArguments extends LiveArguments {
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}

@InputType()
export class CommentOnIntelligenceReportInput {
  @Field({ description: '1 to 10,000 characters.' }) text!: string;
  @Field(() => [String], { nullable: true, description: 'Actor ids, at most 50; the query people finds them.' })
  mentions?: string[];
  @Field(() => UUID, { nullable: true, description: 'The comment it answers.' }) inReplyTo?: string | null;
}
@InputType()
export class WithdrawIntelligenceReportCommentInput {
  @Field(() => UUID) commentId!: string;
}

@ObjectType()
export class ReportCommented {
  @Field(() => IntelligenceReport) record!: IntelligenceReport;
  @Field(() => IntelligenceReportComment) comment!: IntelligenceReportComment;
  @Field(() => Receipt) receipt!: Receipt;
}

@ObjectType({ description: 'A comment that asks for your attention.' })
export class ReportMention {
  @Field(() => UUID) reportId!: string;
  @Field() reportTitle!: string;
  @Field(() => ReportStatusName) reportStatus!: string;
  @Field(() => UUID) commentId!: string;
  @Field({ description: 'The author of the comment by name, or by actor id where the name is not known.' }) author!: string;
  @Field({ description: 'Actor id.' }) authorId!: string;
  @Field(() => DateTime) mentionedAt!: string;
  @Field(() => IntelligenceReportComment, {
    nullable: true,
    description: 'Read from the stream of the report; null when you may no longer read it.',
  })
  comment!: IntelligenceReportComment | null;
}
@ObjectType()
export class ReportMentionConnection extends connectionOf(ReportMention, 'ReportMention') {}
