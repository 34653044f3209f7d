/** Sees to it that every report that was asked for gets made: by this process or another, whichever is there, also after a crash. */
import type { UnfinishedReport, UnfinishedSocReports } from './unfinished-soc-reports.queries.js';
import type { SocReportProduction } from './soc-report.production.js';
import type { EventLog } from '../ledger/subscription.js';
import type { ReadModels } from '../read-side/read-model.queries.js';
import { socReportEvents } from './soc-report.events.js';

export interface GeneratorOptions {
  /** At a time. */
  readonly reports: number;
  /** Between looks at what is left: what another process dropped is found by the next one. */
  readonly lookEveryMs: number;
  readonly warn: (message: string) => void;
}

export class SocReportGenerator {
  private readonly abort = new AbortController();
  private readonly active = new Map<string, Promise<unknown>>();
  /** Reports that are left alone until something happens to them, or until the next look. */
  private readonly deferred = new Set<string>();
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  private timer: NodeJS.Timeout | undefined;
  private following: Promise<void> | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly models: ReadModels,
    private readonly unfinished: UnfinishedSocReports,
    private readonly production: SocReportProduction,
    private readonly options: GeneratorOptions,
  ) {}

  async start(): Promise<void> {
    const head = await this.log.head();
    this.following = this.follow(head);
    this.timer = setInterval(() => {
      this.deferred.clear();
      this.look();
    }, this.options.lookEveryMs);
    this.look();
  }

  /** Finishes the step that each report is at; the rest is left to whoever comes next. */
  async stop(): Promise<void> {
    this.abort.abort();
    clearInterval(this.timer);
    await Promise.all([this.following, this.looking]);
    await Promise.all(this.active.values());
  }

  private async follow(after: bigint | undefined): Promise<void> {
    for await (const item of this.log.follow(after, this.abort.signal, `${socReportEvents.category}-`)) {
      if (item.kind !== 'event') continue;
      await this.models.reached('soc_reports', item.position).catch(() => false);
      this.deferred.delete(item.recorded.at.recordId);
      this.look();
    }
  }

  private look(): void {
    if (this.abort.signal.aborted) return;
    this.lookAgain = true;
    this.looking ??= this.takeUp()
      .catch((error: unknown) => this.options.warn(`SOC reports cannot be looked for: ${messageOf(error)}`))
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async takeUp(): Promise<void> {
    while (this.lookAgain && !this.abort.signal.aborted) {
      this.lookAgain = false;
      const { reports } = this.options;
      if (this.active.size >= reports) return;
      const waiting = await this.unfinished.list(reports + this.active.size + this.deferred.size);
      const next = waiting.filter(({ id }) => !this.active.has(id) && !this.deferred.has(id));
      for (const report of next.slice(0, reports - this.active.size)) this.work(report);
    }
  }

  private work(report: UnfinishedReport): void {
    const working: Promise<unknown> = this.unfinished
      .whileMine(report, () => this.production.produce(report.tenantId, report.id, this.abort.signal))
      .catch((error: unknown) => {
        if (!this.abort.signal.aborted) this.options.warn(`SOC report ${report.id} has to wait: ${messageOf(error)}`);
      })
      .finally(() => {
        this.active.delete(report.id);
        // The read model may still list it; another process may have it.
        this.deferred.add(report.id);
        this.look();
      });
    this.active.set(report.id, working);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
