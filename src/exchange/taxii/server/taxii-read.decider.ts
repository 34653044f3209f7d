/** The rules of readings: each is recorded once. Pure. */
import { type Decider, RuleViolation } from '../../../ledger/decider.js';
import type { TaxiiReadEvent } from './taxii-read.events.js';
import { absent, evolve, type TaxiiRead } from './taxii-read.record.js';

export interface RecordTaxiiRead {
  readonly type: 'Record';
  readonly facts: TaxiiReadEvent['data'];
}

export const taxiiRead: Decider<RecordTaxiiRead, TaxiiReadEvent, TaxiiRead> = {
  initial: absent,
  evolve,

  decide({ facts }, state) {
    if (state.status !== 'absent') throw new RuleViolation('ALREADY_EXISTS', 'This reading is recorded already. Read once more.');
    return [{ type: 'CollectionRead', data: facts }];
  },
};
