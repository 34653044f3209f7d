/** A push as its events leave it. The one fold: decider, history and status all use it. */
import { assertNever } from '../../../ledger/decider.js';
import type { EventData } from '../../../ledger/event-contract.js';
import type { TaxiiPushEvent } from './taxii-push.events.js';

type Pushed = EventData<TaxiiPushEvent, 'CollectionPushed'>;
export interface TaxiiPushRecord extends Pushed {
  readonly status: 'pending' | 'complete';
  /** Null while it is pending. */
  readonly taken: EventData<TaxiiPushEvent, 'CollectionPushTakenIn'> | null;
}
export type TaxiiPush = { readonly status: 'absent' } | TaxiiPushRecord;

export const absent: TaxiiPush = { status: 'absent' };

export const evolve = (push: TaxiiPush, event: TaxiiPushEvent): TaxiiPush => {
  switch (event.type) {
    case 'CollectionPushed':
      return { ...event.data, status: 'pending', taken: null };
    case 'CollectionPushTakenIn':
      return push.status === 'absent' ? push : { ...push, status: 'complete', taken: event.data };
    default:
      return assertNever(event);
  }
};
