/** Records whose id somebody outside chose: to those who may not see the one that has it, the id is free, and they get one beside it. */
import type { Subject } from '../../access/actor.js';
import { decide } from '../../access/policy.js';
import { LedgerError } from '../../ledger/errors.js';
import type { Contracts } from '../../ledger/event-contract.js';
import type { Ledger, Loaded, RecordType } from '../../ledger/ledger.js';

/** The record id of the nth instance, from 0. */
export type InstanceId = (instance: number) => string;

/**
 * Polyinstantiation (Denning et al., A Multilevel Relational Data Model, IEEE S&P 1987): a refusal because of a hidden record would tell
 * of it. @returns the first instance that the subject may see; undefined when there is none.
 */
export const visibleInstance = async <C extends Contracts, Command, State>(
  ledger: Ledger,
  type: RecordType<C, Command, State>,
  subject: Subject,
  idOf: InstanceId,
): Promise<Loaded<State> | undefined> => {
  for (let instance = 0; ; instance += 1) {
    const loaded = await ledger.load(type, subject.tenantId, idOf(instance));
    const marking = loaded && type.markingOf(loaded.record);
    if (!marking) return undefined;
    if (decide(subject, 'read', { ...loaded, marking }).allow) return loaded;
  }
};

/**
 * Runs a change on the first instance that is not hidden from who makes it.
 * @param exists whether the record of an id exists, hidden or not.
 * @param mayAdd whether one may be made beside hidden ones.
 * @returns undefined when all are hidden and none may be made.
 */
export const onFirstOpen = async <Result>(
  idOf: InstanceId,
  change: (recordId: string) => Promise<Result>,
  exists: (recordId: string) => Promise<boolean>,
  mayAdd: boolean,
): Promise<Result | undefined> => {
  for (let instance = 0; ; instance += 1) {
    const recordId = idOf(instance);
    if (instance > 0 && !mayAdd && !(await exists(recordId))) return undefined;
    try {
      return await change(recordId);
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'NOT_FOUND' || !(await exists(recordId))) throw error;
    }
  }
};
