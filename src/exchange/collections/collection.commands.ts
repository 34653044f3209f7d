/** Commands on collections. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { invalidInput } from '../../graphql/arguments.js';
import { type Change, type CommandContext, Ledger, type Written } from '../../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../../ledger/record-id.js';
import type { CollectionCommand } from './collection.decider.js';
import type { CollectionContent, collectionEvents } from './collection.events.js';
import { CollectionDirectory } from './collection.queries.js';
import type { Collection } from './collection.record.js';
import { collectionType } from './collection.type.js';

export type CollectionRequest =
  | { readonly kind: 'create'; readonly input: CollectionContent }
  | { readonly kind: 'revise'; readonly id: string; readonly input: Partial<CollectionContent> }
  | { readonly kind: 'retire' | 'restore'; readonly id: string };

export class KeepCollection extends Command<Written<Collection>> {
  constructor(
    readonly request: CollectionRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(KeepCollection)
export class KeepCollectionHandler implements ICommandHandler<KeepCollection> {
  constructor(
    private readonly ledger: Ledger,
    private readonly directory: CollectionDirectory,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError INVALID_INPUT for an alias that another collection of the tenant has, UNAVAILABLE while that is not known; RuleViolation. */
  async execute({ request, context }: KeepCollection): Promise<Written<Collection>> {
    const { category } = collectionType.contracts;
    const id = request.kind === 'create' ? newRecordId(this.instanceKey, category, context).id : request.id;
    const alias = 'input' in request ? request.input.alias : undefined;
    const write = () => this.ledger.execute(changeOf(id, request, context));
    if (alias == null) return write();
    const { tenantId } = context.subject;
    return this.directory.whileGiving(tenantId, alias, async () => {
      await this.refuseKnownAlias(id, tenantId, alias);
      return write();
    });
  }

  /** Addresses of an API root are for all organisations of a tenant, so its aliases are too. */
  private async refuseKnownAlias(id: string, tenantId: string, alias: string): Promise<void> {
    const known = await this.directory.idOfAlias(tenantId, alias);
    if (known !== undefined && known !== id) throw invalidInput([{ path: 'input.alias', message: 'is taken; choose another' }]);
  }
}

/** A request as what the ledger executes. @param id of the collection. */
export const changeOf = (
  id: string,
  request: CollectionRequest,
  context: CommandContext,
): Change<typeof collectionEvents, CollectionCommand, Collection> => ({
  type: collectionType,
  recordId: id,
  action: 'collection.keep',
  command: commandOf(request, context),
  request,
  context,
  creates: request.kind === 'create',
});

const commandOf = (request: CollectionRequest, { subject }: CommandContext): CollectionCommand => {
  const keeper = { organisation: subject.orgId, countries: subject.countries };
  switch (request.kind) {
    case 'create':
      return { type: 'Create', content: request.input, keeper };
    case 'revise':
      return { type: 'Revise', changes: request.input, keeper };
    case 'retire':
      return { type: 'Retire' };
    case 'restore':
      return { type: 'Restore' };
  }
};
