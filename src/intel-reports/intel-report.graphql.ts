/** How the API shows intelligence reports. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, Receipt, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { recordFieldsOf } from '../graphql/record-fields.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { Loaded } from '../ledger/ledger.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import {
  currentContent,
  type IntelReport,
  type IntelReportRecord,
  publishedVersion,
  type ReportVersion,
  type WorkingVersion,
} from './intel-report.record.js';

const WorkingStatusName = { draft: 'draft', in_review: 'in_review', approved: 'approved' } as const;
export const ReportStatusName = {
  ...WorkingStatusName,
  published: 'published',
  retracted: 'retracted',
  archived: 'archived',
} as const;
const VersionStatusName = { published: 'published', superseded: 'superseded', retracted: 'retracted' } as const;
const OrderField = {
  updatedAt: 'updatedAt',
  createdAt: 'createdAt',
  publishedAt: 'publishedAt',
  dueAt: 'dueAt',
  title: 'title',
} as const;
const OrderDirection = { asc: 'asc', desc: 'desc' } as const;
registerEnumType(WorkingStatusName, { name: 'WorkingStatus' });
registerEnumType(ReportStatusName, { name: 'ReportStatus' });
registerEnumType(VersionStatusName, { name: 'ReportVersionStatus' });
registerEnumType(OrderField, { name: 'IntelligenceReportOrderField' });
registerEnumType(OrderDirection, { name: 'OrderDirection' });

@SnakeCaseAliases()
@ObjectType({ description: 'STIX 2.1 §2.11.' })
export class KillChainPhase {
  @Field() killChainName!: string;
  @Field() phaseName!: string;
}
@SnakeCaseAliases()
@ObjectType({ description: 'STIX 2.1 §2.5.' })
export class ExternalReference {
  @Field() sourceName!: string;
  @Field(() => String, { nullable: true }) url?: string;
  @Field(() => String, { nullable: true }) externalId?: string;
  @Field(() => String, { nullable: true }) description?: string;
}

@SnakeCaseAliases()
@ObjectType({ isAbstract: true })
abstract class ReportContentFields {
  @Field() title!: string;
  @Field() summary!: string;
  @Field({ description: 'Markdown.' }) body!: string;
  @Field(() => [String], { description: 'STIX 2.1 §10.22, an open vocabulary.' }) reportTypes!: readonly string[];
  @Field(() => Int, { nullable: true, description: '0 to 100; null: not stated.' }) confidence!: number | null;
  @Field(() => [UUID], { description: 'Of the sources that you may see.' }) sourceIds!: readonly string[];
  @Field(() => [String], { description: 'STIX ids.' }) objectRefs!: readonly string[];
  @Field(() => [String], { description: 'MITRE ATT&CK; see techniques.' }) techniqueIds!: readonly string[];
  @Field(() => [KillChainPhase]) killChainPhases!: readonly KillChainPhase[];
  @Field(() => [ExternalReference]) externalReferences!: readonly ExternalReference[];
  @Field(() => [String]) labels!: readonly string[];
}

@SnakeCaseAliases({ published_date: 'publishedAt' })
@ObjectType({ description: 'One published version; it stays readable after a newer one.' })
export class IntelligenceReportVersion extends ReportContentFields {
  @Field(() => Int) number!: number;
  @Field(() => VersionStatusName) status!: string;
  @Field(() => DateTime) publishedAt!: string;
  @Field(() => String, { description: 'Actor id.' }) authorId!: string;
  @Field(() => String, { nullable: true, description: 'Actor id; null for a version published elsewhere.' }) approvedById!:
    string | null;
}

@ObjectType({ description: 'The version in production.' })
export class IntelligenceReportWorkingVersion extends ReportContentFields {
  @Field(() => WorkingStatusName) status!: string;
  @Field(() => String, { description: 'Actor id.' }) authorId!: string;
  @Field(() => [String], { description: 'Actor ids of who else revised it.' }) editorIds!: readonly string[];
  @Field(() => String, { nullable: true, description: 'Actor id.' }) approvedById!: string | null;
}

@SnakeCaseAliases({ published_date: 'publishedAt' })
@ObjectType({ description: 'An intelligence report with all its versions.' })
export class IntelligenceReport extends RecordFields {
  @Field({ description: "The published version's, else the working one's." }) title!: string;
  @Field() summary!: string;
  @Field({ description: 'Markdown.' }) body!: string;
  @Field(() => [String], { description: 'STIX 2.1 §10.22, an open vocabulary.' }) reportTypes!: readonly string[];
  @Field(() => ReportStatusName, { description: "The published version's status, else the working one's." }) status!: string;
  @Field(() => WorkingStatusName, { nullable: true }) workingStatus!: string | null;
  @Field({ description: 'The author by name, or by actor id where the name is not known.' }) author!: string;
  @Field({ description: 'Actor id.' }) authorId!: string;
  @Field(() => Int, { nullable: true, description: '0 to 100; null: not stated.' }) confidence!: number | null;
  @Field(() => [UUID], { description: 'Of the sources that you may see.' }) sourceIds!: readonly string[];
  @Field(() => [String], { description: 'STIX ids.' }) objectRefs!: readonly string[];
  @Field(() => [String], { description: 'MITRE ATT&CK.' }) techniqueIds!: readonly string[];
  @Field(() => [KillChainPhase]) killChainPhases!: readonly KillChainPhase[];
  @Field(() => [ExternalReference]) externalReferences!: readonly ExternalReference[];
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => String, { nullable: true, description: 'By name where it is known.' }) assignee!: string | null;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) assigneeId!: string | null;
  @Field(() => DateTime, { nullable: true }) dueAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Of the last published version.' }) publishedAt!: string | null;
  @Field(() => Int, { nullable: true, description: 'Number of the published version.' }) version!: number | null;
  @Field(() => [IntelligenceReportVersion], { description: 'Published versions, oldest first.' })
  versions!: readonly IntelligenceReportVersion[];
  @Field(() => IntelligenceReportWorkingVersion, { nullable: true }) working!: IntelligenceReportWorkingVersion | null;
  @Field(() => Int, { description: 'Withdrawn comments count too.' }) commentCount!: number;
  @Field(() => String, { nullable: true, description: 'The STIX report it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class IntelligenceReportConnection extends connectionOf(IntelligenceReport, 'IntelligenceReport') {}

@ObjectType()
export class ReportChanged {
  @Field(() => IntelligenceReport) record!: IntelligenceReport;
  @Field(() => Receipt) receipt!: Receipt;
}

@SnakeCaseAliases()
@InputType()
export class IntelligenceReportFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [ReportStatusName], { nullable: true }) status?: IntelReportRecord['status'][];
  @Field(() => [WorkingStatusName], { nullable: true }) workingStatus?: WorkingVersion['status'][];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
  @Field(() => [String], { nullable: true }) reportTypes?: string[];
  @Field(() => [UUID], { nullable: true }) sourceIds?: string[];
  @Field(() => [String], { nullable: true }) techniqueIds?: string[];
  @Field(() => [String], { nullable: true, description: 'STIX ids.' }) objectRefs?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) author?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) assignee?: string[];
  @Field(() => [String], { nullable: true }) organisationId?: string[];
  @Field(() => Int, { nullable: true }) minimumConfidence?: number;
  @Field(() => DateTime, { nullable: true }) publishedFrom?: string;
  @Field(() => DateTime, { nullable: true }) publishedBefore?: string;
  @Field(() => DateTime, { nullable: true }) updatedFrom?: string;
  @Field(() => DateTime, { nullable: true }) dueBefore?: string;
}

@InputType()
export class IntelligenceReportOrder {
  @Field(() => OrderField) field!: keyof typeof OrderField;
  @Field(() => OrderDirection, { nullable: true, description: 'desc when left out.' }) direction?:
    keyof typeof OrderDirection | null;
}

@SnakeCaseAliases()
@InputType()
export class KillChainPhaseInput {
  @Field() killChainName!: string;
  @Field() phaseName!: string;
}
@SnakeCaseAliases()
@InputType()
export class ExternalReferenceInput {
  @Field() sourceName!: string;
  @Field({ nullable: true }) url?: string;
  @Field({ nullable: true }) externalId?: string;
  @Field({ nullable: true }) description?: string;
}

@InputType({ description: 'What is left out stays as it is.' })
export class ReviseIntelligenceReportInput extends MarkingInputType {
  @Field({ nullable: true }) title?: string;
  @Field({ nullable: true }) summary?: string;
  @Field({ nullable: true, description: 'Markdown; at most 10 MiB, and no longer than REQUEST_BODY_LIMIT lets a request be.' })
  body?: string;
  @Field(() => [String], { nullable: true }) reportTypes?: string[];
  @Field(() => Int, { nullable: true }) confidence?: number | null;
  @Field(() => [UUID], { nullable: true }) sourceIds?: string[];
  @Field(() => [String], { nullable: true }) objectRefs?: string[];
  @Field(() => [String], { nullable: true }) techniqueIds?: string[];
  @Field(() => [KillChainPhaseInput], { nullable: true }) killChainPhases?: KillChainPhaseInput[];
  @Field(() => [ExternalReferenceInput], { nullable: true }) externalReferences?: ExternalReferenceInput[];
  @Field(() => [String], { nullable: true }) labels?: string[];
}

@InputType()
export class CreateIntelligenceReportInput extends ReviseIntelligenceReportInput {
  @Field() declare title: string;
}

@SnakeCaseAliases()
@InputType()
export class AssignIntelligenceReportInput {
  @Field(() => String, { nullable: true, description: 'Actor id; null: nobody.' }) assignee?: string | null;
  @Field(() => DateTime, { nullable: true }) dueAt?: string | null;
}
@InputType()
export class ReturnIntelligenceReportInput {
  @Field({ description: 'What has to change.' }) comment!: string;
}
@SnakeCaseAliases({ published_date: 'publishedAt' })
@InputType()
export class PublishIntelligenceReportInput {
  @Field(() => DateTime, { nullable: true, description: 'Now when left out; never in the future.' }) publishedAt?: string;
}

const versionView = (
  { number, content, publishedAt, status, author, approvedBy }: ReportVersion,
  tenantId: string,
  reportId: string,
) => ({
  ...content,
  tenantId,
  reportId,
  number,
  status,
  publishedAt,
  authorId: author,
  approvedById: approvedBy,
});

/**
 * @param complete false for a row of the read model, which holds no bodies: its versions are left out too.
 * @param read the moment that what it refers to is shown as of; by default at least its own.
 */
