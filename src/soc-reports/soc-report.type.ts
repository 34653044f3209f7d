/** The record type of SOC reports. */
import type { RecordType } from '../ledger/ledger.js';
import { type SocReportCommand, socReport } from './soc-report.decider.js';
import { socReportEvents } from './soc-report.events.js';
import type { SocReport } from './soc-report.record.js';

export const socReportType: RecordType<typeof socReportEvents, SocReportCommand, SocReport> = {
  name: 'SOC report',
  contracts: socReportEvents,
  decider: socReport,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
