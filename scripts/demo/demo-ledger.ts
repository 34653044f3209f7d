/** The ledger as one load of the demo sees it: what it wrote a moment ago and nobody else changes is read once. */
import type { Contracts, EventOf, RecordedEvent } from '../../src/ledger/event-contract.js';
import { type Change, Ledger, type Loaded, type RecordType, type Written } from '../../src/ledger/ledger.js';

export class DemoLedger extends Ledger {
  private readonly facts = new Map<string, Promise<Loaded<unknown> | undefined>>();

  constructor(private readonly ledger: Ledger) {
    super();
  }

  /** Making a record once more, with the ids it was made with, is answered as the first time. */
  execute<C extends Contracts, Command, State>(change: Change<C, Command, State>): Promise<Written<State>> {
    return this.ledger.execute(change.creates ? { ...change, fresh: true } : change);
  }

  load<C extends Contracts, Command, State>(
    type: RecordType<C, Command, State>,
    tenantId: string,
    recordId: string,
    revision?: bigint,
  ): Promise<Loaded<State> | undefined> {
    const key = `${type.contracts.category} ${tenantId} ${recordId} ${revision}`;
    const loaded = this.facts.get(key) ?? this.ledger.load(type, tenantId, recordId, revision);
    this.facts.set(key, loaded);
    return loaded as Promise<Loaded<State> | undefined>;
  }

  events<C extends Contracts>(contracts: C, tenantId: string, recordId: string): Promise<readonly RecordedEvent<EventOf<C>>[]> {
    return this.ledger.events(contracts, tenantId, recordId);
  }
}
