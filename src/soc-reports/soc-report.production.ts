/** Makes one report, step by step. Each step ends as an event, so that whoever takes it up later goes on where it was left. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import { covers } from '../access/audience.js';
import type { Protection } from '../access/marking.js';
import type { DocumentRenderer } from '../documents/document-renderer.js';
import { failureOf } from '../http/problem.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { JsonValue } from '../json/json-value.js';
import type { Blobs } from '../ledger/blobs.js';
import type { Clock } from '../ledger/clock.js';
import { LedgerError, unavailable } from '../ledger/errors.js';
import type { CommandContext, Ledger, Loaded } from '../ledger/ledger.js';
import type { EventLog } from '../ledger/subscription.js';
import type { ReadModels } from '../read-side/read-model.queries.js';
import { DEFINITIONS_VERSION } from '../kpis/kpi.definitions.measure.js';
import { composeReport, type ReportData, shownMarking, TEMPLATE_VERSION } from './compose-report.measure.js';
import type { SocReportFacts } from './soc-report-facts.queries.js';
import { RecordSocReportWork } from './soc-report.commands.js';
import type { ReportFormat } from './soc-report.events.js';
import { nextStep } from './soc-report.measure.js';
import type { SocReportRecord } from './soc-report.record.js';
import { servingFor } from './soc-report.service.js';
import { socReportType } from './soc-report.type.js';

/** After what was done last; a process may end at any of them. */
export type Milestone = 'started' | 'composed' | 'stored' | 'completed' | 'restated' | 'rendered' | 'recorded';

export interface ProductionOptions {
  /** Told of every failure that callers see masked, under its correlation id. */
  readonly onFailure: (error: unknown, correlationId: string) => void;
  readonly onMilestone?: (milestone: Milestone, id: string) => Promise<void> | void;
}

interface Parts {
  readonly ledger: Ledger;
  readonly commands: CommandBus;
  readonly blobs: Blobs;
  readonly log: EventLog;
  readonly models: ReadModels;
  readonly facts: SocReportFacts;
  readonly renderer: DocumentRenderer;
  readonly clock: Clock;
}

interface Run extends Loaded<SocReportRecord> {
  readonly protection: Protection;
  readonly context: CommandContext;
  readonly signal: AbortSignal | undefined;
}

/** Canonical JSON (RFC 8785): the same data, the same bytes. */
const bytesOf = (data: ReportData): Buffer => Buffer.from(canonicalJson(JSON.parse(JSON.stringify(data)) as JsonValue), 'utf8');

/** What passes by itself: a store that is away, or a read model that is behind. */
const passes = (error: unknown): boolean => failureOf(error).code === 'UNAVAILABLE';

export class SocReportProduction {
  constructor(
    private readonly parts: Parts,
    private readonly options: ProductionOptions,
  ) {}

  /**
   * Does all that is left to do for a report, or nothing when there is nothing.
   * @throws what passes by itself: it is to be called again later.
   */
  async produce(tenantId: string, id: string, signal?: AbortSignal): Promise<void> {
    const correlationId = randomUUID();
    for (;;) {
      if (signal?.aborted) return;
      const run = await this.load(tenantId, id, correlationId, signal);
      if (!run) return;
      try {
        await this.take(run);
      } catch (error) {
        // Somebody changed the report meanwhile; what it needs now is looked up anew.
        if (!(error instanceof LedgerError && error.code === 'CONFLICT')) throw error;
      }
    }
  }

  /** @returns undefined when there is nothing to do. */
  private async load(
    tenantId: string,
    id: string,
    correlationId: string,
    signal: AbortSignal | undefined,
  ): Promise<Run | undefined> {
    const loaded = await this.parts.ledger.load(socReportType, tenantId, id);
    const record = loaded?.record;
    if (!loaded || !record || record.status === 'absent' || !nextStep(record)) return undefined;
    const protection = { tenantId, ownerOrganisation: loaded.ownerOrganisation, marking: record.marking };
    const context: CommandContext = {
      subject: servingFor(protection),
      commandId: randomUUID(),
      correlationId,
      expectedRevision: loaded.revision,
    };
    return { ...loaded, record, protection, context, signal };
  }

