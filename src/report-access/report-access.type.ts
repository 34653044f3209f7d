/** The record type of report accesses: one per report and day (UTC). */
import { naturalId } from '../ledger/identity.js';
import type { RecordType } from '../ledger/ledger.js';
import { type OpenReport, reportAccess } from './report-access.decider.js';
import { reportAccessEvents } from './report-access.events.js';
import { markingOf, type ReportAccess } from './report-access.record.js';

export const reportAccessType: RecordType<typeof reportAccessEvents, OpenReport, ReportAccess> = {
  name: 'report access',
  contracts: reportAccessEvents,
  decider: reportAccess,
  markingOf,
};

/** @param at an instant of the day. */
export const reportAccessId = (tenantId: string, reportId: string, at: string): string =>
  naturalId('report access', tenantId, reportId, at.slice(0, 10));
