/** Commands on SOC reports: gathers facts from other streams, then lets the decider decide. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { covers } from '../access/audience.js';
import { type Marking, withCreator } from '../access/marking.js';
import { decideGrant } from '../access/policy.js';
import { invalidInput } from '../graphql/arguments.js';
import { Clock } from '../ledger/clock.js';
import { forbidden } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { recommendationsOf } from '../recommendations/recommendation.facts.js';
import { periodOf, titleOf } from './report-period.measure.js';
import type { RequestSocReport as RequestCommand, SocReportCommand } from './soc-report.decider.js';
import type { ReportRequest } from './soc-report.events.js';
import type { SocReport } from './soc-report.record.js';
import { socReportType } from './soc-report.type.js';

/** What a caller asks for; a title follows from the period, a recommendation says what the library says, unless told otherwise. */
export interface WantedReport extends Omit<ReportRequest, 'title' | 'recommendations'> {
  readonly title?: string | undefined;
  readonly recommendations: readonly { readonly id: string; readonly text?: string | undefined }[];
}

/**
 * Asks for a report. `recordId`: of a report with a natural key, such as a schedule's period; asking for it again changes nothing.
 * `request.restates` and `marking` are as they were looked up for the caller.
 */
export class RequestSocReport extends Command<Written<SocReport>> {
  constructor(
    readonly request: WantedReport,
    readonly marking: Marking,
    readonly context: CommandContext,
    readonly recordId?: string,
  ) {
    super();
  }
}

@CommandHandler(RequestSocReport)
export class RequestSocReportHandler implements ICommandHandler<RequestSocReport> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError INVALID_INPUT for a recommendation that is not there, or that is retired; RuleViolation. */
  async execute({ request, marking, context, recordId }: RequestSocReport): Promise<Written<SocReport>> {
    if (!decideGrant(context.subject, 'socReport.generate').allow)
      throw forbidden('None of your roles allows socReport.generate.');
    const target =
      recordId === undefined
        ? newRecordId(this.instanceKey, socReportType.contracts.category, context)
        : { id: recordId, fresh: false };
    const { restates: _, ...asked } = request;
    return this.ledger.execute({
      type: socReportType,
      recordId: target.id,
      action: 'socReport.generate',
      command: await this.commandOf(request, marking, context),
      request: { ...asked, marking },
      context,
      creates: true,
      fresh: target.fresh,
    });
  }

  private async commandOf(wanted: WantedReport, marking: Marking, { subject }: CommandContext): Promise<RequestCommand> {
    const { reportType, periodType } = wanted;
    const request: ReportRequest = {
      ...wanted,
      title: wanted.title ?? titleOf(reportType, periodType, periodOf(wanted)),
      recommendations: await this.recommended(wanted, subject.tenantId),
    };
    return { type: 'Request', request, marking, requestedBy: subject.actorId, now: this.clock.now().toISOString() };
  }

  private async recommended({ recommendations }: WantedReport, tenantId: string): Promise<ReportRequest['recommendations']> {
    if (recommendations.length === 0) return [];
    const library = await recommendationsOf(this.ledger, tenantId);
    return recommendations.map(({ id, text }, index) => {
      const found = library.get(id);
      if (found && !found.retired) return { id, text: text ?? found.text };
      const message = 'names no recommendation of the library, or one that is retired; see recommendations';
      throw invalidInput([{ path: `input.recommendations.${index}.id`, message }]);
    });
  }
}

/** Does again what failed: the generation at the position of the first attempt, or the formats that could not be rendered. */
export class RetrySocReport extends Command<Written<SocReport>> {
  constructor(
    readonly id: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetrySocReport)
export class RetrySocReportHandler implements ICommandHandler<RetrySocReport> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, context }: RetrySocReport): Promise<Written<SocReport>> {
    const command: SocReportCommand = { type: 'Retry' };
    return this.ledger.execute({
      type: socReportType,
      recordId: id,
      action: 'socReport.retry',
      command,
      request: command,
      context,
    });
  }
}

/** What is left out of the marking stays. Each format is rendered anew. */
export class MarkSocReport extends Command<Written<SocReport>> {
  constructor(
    readonly id: string,
    readonly marking: Partial<Marking>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(MarkSocReport)
export class MarkSocReportHandler implements ICommandHandler<MarkSocReport> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ id, marking, context }: MarkSocReport): Promise<Written<SocReport>> {
    const loaded = await this.ledger.load(socReportType, context.subject.tenantId, id);
    const report = loaded?.record;
    const widens =
      loaded !== undefined &&
      report !== undefined &&
      report.status !== 'absent' &&
      !covers(
        { ...loaded, marking: withCreator({ ...report.marking, ...marking }, report.creator) },
        { ...loaded, marking: report.marking },
      );
    return this.ledger.execute({
      type: socReportType,
      recordId: id,
      action: 'socReport.mark',
      command: { type: 'Mark', marking, widens, hasReason: context.reason !== undefined },
      request: { marking },
      // Whether it widens was found out for this very revision.
      context: { ...context, ...(context.expectedRevision === undefined && loaded ? { expectedRevision: loaded.revision } : {}) },
    });
  }
}

type Work = Extract<SocReportCommand, { type: 'Start' | 'Complete' | 'Fail' | 'Render' | 'FailRendering' | 'Restate' }>;

/** A step of the service that makes reports. */
export class RecordSocReportWork extends Command<Written<SocReport>> {
  constructor(
    readonly id: string,
    readonly work: Work,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordSocReportWork)
export class RecordSocReportWorkHandler implements ICommandHandler<RecordSocReportWork> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, work, context }: RecordSocReportWork): Promise<Written<SocReport>> {
    return this.ledger.execute({
      type: socReportType,
      recordId: id,
      action: 'socReport.produce',
      command: work,
      request: work,
      context,
    });
  }
}

export const socReportHandlers = [
  RequestSocReportHandler,
  RetrySocReportHandler,
  MarkSocReportHandler,
  RecordSocReportWorkHandler,
];
