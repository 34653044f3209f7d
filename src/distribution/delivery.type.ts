/** The record type of deliveries; marked as their report was when they were planned. */
import type { RecordType } from '../ledger/ledger.js';
import { delivery, type DeliveryCommand } from './delivery.decider.js';
import { deliveryEvents } from './delivery.events.js';
import type { Delivery } from './delivery.record.js';

export const deliveryType: RecordType<typeof deliveryEvents, DeliveryCommand, Delivery> = {
  name: 'delivery',
  contracts: deliveryEvents,
  decider: delivery,
  markingOf: (state) => (state.status === 'absent' ? undefined : state.marking),
};
