/** The rules of exports: each is recorded once. Pure. */
import { type Decider, RuleViolation } from '../../../ledger/decider.js';
import type { ExportFacts, StixExportEvent } from './stix-export.events.js';
import { absent, evolve, exportMarking, type StixExport } from './stix-export.record.js';

export interface RecordExport {
  readonly type: 'Record';
  readonly facts: ExportFacts;
}

export const stixExport: Decider<RecordExport, StixExportEvent, StixExport> = {
  initial: absent,
  evolve,

  decide({ facts }, state) {
    if (state.status !== 'absent')
      throw new RuleViolation('ALREADY_EXISTS', 'This export is recorded already. Export once more.');
    return [{ type: 'StixExported', data: { ...facts, marking: exportMarking(facts) } }];
  },
};
