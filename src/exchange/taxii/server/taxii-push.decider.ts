/** The rules of pushes: each is received once and taken in once. Pure. */
import { assertNever, type Decider } from '../../../ledger/decider.js';
import type { EventData } from '../../../ledger/event-contract.js';
import type { TaxiiPushEvent } from './taxii-push.events.js';
import { absent, evolve, type TaxiiPush } from './taxii-push.record.js';

export type TaxiiPushCommand =
  | { readonly type: 'Receive'; readonly facts: EventData<TaxiiPushEvent, 'CollectionPushed'> }
  | { readonly type: 'TakeIn'; readonly facts: EventData<TaxiiPushEvent, 'CollectionPushTakenIn'> };

export const taxiiPush: Decider<TaxiiPushCommand, TaxiiPushEvent, TaxiiPush> = {
  initial: absent,
  evolve,

  decide(command, push) {
    switch (command.type) {
      case 'Receive':
        return push.status === 'absent' ? [{ type: 'CollectionPushed', data: command.facts }] : [];
      case 'TakeIn':
        return push.status === 'pending' ? [{ type: 'CollectionPushTakenIn', data: command.facts }] : [];
      default:
        return assertNever(command);
    }
  },
};
