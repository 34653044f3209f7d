/** The write port: load, authorise, decide, append with the expected revision. */
import type { Subject } from '../access/actor.js';
import type { Marking } from '../access/marking.js';
import type { Action } from '../access/policy.js';
import type { Decider } from './decider.js';
import type { Contracts, EventOf, Recorded, RecordedEvent } from './event-contract.js';

/** A record type: its events, its rules, and what of it the policy looks at. */
export interface RecordType<C extends Contracts = Contracts, Command = never, State = unknown> {
  /** The field's word for it, as messages use it: "intelligence report". */
  readonly name: string;
  readonly contracts: C;
  readonly decider: Decider<Command, EventOf<C>, State>;
  /** The record's marking; undefined while it does not exist. */
  readonly markingOf: (state: State) => Marking | undefined;
}

export interface CommandContext {
  readonly subject: Subject;
  /** The caller's idempotency key, or a fresh UUID; the same id returns the first receipt. */
  readonly commandId: string;
  /** Set when the caller gave one. */
  readonly idempotencyKey?: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly expectedRevision?: bigint;
  readonly reason?: string;
}

export interface Receipt {
  readonly id: string;
  readonly revision: bigint;
  readonly position: bigint;
}

/** A record with what its events' metadata say of it. */
export interface Loaded<State> {
  readonly id: string;
  readonly tenantId: string;
  /** The organisation that created it. */
  readonly ownerOrganisation: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly record: State;
}

export interface Written<State> {
  readonly loaded: Loaded<State>;
  readonly receipt: Receipt;
  /** False when the command changed nothing or was known already. */
  readonly appended: boolean;
}

/** A command on one record, ready to be executed. */
export interface Change<C extends Contracts, Command, State> {
  readonly type: RecordType<C, Command, State>;
  readonly recordId: string;
  readonly action: Action;
  readonly command: Command;
  /** What the caller asked for, without the times, ids and facts that came with it: what a repeated key is compared by. */
  readonly request: object;
  readonly context: CommandContext;
  /** The command may make the record; otherwise an absent record is NOT_FOUND. */
  readonly creates?: boolean;
  /** There is probably nothing to load, as when the id was drawn for this command; a stream that is there after all is loaded when it refuses the append. */
  readonly fresh?: boolean;
}

export abstract class Ledger {
  /** Called before a decided change is appended, so that whoever makes it is known first; returns nothing when there is nothing to wait for. */
  introduce: ((context: CommandContext) => Promise<void> | undefined) | undefined;

  /**
   * Loads the stream, authorises, decides and appends.
   * @throws RuleViolation, NotFound, Forbidden, Conflict, IdempotencyKeyReused or LedgerUnavailable.
   */
  abstract execute<C extends Contracts, Command, State>(change: Change<C, Command, State>): Promise<Written<State>>;

  /** Folds a record's stream, up to a revision if one is given; undefined when it has no events. Decides nothing: callers ask the policy. */
  abstract load<C extends Contracts, Command, State>(
    type: RecordType<C, Command, State>,
    tenantId: string,
    recordId: string,
    revision?: bigint,
  ): Promise<Loaded<State> | undefined>;

  /** A record's events in order; empty when there are none. */
  abstract events<C extends Contracts>(
    contracts: C,
    tenantId: string,
    recordId: string,
  ): Promise<readonly RecordedEvent<EventOf<C>>[]>;
}

/** Folds events onto a record; the one fold that decider, history, answers and projections share. */
export const foldInto = <Event extends { type: string; data: unknown }, State>(
  decider: Pick<Decider<never, Event, State>, 'evolve' | 'initial'>,
  before: Loaded<State> | undefined,
  event: Event,
  at: Recorded,
): Loaded<State> => ({
  id: at.recordId,
  tenantId: at.meta.tenantId,
  ownerOrganisation: before?.ownerOrganisation ?? at.meta.orgId,
  createdBy: before?.createdBy ?? at.meta.actorId,
  createdAt: before?.createdAt ?? at.recordedAt,
  updatedAt: at.recordedAt,
  revision: at.revision,
  position: at.position,
  record: decider.evolve(before ? before.record : decider.initial, event),
});
