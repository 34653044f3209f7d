/** Writes the changes of one import, each a command of its own under the import's correlation. */
import { randomUUID } from 'node:crypto';
import { LedgerError } from '../../ledger/errors.js';
import type { Contracts } from '../../ledger/event-contract.js';
import type { Change, CommandContext, Ledger, Loaded, RecordType, Written } from '../../ledger/ledger.js';
import type { InstanceKey } from '../../ledger/record-id.js';
import { type InstanceId, onFirstOpen, visibleInstance } from './instances.js';
import { mappedRecordId, stixObjectId } from './stix-object.id.js';

/** A change of whichever instance is open to the importer. */
export type OpenChange<C extends Contracts, Command, State> = Omit<
  Change<C, Command, State>,
  'recordId' | 'action' | 'context' | 'creates' | 'fresh'
>;

export class ImportWriter {
  readonly importId = randomUUID();
  readonly tenantId: string;

  private expectsNew = true;

  constructor(
    readonly ledger: Ledger,
    readonly instanceKey: InstanceKey,
    private readonly context: CommandContext,
  ) {
    this.tenantId = context.subject.tenantId;
  }

  get subject(): CommandContext['subject'] {
    return this.context.subject;
  }

  objectIds(stixId: string): InstanceId {
    return (instance) => stixObjectId(this.instanceKey, this.tenantId, stixId, instance);
  }

  recordIds({ contracts: { category } }: { readonly contracts: Contracts }, stixId: string): InstanceId {
    return (instance) => mappedRecordId(this.instanceKey, category, this.tenantId, stixId, instance);
  }

  /** @returns the instance that the importer may see. */
  visible<C extends Contracts, Command, State>(
    type: RecordType<C, Command, State>,
    idOf: InstanceId,
  ): Promise<Loaded<State> | undefined> {
    return visibleInstance(this.ledger, type, this.subject, idOf);
  }

  /** @param mayAdd whether one may be made beside hidden ones: one that was hidden since the object came is not made once more. */
  createOpen<C extends Contracts, Command, State>(
    change: OpenChange<C, Command, State>,
    idOf: InstanceId,
    mayAdd: boolean,
  ): Promise<Written<State> | undefined> {
    return onFirstOpen(
      idOf,
      (recordId) => this.create({ ...change, recordId }),
      async (recordId) => (await this.ledger.load(change.type, this.tenantId, recordId)) !== undefined,
      mayAdd,
    );
  }

  /** On a record that is there, or is made. */
  write<C extends Contracts, Command, State>(
    change: OpenChange<C, Command, State> & { readonly recordId: string },
  ): Promise<Written<State>> {
    return this.ledger.execute({ ...change, action: 'stix.import', context: this.contextOf(), creates: true });
  }

  contextOf(): CommandContext {
    const { subject, correlationId, reason } = this.context;
    return {
      subject,
      commandId: randomUUID(),
      correlationId,
      causationId: this.importId,
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /**
   * Executes a command that may make its record. While the import has met nothing known, nothing is loaded first: a stream that is there
   * after all refuses the append, and is loaded then.
   */
  private async create<C extends Contracts, Command, State>(
    change: OpenChange<C, Command, State> & { readonly recordId: string },
  ): Promise<Written<State>> {
    if (!this.expectsNew) return this.write(change);
    try {
      const written = await this.ledger.execute({
        ...change,
        action: 'stix.import',
        context: this.contextOf(),
        creates: true,
        fresh: true,
      });
      if (!written.appended || written.receipt.revision > 0n) this.expectsNew = false;
      return written;
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'UNAVAILABLE') throw error;
      // What is refused as a first version may be no change at all to a known record.
      this.expectsNew = false;
      return this.write(change);
    }
  }
}
