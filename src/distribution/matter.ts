/** What a delivery is about, as it is now: a report or a feed. */
import type { Protection } from '../access/marking.js';
import type { Loaded } from '../ledger/ledger.js';
import type { Message } from './delivery.message.js';
import type { DeliveryRecord } from './delivery.record.js';
import type { DistributionReceiver } from './distribution-list.events.js';
import type { Outcome } from './outcome.js';

export interface Matter {
  readonly protection: Protection;
  /** @returns the rule by which there is nothing to tell any more; undefined: there is. */
  overtaken(delivery: Loaded<DeliveryRecord>): Promise<string | undefined>;
  /** @returns the outcome where nothing can be sent. */
  message(delivery: Loaded<DeliveryRecord>, receiver: DistributionReceiver): Promise<Message | Outcome>;
}

export const protectionOf = ({
  tenantId,
  ownerOrganisation,
  record: { marking },
}: Omit<Protection, 'marking'> & { readonly record: Pick<Protection, 'marking'> }): Protection => ({
  tenantId,
  ownerOrganisation,
  marking,
});
