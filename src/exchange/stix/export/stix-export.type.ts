/** The record type of exports. */
import type { RecordType } from '../../../ledger/ledger.js';
import { type RecordExport, stixExport } from './stix-export.decider.js';
import { stixExportEvents } from './stix-export.events.js';
import type { StixExport } from './stix-export.record.js';

export const stixExportType: RecordType<typeof stixExportEvents, RecordExport, StixExport> = {
  name: 'STIX export',
  contracts: stixExportEvents,
  decider: stixExport,
  markingOf: (state) => (state.status === 'absent' ? undefined : state.marking),
};
