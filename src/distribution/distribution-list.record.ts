/** A distribution list as its events leave it. The one fold: decider, projections and deliveries all use it. */
import { assertNever } from '../ledger/decider.js';
import type { DistributionListContent, DistributionListEvent } from './distribution-list.events.js';

export interface DistributionListRecord extends DistributionListContent {
  readonly status: 'standing' | 'retired';
}
export type DistributionList = { readonly status: 'absent' } | DistributionListRecord;

export const absent: DistributionList = { status: 'absent' };

export const evolve = (list: DistributionList, event: DistributionListEvent): DistributionList => {
  switch (event.type) {
    case 'DistributionListCreated':
    case 'DistributionListRevised':
      return { ...event.data, status: 'standing' };
    case 'DistributionListRetired':
      return list.status === 'absent' ? list : { ...list, status: 'retired' };
    default:
      return assertNever(event);
  }
};
