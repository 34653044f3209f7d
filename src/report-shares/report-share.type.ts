/** The record type of shares; marked as its report was when it was shared. */
import type { RecordType } from '../ledger/ledger.js';
import { type ReportShareCommand, reportShare } from './report-share.decider.js';
import { reportShareEvents } from './report-share.events.js';
import type { ReportShare } from './report-share.record.js';

export const reportShareType: RecordType<typeof reportShareEvents, ReportShareCommand, ReportShare> = {
  name: 'share',
  contracts: reportShareEvents,
  decider: reportShare,
  markingOf: (share) => (share.status === 'absent' ? undefined : share.marking),
};
