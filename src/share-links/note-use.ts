/** Notes that somebody looks at what is shared, also when many come at once. */
import { RuleViolation } from '../ledger/decider.js';
import { LedgerError } from '../ledger/errors.js';

/** Visits at the same moment, each of which takes its turn. */
const TURNS = 50;

/**
 * @param note writes it to the share, which refuses it with SHARE_CLOSED once it has ended.
 * @returns false when the share has come to its end meanwhile.
 */
export const noteUse = async (note: () => Promise<unknown>): Promise<boolean> => {
  for (let turn = 1; ; turn += 1) {
    try {
      await note();
      return true;
    } catch (error) {
      if (error instanceof RuleViolation && error.code === 'SHARE_CLOSED') return false;
      if (!(error instanceof LedgerError && error.code === 'CONFLICT') || turn === TURNS) throw error;
    }
  }
};
