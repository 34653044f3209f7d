/** Named reports shared by specs, golden files and the demo. */
import type { ImportReport, IntelReportCommand } from '../../src/intel-reports/intel-report.decider.js';
import type { EventData } from '../../src/ledger/event-contract.js';
import { BLANK_CONTENT, type IntelReportContent, type IntelReportEvent } from '../../src/intel-reports/intel-report.events.js';
import { ana, ben, partnerFeed } from './actors.js';
import { amber, green } from './marking.js';
import { hash, originOf } from './stix.js';

export const loader: IntelReportContent = {
  title: 'Loader seen in retail',
  summary: 'A new loader was seen in three retail networks.',
  body: 'The loader arrives by mail and fetches its second stage within an hour.',
  reportTypes: ['threat-report', 'malware'],
  confidence: 70,
  sourceIds: ['3f6a2a0e-9a51-4a0b-b6f3-1c8d2e9f7a01'],
  objectRefs: ['malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'],
  techniqueIds: ['T1566.001', 'T0817'],
  killChainPhases: [{ killChainName: 'mitre-attack', phaseName: 'initial-access' }],
  externalReferences: [
    { sourceName: 'Vendor note', url: 'https://vendor.example/notes/17', externalId: 'VN-17', description: 'First sighting.' },
  ],
  labels: ['retail'],
};
/** Its body is long and lies in a blob. */
export const yearbook: IntelReportContent = {
  ...BLANK_CONTENT,
  title: 'The year in ransomware',
  body: { sha256: hash('d'), length: 240_000, mediaType: 'text/markdown' },
};

export const monday = '2026-01-05T10:00:00.000Z';
export const tuesday = '2026-01-06T10:00:00.000Z';
export const wednesday = '2026-01-07T10:00:00.000Z';

export const draft: IntelReportCommand = { type: 'Draft', content: loader, marking: amber, by: ana };
export const drafted: IntelReportEvent = { type: 'IntelReportDrafted', data: { content: loader, marking: amber, author: ana } };
export const revised: IntelReportEvent = {
  type: 'IntelReportRevised',
  data: { changes: { title: 'Loader seen in retail and logistics' }, editor: ben },
};
export const redrafted: IntelReportEvent = {
  type: 'IntelReportRedrafted',
  data: { changes: { confidence: 85 }, author: ben },
};
export const discarded: IntelReportEvent = { type: 'IntelReportDiscarded', data: {} };
export const assigned: IntelReportEvent = { type: 'IntelReportAssigned', data: { assignee: ben, dueAt: wednesday } };
export const submitted: IntelReportEvent = { type: 'IntelReportSubmitted', data: {} };
export const approvedBy = (approver: string): IntelReportEvent => ({ type: 'IntelReportApproved', data: { approver } });
export const returned: IntelReportEvent = {
  type: 'IntelReportReturned',
  data: { comment: 'Say which networks.' },
};
export const publishedAt = (at: string, version = 1): IntelReportEvent => ({
  type: 'IntelReportPublished',
  data: { publishedAt: at, version },
});
export const retracted: IntelReportEvent = { type: 'IntelReportRetracted', data: {} };
export const archived: IntelReportEvent = { type: 'IntelReportArchived', data: {} };
export const restored: IntelReportEvent = { type: 'IntelReportRestored', data: {} };

export const commentId = '3f0e8a52-6c1d-4b7e-9a65-2d1c7f4e8b01';
/** Ben asks about the report; `said` is what is different. */
export const commented = (
  said: Partial<EventData<IntelReportEvent, 'IntelReportCommented'>> = {},
): Extract<IntelReportEvent, { type: 'IntelReportCommented' }> => ({
  type: 'IntelReportCommented',
  data: { commentId, text: 'Which networks?', mentions: [], inReplyTo: null, author: ben, ...said },
});
export const withdrawn: IntelReportEvent = { type: 'IntelReportCommentWithdrawn', data: { commentId } };

/** The whole way to a first publication on Monday. */
export const published: readonly IntelReportEvent[] = [drafted, submitted, approvedBy(ben), publishedAt(monday)];

export const partnerReportId = 'report--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3';
/** A partner's report in the version of a given time. */
export const partnerReport = (modified: string, revoked = false): Omit<ImportReport, 'type' | 'by' | 'now'> => ({
  content: { ...BLANK_CONTENT, title: 'Phishing against ports', sourceIds: ['c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'] },
  marking: green,
  publishedAt: monday,
  stix: originOf(partnerReportId, modified, revoked),
});
export const importReport = (modified: string, revoked = false): ImportReport => ({
  type: 'Import',
  ...partnerReport(modified, revoked),
  by: partnerFeed,
  now: wednesday,
});
export const imported = (modified: string, revoked = false): IntelReportEvent => ({
  type: 'IntelReportImported',
  data: { ...partnerReport(modified, revoked), author: partnerFeed },
});
