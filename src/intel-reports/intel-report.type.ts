/** The record type of intelligence reports. */
import type { RecordType } from '../ledger/ledger.js';
import { type IntelReportCommand, intelReport } from './intel-report.decider.js';
import { intelReportEvents } from './intel-report.events.js';
import type { IntelReport } from './intel-report.record.js';

export const intelReportType: RecordType<typeof intelReportEvents, IntelReportCommand, IntelReport> = {
  name: 'intelligence report',
  contracts: intelReportEvents,
  decider: intelReport,
  markingOf: (report) => (report.status === 'absent' ? undefined : report.marking),
};
