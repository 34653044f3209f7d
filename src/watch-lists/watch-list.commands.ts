/** Commands on the actor's own watch list. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decide, decideGrant } from '../access/policy.js';
import { forbidden, notFound } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { EventLog } from '../ledger/subscription.js';
import type { WatchListCommand } from './watch-list.decider.js';
import type { WatchListRecord } from './watch-list.record.js';
import { watchListId, watchListType } from './watch-list.type.js';
import { watchables, type WatchableType } from './watchable.js';

export type WatchListRequest =
  | { readonly kind: 'watch' | 'unwatch'; readonly type: WatchableType; readonly id: string }
  | { readonly kind: 'markSeen'; readonly position: bigint };

export class ChangeWatchList extends Command<Written<WatchListRecord>> {
  constructor(
    readonly request: WatchListRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeWatchList)
export class ChangeWatchListHandler implements ICommandHandler<ChangeWatchList> {
  constructor(
    private readonly ledger: Ledger,
    private readonly log: EventLog,
  ) {}

  /** @throws LedgerError NOT_FOUND for a record that the actor may not read, or when nothing was ever watched. */
  async execute({ request, context }: ChangeWatchList): Promise<Written<WatchListRecord>> {
    if (!decideGrant(context.subject, 'watchList.keep').allow) throw forbidden('None of your roles allows watchList.keep.');
    return this.ledger.execute({
      type: watchListType,
      recordId: watchListId(context.subject),
      action: 'watchList.keep',
      command: await this.commandOf(request, context),
      request: request.kind === 'markSeen' ? { kind: request.kind, position: `${request.position}` } : request,
      context,
      creates: request.kind !== 'unwatch',
    });
  }

  private async commandOf(request: WatchListRequest, context: CommandContext): Promise<WatchListCommand> {
    const by = context.subject.actorId;
    if (request.kind === 'markSeen')
      return { type: 'MarkSeen', position: request.position, head: (await this.log.head()) ?? 0n, by };
    const record = { type: request.type, id: request.id };
    if (request.kind === 'unwatch') return { type: 'Unwatch', record };
    await this.requireVisible(request.type, request.id, context);
    return { type: 'Watch', record, by };
  }

  private async requireVisible(category: WatchableType, id: string, { subject }: CommandContext): Promise<void> {
    const { type } = watchables[category];
    const found = await this.ledger.load(type, subject.tenantId, id);
    const marking = found && type.markingOf(found.record);
    if (!found || !marking || !decide(subject, 'read', { ...found, marking }).allow) throw notFound(type.name);
  }
}
