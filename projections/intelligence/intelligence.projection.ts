/** Folds reports, sources, handovers and tenant settings into the intelligence read model. */
import { handoverEvents } from '../../src/handover/handover.events.js';
import * as handover from '../../src/handover/handover.record.js';
import { intelReportEvents, type IntelReportEvent } from '../../src/intel-reports/intel-report.events.js';
import * as report from '../../src/intel-reports/intel-report.record.js';
import type { Recorded } from '../../src/ledger/event-contract.js';
import type { Loaded } from '../../src/ledger/ledger.js';
import { sourceEvents } from '../../src/sources/source.events.js';
import * as source from '../../src/sources/source.record.js';
import { tenantSettingsEvents } from '../../src/tenants/tenant-settings.events.js';
import * as settings from '../../src/tenants/tenant-settings.record.js';
import { board, children, type Content, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import {
  type CommentMentions,
  DeliveryRow,
  HandoverStateRow,
  IntelligenceCounterRow,
  IntelligenceRemarkRow,
  MentionRow,
  ReportStateRow,
  SourceStateRow,
  TenantSettingsStateRow,
} from './intelligence.entity.js';

/** Bodies stay in the log: lists never show them, and one report is read from its stream. */
const withoutBody = (event: IntelReportEvent): IntelReportEvent => {
  switch (event.type) {
    case 'IntelReportDrafted':
    case 'IntelReportImported':
      return { ...event, data: { ...event.data, content: { ...event.data.content, body: '' } } } as IntelReportEvent;
    case 'IntelReportRevised':
    case 'IntelReportRedrafted':
      return event.data.changes.body === undefined
        ? event
        : ({ ...event, data: { ...event.data, changes: { ...event.data.changes, body: '' } } } as IntelReportEvent);
    default:
      return event;
  }
};

/** The mentions that stand after an event. */
const mentionsAfter = (
  mentions: readonly CommentMentions[],
  event: IntelReportEvent,
  { recordedAt }: Recorded,
): readonly CommentMentions[] => {
  if (event.type === 'IntelReportCommentWithdrawn') return mentions.filter(({ commentId }) => commentId !== event.data.commentId);
  if (event.type !== 'IntelReportCommented' || event.data.mentions.length === 0) return mentions;
  const { commentId, author, mentions: actors } = event.data;
  return [...mentions, { commentId, author, actors, mentionedAt: recordedAt }];
};

const protectionOf = (
  { tenantId, ownerOrganisation }: Loaded<unknown>,
  marking: Content<ReportStateRow>['protection']['marking'],
) => ({
  tenantId,
  ownerOrganisation,
  marking,
});

/** Begins a working version. */
const DRAFTING: ReadonlySet<string> = new Set<IntelReportEvent['type']>(['IntelReportDrafted', 'IntelReportRedrafted']);

const reports = board<typeof intelReportEvents, ReportStateRow>({
  from: intelReportEvents,
  table: ReportStateRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: report.absent, evolve: report.evolve }, row, withoutBody(event), at);
    if (loaded.record.status === 'absent') return undefined;
    const record = report.withoutComments(loaded.record);
    const content = report.currentContent(record)!;
    const inReview = record.working?.status === 'in_review';
    return {
      protection: protectionOf(loaded, record.marking),
      title: content.title,
      status: record.status,
      workingStatus: record.working?.status ?? null,
      author: record.author,
      assignee: record.assignee,
      dueAt: record.dueAt,
      draftedAt: record.working ? (DRAFTING.has(event.type) ? at.recordedAt : (row?.draftedAt ?? null)) : null,
      submittedAt: inReview ? (event.type === 'IntelReportSubmitted' ? at.recordedAt : (row?.submittedAt ?? null)) : null,
      publishedAt: record.versions.at(-1)?.publishedAt ?? null,
      versionCount: record.versions.length,
      confidence: content.confidence,
      reportTypes: content.reportTypes,
      sourceIds: content.sourceIds,
      techniqueIds: content.techniqueIds,
      mentions: mentionsAfter(row?.mentions ?? [], event, at),
      // A spread that comes first leaves the object slow to read.
      ...recordColumns(loaded, record),
    };
  },
  children: [
    children<ReportStateRow, DeliveryRow>(DeliveryRow, ({ record }) =>
      record.versions.flatMap(({ number, publishedAt, content }) =>
        content.sourceIds.map((sourceId) => ({ key: `${sourceId}/${number}`, sourceId, version: number, publishedAt })),
      ),
    ),
    children<ReportStateRow, MentionRow>(MentionRow, ({ mentions }) =>
      mentions.flatMap(({ actors, ...mention }) =>
        actors.map((actor) => ({ key: `${mention.commentId}/${actor}`, actor, ...mention })),
      ),
    ),
  ],
  counts: ({ status, workingStatus }) => ({
    statusDraft: Number(status === 'draft'),
    statusInReview: Number(status === 'in_review'),
    statusApproved: Number(status === 'approved'),
    statusPublished: Number(status === 'published'),
    statusRetracted: Number(status === 'retracted'),
    statusArchived: Number(status === 'archived'),
    workingDraft: Number(status !== 'archived' && workingStatus === 'draft'),
    workingInReview: Number(status !== 'archived' && workingStatus === 'in_review'),
    workingApproved: Number(status !== 'archived' && workingStatus === 'approved'),
  }),
});

const sources = board<typeof sourceEvents, SourceStateRow>({
  from: sourceEvents,
  table: SourceStateRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: source.absent, evolve: source.evolve }, row, event, at);
    const { record } = loaded;
    if (record.status === 'absent') return undefined;
    const { name, kind, status, reliability, credibility, owner } = record;
    return {
      protection: protectionOf(loaded, record.marking),
      name,
      kind,
      status,
      reliability,
      credibility,
      owner,
      ...recordColumns(loaded, record),
    };
  },
  counts: ({ status }) => ({
    sourcesActive: Number(status === 'active'),
    sourcesPaused: Number(status === 'paused'),
    sourcesRetired: Number(status === 'retired'),
  }),
});

const handovers = board<typeof handoverEvents, HandoverStateRow>({
  from: handoverEvents,
  table: HandoverStateRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: handover.absent, evolve: handover.evolve }, row, event, at);
    const { record } = loaded;
    if (record.status === 'absent') return undefined;
    return {
      protection: protectionOf(loaded, record.marking),
      status: record.status,
      outgoing: record.outgoing,
      incoming: record.countersignature?.incoming ?? record.incoming,
      rangeTo: BigInt(record.to.position),
      ...recordColumns(loaded, record),
    };
  },
});

const tenants = board<typeof tenantSettingsEvents, TenantSettingsStateRow>({
  from: tenantSettingsEvents,
  table: TenantSettingsStateRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: settings.defaultSettings, evolve: settings.evolve }, row, event, at);
    return { protection: protectionOf(loaded, settings.tenantWide), ...recordColumns(loaded, loaded.record) };
  },
});

export const intelligence: Projection = {
  name: 'intelligence',
  version: 4,
  boards: [reports, sources, handovers, tenants],
  counters: IntelligenceCounterRow,
  remarks: IntelligenceRemarkRow,
};
