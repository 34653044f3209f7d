/** The record type of intelligence sources. */
import type { RecordType } from '../ledger/ledger.js';
import { type SourceCommand, source } from './source.decider.js';
import { sourceEvents } from './source.events.js';
import type { Source } from './source.record.js';

export const sourceType: RecordType<typeof sourceEvents, SourceCommand, Source> = {
  name: 'intelligence source',
  contracts: sourceEvents,
  decider: source,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
