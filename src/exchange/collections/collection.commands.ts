/** Commands on collections. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { invalidInput } from '../../graphql/arguments.js';
import { type CommandContext, Ledger, type Written } from '../../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../../ledger/record-id.js';
import type { CollectionCommand } from './collection.decider.js';
import type { CollectionContent } from './collection.events.js';
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

  /** @throws LedgerError INVALID_INPUT for an alias that another collection of the tenant has; RuleViolation. */
  async execute({ request, context }: KeepCollection): Promise<Written<Collection>> {
    const { category } = collectionType.contracts;
    const id = request.kind === 'create' ? newRecordId(this.instanceKey, category, context).id : request.id;
    if ('input' in request) await this.refuseKnownAlias(id, request.input.alias, context);
    return this.ledger.execute({
      type: collectionType,
      recordId: id,
      action: 'collection.keep',
      command: commandOf(request, context),
      request,
      context,
      creates: request.kind === 'create',
    });
  }

  /** Addresses of an API root are for all organisations of a tenant, so its aliases are too. */
  private async refuseKnownAlias(id: string, alias: string | null | undefined, { subject }: CommandContext): Promise<void> {
    if (alias == null) return;
    const known = await this.directory.idOfAlias(subject.tenantId, alias);
    if (known !== undefined && known !== id) throw invalidInput([{ path: 'input.alias', message: 'is taken; choose another' }]);
  }
}

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
