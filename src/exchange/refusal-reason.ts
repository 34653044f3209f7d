/** Why one thing of an import was refused, while the others go on. */
import { RuleViolation } from '../ledger/decider.js';
import { LedgerError } from '../ledger/errors.js';

/** @throws whatever is not a refusal of this one thing. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof RuleViolation || (error instanceof LedgerError && error.code !== 'UNAVAILABLE')) return error.message;
  throw error;
};
