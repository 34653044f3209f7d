/** The rules of a delivery. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import type { DeliveryEvent } from './delivery.events.js';
import { isOver, retryAt } from './delivery.measure.js';
import { absent, type Delivery, evolve } from './delivery.record.js';

/** `for good`: there is no use in trying again. */
export type DeliveryCommand =
  | { readonly type: 'Plan'; readonly delivery: EventData<DeliveryEvent, 'DeliveryPlanned'> }
  | { readonly type: 'Withhold'; readonly rule: string }
  | { readonly type: 'Attempt'; readonly at: string }
  | { readonly type: 'Succeed'; readonly at: string; readonly response: string | null }
  | { readonly type: 'Fail'; readonly at: string; readonly error: string; readonly forGood: boolean };

export const delivery: Decider<DeliveryCommand, DeliveryEvent, Delivery> = {
  initial: absent,
  evolve,

  decide(command, state) {
    if (command.type === 'Plan') return state.status === 'absent' ? [{ type: 'DeliveryPlanned', data: command.delivery }] : [];
    if (state.status === 'absent' || isOver(state)) return [];
    const { attempts: attempt } = state;
    switch (command.type) {
      case 'Withhold':
        return [{ type: 'DeliveryWithheld', data: { rule: command.rule } }];
      case 'Attempt':
        return [{ type: 'DeliveryAttempted', data: { attempt: attempt + 1, at: command.at } }];
      case 'Succeed': {
        const { at, response } = command;
        return state.status === 'sending' ? [{ type: 'DeliverySucceeded', data: { attempt, at, response } }] : [];
      }
      case 'Fail': {
        const { at, error, forGood } = command;
        if (state.status !== 'sending') return [];
        return [{ type: 'DeliveryFailed', data: { attempt, at, error, retryAt: forGood ? null : retryAt(attempt, at) } }];
      }
      default:
        return assertNever(command);
    }
  },
};
