/** A delivery as its events leave it. The one fold: decider, projections and the distributor all use it. */
import { assertNever } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import type { AboutFeed, AboutReport, DeliveryEvent } from './delivery.events.js';

export type DeliveryStatus = 'planned' | 'sending' | 'retrying' | 'succeeded' | 'failed' | 'withheld';

export interface DeliveryRecord extends EventData<DeliveryEvent, 'DeliveryPlanned'> {
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly deliveredAt: string | null;
  /** What the receiver's machine said to it. */
  readonly response: string | null;
  readonly error: string | null;
  /** The rule that kept it from being sent. */
  readonly withheldBy: string | null;
}
export type Delivery = { readonly status: 'absent' } | DeliveryRecord;

/** @returns the id of the report or of the feed. */
export const subjectOf = (about: AboutReport | Pick<AboutFeed, 'feedId'>): string =>
  'feedId' in about ? about.feedId : about.reportId;

export const absent: Delivery = { status: 'absent' };

export const evolve = (delivery: Delivery, event: DeliveryEvent): Delivery => {
  if (event.type === 'DeliveryPlanned')
    return {
      ...event.data,
      status: 'planned',
      attempts: 0,
      lastAttemptAt: null,
      nextAttemptAt: null,
      deliveredAt: null,
      response: null,
      error: null,
      withheldBy: null,
    };
  if (delivery.status === 'absent') return delivery;
  switch (event.type) {
    case 'DeliveryWithheld':
      return { ...delivery, status: 'withheld', withheldBy: event.data.rule, nextAttemptAt: null };
    case 'DeliveryAttempted':
      return { ...delivery, status: 'sending', attempts: event.data.attempt, lastAttemptAt: event.data.at, nextAttemptAt: null };
    case 'DeliverySucceeded': {
      const { at, response } = event.data;
      return { ...delivery, status: 'succeeded', deliveredAt: at, response, error: null };
    }
    case 'DeliveryFailed': {
      const { error, retryAt } = event.data;
      return { ...delivery, status: retryAt === null ? 'failed' : 'retrying', error, nextAttemptAt: retryAt };
    }
    default:
      return assertNever(event);
  }
};
