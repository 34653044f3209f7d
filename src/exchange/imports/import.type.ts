/** The record type of imports. */
import type { RecordType } from '../../ledger/ledger.js';
import { exchangeImport, type RecordImport } from './import.decider.js';
import { importEvents } from './import.events.js';
import type { Import } from './import.record.js';

export const importType: RecordType<typeof importEvents, RecordImport, Import> = {
  name: 'import',
  contracts: importEvents,
  decider: exchangeImport,
  markingOf: (state) => (state.status === 'absent' ? undefined : state.marking),
};
