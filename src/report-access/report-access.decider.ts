/** Each opening of a report is a fact of its own. Pure: no clock, no ids, no I/O. */
import type { Decider } from '../ledger/decider.js';
import type { ReportAccessEvent } from './report-access.events.js';
import { absent, evolve, type ReportAccess } from './report-access.record.js';

export type OpenReport = { readonly type: 'Open' } & ReportAccessEvent['data'];

export const reportAccess: Decider<OpenReport, ReportAccessEvent, ReportAccess> = {
  initial: absent,
  evolve,
  decide: ({ type: _, ...data }) => [{ type: 'ReportAccessed', data }],
};
