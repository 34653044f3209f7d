/** Commands on shares: looks up the report and whether it may be told, then lets the decider decide. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decide, decideGrant } from '../access/policy.js';
import { Clock } from '../ledger/clock.js';
import { RuleViolation } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import { forbidden, notFound } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Loaded, type Written } from '../ledger/ledger.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import { sharingCeilingsOf } from '../tenants/sharing-ceilings.facts.js';
import type { ReportShareEvent, ShareUse } from './report-share.events.js';
import type { ReportShare } from './report-share.record.js';
import { reportShareType } from './report-share.type.js';
import { mayShare } from './sharing-rules.js';

/** What a caller asks for; the hashes are of a secret and a password that the caller keeps. */
export type WantedShare = Omit<EventData<ReportShareEvent, 'ReportShareCreated'>, 'marking'>;

export class ShareReport extends Command<Written<ReportShare>> {
  constructor(
    readonly id: string,
    readonly wanted: WantedShare,
    readonly context: CommandContext,
    /** What the caller said, without what was drawn or worked out for it. */
    readonly asked: object,
  ) {
    super();
  }
}

@CommandHandler(ShareReport)
export class ShareReportHandler implements ICommandHandler<ShareReport> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws LedgerError NOT_FOUND, FORBIDDEN; RuleViolation NOT_COMPLETED, NO_SUCH_FORMAT, SHARING_REFUSED and those of the decider. */
  async execute({ id, wanted, context, asked }: ShareReport): Promise<Written<ReportShare>> {
    if (!decideGrant(context.subject, 'socReport.share').allow) throw forbidden('None of your roles allows socReport.share.');
    const report = await this.completed(wanted, context);
    const marking = report.record.marking;
    const ceilings = await sharingCeilingsOf(this.ledger, context.subject.tenantId);
    const verdict = mayShare(context.subject, { ...report, marking }, wanted, ceilings);
    if (!verdict.allow)
      throw new RuleViolation(
        'SHARING_REFUSED',
        `The marking of the report does not let it go to this recipient (rule: ${verdict.rule}).`,
      );
    return this.ledger.execute({
      type: reportShareType,
      recordId: id,
      action: 'socReport.share',
      command: { type: 'Share', share: { ...wanted, marking }, now: this.clock.now().toISOString() },
      request: asked,
      context,
      creates: true,
      fresh: context.idempotencyKey === undefined && context.subject.audience === undefined,
    });
  }

  private async completed({ reportId, formats }: WantedShare, { subject }: CommandContext): Promise<Loaded<SocReportRecord>> {
    const loaded = await this.ledger.load(socReportType, subject.tenantId, reportId);
    const record = loaded?.record;
    if (
      !loaded ||
      !record ||
      record.status === 'absent' ||
      !decide(subject, 'read', { ...loaded, marking: record.marking }).allow
    )
      throw notFound(socReportType.name);
    if (record.status !== 'completed')
      throw new RuleViolation('NOT_COMPLETED', `The report is ${record.status}; share it once it is completed.`);
    const missing = formats.filter((format) => !record.renderings[format]?.content);
    if (missing.length > 0)
      throw new RuleViolation(
        'NO_SUCH_FORMAT',
        `The report is not there as ${missing.join(', ')} (yet). Share other formats.`,
        'formats',
      );
    return { ...loaded, record };
  }
}

/** From then on the share opens nothing. */
export class UnshareReport extends Command<Written<ReportShare>> {
  constructor(
    readonly id: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UnshareReport)
export class UnshareReportHandler implements ICommandHandler<UnshareReport> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, context }: UnshareReport): Promise<Written<ReportShare>> {
    const command = { type: 'Revoke' } as const;
    return this.ledger.execute({
      type: reportShareType,
      recordId: id,
      action: 'socReport.unshare',
      command,
      request: command,
      context,
    });
  }
}

/** Somebody looks at the report through a share. */
export class UseReportShare extends Command<Written<ReportShare>> {
  constructor(
    readonly id: string,
    readonly use: ShareUse,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UseReportShare)
export class UseReportShareHandler implements ICommandHandler<UseReportShare> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, use, context }: UseReportShare): Promise<Written<ReportShare>> {
    return this.ledger.execute({
      type: reportShareType,
      recordId: id,
      action: 'socReport.viewShared',
      command: { type: 'Use', use },
      request: use,
      context,
    });
  }
}

export const reportShareHandlers = [ShareReportHandler, UnshareReportHandler, UseReportShareHandler];