export const reportView = (loaded: Loaded<IntelReport>, complete: boolean, read: ReadOptions = { atLeast: loaded.position }) => {
  const record = loaded.record as IntelReportRecord;
  const content = currentContent(record)!;
  const publishedAt = record.versions.at(-1)?.publishedAt ?? null;
  return {
    title: content.title,
    summary: content.summary,
    reportTypes: content.reportTypes,
    confidence: content.confidence,
    sourceIds: content.sourceIds,
    objectRefs: content.objectRefs,
    techniqueIds: content.techniqueIds,
    killChainPhases: content.killChainPhases,
    externalReferences: content.externalReferences,
    labels: content.labels,
    storedBody: complete ? content.body : undefined,
    status: record.status,
    workingStatus: record.working?.status ?? null,
    authorId: record.author,
    assigneeId: record.assignee,
    dueAt: record.dueAt,
    publishedAt,
    version: publishedVersion(record)?.number ?? null,
    commentCount: record.commentCount,
    stixId: record.stix?.id ?? null,
    complete,
    read,
    versions: complete ? record.versions.map((version) => versionView(version, loaded.tenantId, loaded.id)) : [],
    working:
      complete && record.working
        ? {
            ...record.working.content,
            tenantId: loaded.tenantId,
            status: record.working.status,
            authorId: record.working.author,
            editorIds: record.working.editors,
            approvedById: record.working.approvedBy,
          }
        : null,
    // Last: a property after a spread costs a hundred times one before it, and lists make fifty of these.
    ...recordFieldsOf(loaded, record.marking),
  };
};
export type ReportView = ReturnType<typeof reportView>;
