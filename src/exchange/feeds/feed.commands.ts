/** Commands on feeds beyond those of every profiled record. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Action } from '../../access/policy.js';
import { type CommandContext, Ledger, type Written } from '../../ledger/ledger.js';
import type { ProfileCommand } from '../../profiles/profile.measure.js';
import type { FeedCommand } from './feed.decider.js';
import type { FeedProfile } from './feed.events.js';
import type { Feed } from './feed.record.js';
import { feedType } from './feed.type.js';

type OwnCommand = Exclude<FeedCommand, ProfileCommand<FeedProfile>>;

const ACTIONS: Readonly<Record<OwnCommand['type'], Action>> = {
  SetCredentials: 'feed.setCredentials',
  RemoveCredentials: 'feed.setCredentials',
  Advance: 'feed.poll',
  RecordPoll: 'feed.poll',
  RecordPush: 'feed.push',
  RecordSettlement: 'feed.push',
};

export class ChangeFeed extends Command<Written<Feed>> {
  /** @param request what the caller asked for, by which a repeated key is compared. */
  constructor(
    readonly id: string,
    readonly change: OwnCommand,
    readonly request: object,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeFeed)
export class ChangeFeedHandler implements ICommandHandler<ChangeFeed> {
  constructor(private readonly ledger: Ledger) {}

  /** @throws LedgerError, RuleViolation */
  execute({ id, change, request, context }: ChangeFeed): Promise<Written<Feed>> {
    return this.ledger.execute({
      type: feedType,
      recordId: id,
      action: ACTIONS[change.type],
      command: change,
      request,
      context,
    });
  }
}
