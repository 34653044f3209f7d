/** Commands on shares of the dashboard: asks whether so much may be told, then lets the decider decide. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrant } from '../access/policy.js';
import { Clock } from '../ledger/clock.js';
import { RuleViolation } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import { forbidden } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { sharingCeilingsOf } from '../tenants/sharing-ceilings.facts.js';
import type { DashboardShareEvent, DashboardUse } from './dashboard-share.events.js';
import type { DashboardShare } from './dashboard-share.record.js';
import { mayShareDashboard } from './dashboard-share.rules.js';
import { dashboardShareType } from './dashboard-share.type.js';

/** What a caller asks for; the hashes are of a secret and a password that the caller keeps. */
export type WantedDashboardShare = EventData<DashboardShareEvent, 'DashboardShared'>;

export class ShareDashboard extends Command<Written<DashboardShare>> {
  constructor(
    readonly id: string,
    readonly wanted: WantedDashboardShare,
    readonly context: CommandContext,
    /** What the caller said, without what was drawn or worked out for it. */
    readonly asked: object,
  ) {
    super();
  }
}

@CommandHandler(ShareDashboard)
export class ShareDashboardHandler implements ICommandHandler<ShareDashboard> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws LedgerError FORBIDDEN; RuleViolation SHARING_REFUSED and those of the decider. */
  async execute({ id, wanted, context, asked }: ShareDashboard): Promise<Written<DashboardShare>> {
    const { subject } = context;
    if (!decideGrant(subject, 'dashboard.share').allow) throw forbidden('None of your roles allows dashboard.share.');
    const verdict = mayShareDashboard(subject, wanted, await sharingCeilingsOf(this.ledger, subject.tenantId));
    if (!verdict.allow)
      throw new RuleViolation(
        'SHARING_REFUSED',
        `So much may not go to this receiver (rule: ${verdict.rule}). Lower the maximum, or name an organisation for TLP:GREEN or AMBER.`,
        'input.maximumTlp',
      );
    return this.ledger.execute({
      type: dashboardShareType,
      recordId: id,
      action: 'dashboard.share',
      command: { type: 'Share', share: wanted, now: this.clock.now().toISOString() },
      request: asked,
      context,
      creates: true,
      fresh: context.idempotencyKey === undefined,
    });
  }
}

/** Withdraws a share, or notes that somebody looks through it. */
export class ChangeDashboardShare extends Command<Written<DashboardShare>> {
  constructor(
    readonly id: string,
    readonly change: { readonly type: 'Revoke' } | { readonly type: 'Use'; readonly use: DashboardUse },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeDashboardShare)
export class ChangeDashboardShareHandler implements ICommandHandler<ChangeDashboardShare> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, change, context }: ChangeDashboardShare): Promise<Written<DashboardShare>> {
    return this.ledger.execute({
      type: dashboardShareType,
      recordId: id,
      action: change.type === 'Revoke' ? 'dashboard.unshare' : 'dashboard.viewShared',
      command: change,
      request: change,
      context,
    });
  }
}

export const dashboardShareHandlers = [ShareDashboardHandler, ChangeDashboardShareHandler];
