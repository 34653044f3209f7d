/** The rules of imports: each is recorded once. Pure. */
import { type Decider, RuleViolation } from '../../ledger/decider.js';
import type { ImportEvent } from './import.events.js';
import { absent, evolve, type Import, type ImportFacts, importMarking } from './import.record.js';

export interface RecordImport {
  readonly type: 'Record';
  readonly facts: ImportFacts;
}

export const exchangeImport: Decider<RecordImport, ImportEvent, Import> = {
  initial: absent,
  evolve,

  decide({ facts }, state) {
    if (state.status !== 'absent')
      throw new RuleViolation('ALREADY_EXISTS', 'This import is recorded already. Import once more.');
    const marking = importMarking(facts);
    if (facts.kind === 'stix') {
      const { kind: _, ...data } = facts;
      return [{ type: 'StixImported', data: { ...data, marking } }];
    }
    const { kind: _, ...data } = facts;
    return [{ type: 'IncidentsImported', data: { ...data, marking } }];
  },
};
