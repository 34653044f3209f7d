/** Commands on deliveries, by the service that sends. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import type { DeliveryCommand } from './delivery.decider.js';
import type { Delivery } from './delivery.record.js';
import { deliveryType } from './delivery.type.js';

/** A delivery has a natural id: planned again, it is the one that was planned first. */
export class RecordDelivery extends Command<Written<Delivery>> {
  constructor(
    readonly id: string,
    readonly change: DeliveryCommand,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordDelivery)
export class RecordDeliveryHandler implements ICommandHandler<RecordDelivery> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, change, context }: RecordDelivery): Promise<Written<Delivery>> {
    return this.ledger.execute({
      type: deliveryType,
      recordId: id,
      action: 'distribution.deliver',
      command: change,
      request: change,
      context,
      creates: change.type === 'Plan',
    });
  }
}
