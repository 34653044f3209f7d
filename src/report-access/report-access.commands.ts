/** Writes down who opened a report, before it is handed out. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../ledger/clock.js';
import { LedgerError } from '../ledger/errors.js';
import { type CommandContext, Ledger } from '../ledger/ledger.js';
import type { ReportAccessEvent } from './report-access.events.js';
import { reportAccessId, reportAccessType } from './report-access.type.js';

/** Processes that write to the same day at the same moment, each of which takes its turn. */
const TURNS = 50;

export class RecordReportAccess extends Command<void> {
  constructor(
    readonly access: Omit<ReportAccessEvent['data'], 'at'>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordReportAccess)
export class RecordReportAccessHandler implements ICommandHandler<RecordReportAccess> {
  /** By stream: those of this process do not race. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws LedgerError UNAVAILABLE */
  async execute({ access, context }: RecordReportAccess): Promise<void> {
    const at = this.clock.now().toISOString();
    const recordId = reportAccessId(context.subject.tenantId, access.reportId, at);
    const before = this.turns.get(recordId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.write(recordId, { ...access, at }, context));
    this.turns.set(recordId, turn);
    try {
      await turn;
    } finally {
      if (this.turns.get(recordId) === turn) this.turns.delete(recordId);
    }
  }

  private async write(recordId: string, access: ReportAccessEvent['data'], context: CommandContext): Promise<void> {
    for (let turn = 1; ; turn += 1)
      try {
        const command = { type: 'Open', ...access } as const;
        // Whoever may see the report was decided before; that they saw it is kept whatever else they may do.
        await this.ledger.execute({
          type: reportAccessType,
          recordId,
          action: 'read',
          command,
          request: access,
          context,
          creates: true,
        });
        return;
      } catch (error) {
        if (!(error instanceof LedgerError && error.code === 'CONFLICT') || turn === TURNS) throw error;
      }
  }
}
