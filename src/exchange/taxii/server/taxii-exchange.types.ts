/** The record types of what passes through collections. */
import type { RecordType } from '../../../ledger/ledger.js';
import { taxiiPush, type TaxiiPushCommand } from './taxii-push.decider.js';
import { taxiiPushEvents } from './taxii-push.events.js';
import type { TaxiiPush } from './taxii-push.record.js';
import { type RecordTaxiiRead, taxiiRead } from './taxii-read.decider.js';
import { taxiiReadEvents } from './taxii-read.events.js';
import type { TaxiiRead } from './taxii-read.record.js';

export const taxiiReadType: RecordType<typeof taxiiReadEvents, RecordTaxiiRead, TaxiiRead> = {
  name: 'reading of a collection',
  contracts: taxiiReadEvents,
  decider: taxiiRead,
  markingOf: (state) => (state.status === 'absent' ? undefined : state.marking),
};

export const taxiiPushType: RecordType<typeof taxiiPushEvents, TaxiiPushCommand, TaxiiPush> = {
  name: 'push to a collection',
  contracts: taxiiPushEvents,
  decider: taxiiPush,
  markingOf: (state) => (state.status === 'absent' ? undefined : state.marking),
};