  private async take(run: Run): Promise<void> {
    const step = nextStep(run.record)!;
    switch (step.kind) {
      case 'start':
        return this.start(run);
      case 'compose':
        return this.complete(run);
      case 'render':
        return this.render(run, step.format);
    }
  }

  private async start({ id, context }: Run): Promise<void> {
    const { log, models } = this.parts;
    const position = (await log.head()) ?? 0n;
    if (!(await models.reached('log_time', position))) throw unavailable('The read model of times');
    const { now } = (await models.momentOf({ position }))!;
    await this.record(id, context, {
      type: 'Start',
      position: `${position}`,
      asOf: now,
      definitionsVersion: DEFINITIONS_VERSION,
      templateVersion: TEMPLATE_VERSION,
    });
    await this.milestone('started', id);
  }

  private async complete(run: Run): Promise<void> {
    const { id, context } = run;
    const content = await this.attempt(run, async () => {
      const facts = await this.parts.facts.gather(context.subject, run);
      return bytesOf(composeReport(facts));
    });
    if ('error' in content) return this.record(id, context, { type: 'Fail', error: content.error });
    await this.milestone('composed', id);
    const data = await this.parts.blobs.put(content.done, 'application/json', context);
    await this.milestone('stored', id);
    const generatedAt = this.parts.clock.now().toISOString();
    await this.record(id, context, { type: 'Complete', generatedAt, data, dataHash: data.sha256 });
    await this.milestone('completed', id);
  }

  private async render(run: Run, format: ReportFormat): Promise<void> {
    const { id, tenantId, record, context } = run;
    const composed = JSON.parse(await this.parts.blobs.textOf(tenantId, record.data!)) as ReportData;
    if (format === 'json') await this.tellOriginal(run, composed);
    // The pages say how the report is marked now.
    const data: ReportData = { ...composed, document: { ...composed.document, marking: shownMarking(record.marking) } };
    const rendered = await this.attempt(run, async () => {
      const { content, mediaType, pages } = await this.rendering(data, format);
      return { content: await this.parts.blobs.put(content, mediaType, context), pages };
    });
    await this.milestone('rendered', id);
    if ('error' in rendered) await this.record(id, context, { type: 'FailRendering', format, error: rendered.error });
    else await this.record(id, context, { type: 'Render', format, ...rendered.done });
    await this.milestone('recorded', id);
  }

  private async rendering(data: ReportData, format: ReportFormat) {
    if (format === 'json') return { content: bytesOf(data), mediaType: 'application/json', pages: null };
    const { content, mediaType, pages } = await this.parts.renderer.render(data.document, format);
    return { content, mediaType, pages: pages === 0 ? null : pages };
  }

  /** Readers of the original are told, unless one of them could not see what it was restated by. Done again, it changes nothing. */
  private async tellOriginal({ id, tenantId, protection, context }: Run, { restatement }: ReportData): Promise<void> {
    if (!restatement || restatement.changes.length === 0) return;
    const original = await this.parts.ledger.load(socReportType, tenantId, restatement.of);
    if (!original || original.record.status === 'absent') return;
    const { ownerOrganisation, record } = original;
    const its = { tenantId, ownerOrganisation, marking: record.marking };
    if (!covers(its, protection)) return;
    const { expectedRevision: _, ...rest } = context;
    await this.record(
      original.id,
      { ...rest, subject: servingFor(its) },
      { type: 'Restate', by: id, summary: restatement.summary },
    );
    await this.milestone('restated', id);
  }

  private async record(id: string, context: CommandContext, work: RecordSocReportWork['work']): Promise<void> {
    await this.parts.commands.execute(new RecordSocReportWork(id, work, { ...context, commandId: randomUUID() }));
  }

  /** What fails for good is logged in full and said in one masked sentence; what fails because the process ends did not fail. */
  private async attempt<T>(
    { context, signal }: Run,
    work: () => Promise<T>,
  ): Promise<{ readonly done: T } | { readonly error: string }> {
    try {
      return { done: await work() };
    } catch (error) {
      if (passes(error) || signal?.aborted) throw error;
      const { correlationId } = context;
      this.options.onFailure(error, correlationId);
      return { error: `Something went wrong on our side. Quote ${correlationId} to your operator, then retry.` };
    }
  }

  private async milestone(milestone: Milestone, id: string): Promise<void> {
    await this.options.onMilestone?.(milestone, id);
  }
}
