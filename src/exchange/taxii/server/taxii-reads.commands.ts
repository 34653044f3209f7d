/** Writes down that a collection was read, before what was read is handed out. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../../ledger/clock.js';
import { type CommandContext, Ledger } from '../../../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../../../ledger/record-id.js';
import { collectionMarking } from '../../collections/collection.record.js';
import { type OpenCollection, recorderOf } from './collection-access.js';
import { taxiiReadType } from './taxii-exchange.types.js';
import type { ReadFacts } from './taxii-read.events.js';

export class RecordCollectionRead extends Command<void> {
  constructor(
    readonly open: OpenCollection,
    readonly read: Pick<ReadFacts, 'what' | 'objects' | 'strictest'>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordCollectionRead)
export class RecordCollectionReadHandler implements ICommandHandler<RecordCollectionRead> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError UNAVAILABLE */
  async execute({ open, read, context }: RecordCollectionRead): Promise<void> {
    const { id: collectionId, record } = open.collection;
    const { id, fresh } = newRecordId(this.instanceKey, taxiiReadType.contracts.category, context);
    await this.ledger.execute({
      type: taxiiReadType,
      recordId: id,
      action: 'taxii.read',
      command: {
        type: 'Record',
        facts: {
          collectionId,
          ...read,
          receiver: open.receiver,
          maximum: record.maximum,
          readBy: open.subject.actorId,
          at: this.clock.now().toISOString(),
          marking: collectionMarking(record),
        },
      },
      request: { collectionId, what: read.what },
      context: { ...context, subject: recorderOf(open) },
      creates: true,
      fresh,
    });
  }
}
