/** Commands on intelligence reports: gathers facts from other streams, then lets the decider decide. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Subject } from '../access/actor.js';
import { hasMarking, type MarkingInput, markingChanges, markingFrom } from '../access/marking-input.js';
import { type Action, decide, decideGrant } from '../access/policy.js';
import { AttackReleases } from '../exchange/attack/attack-releases.js';
import { fitsInline } from '../ledger/blob.events.js';
import { Blobs } from '../ledger/blobs.js';
import { Clock } from '../ledger/clock.js';
import { forbidden, LedgerError, notFound } from '../ledger/errors.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { sourceType } from '../sources/source.type.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import type { IntelReportCommand, Remark } from './intel-report.decider.js';
import { BLANK_CONTENT, BODY_MEDIA_TYPE, type IntelReportContent, type ReportRemark } from './intel-report.events.js';
import { currentContent, type IntelReport } from './intel-report.record.js';
import { intelReportType } from './intel-report.type.js';

/** Content as callers give it: a body of any length is stored by the handler. */
export type ReportInput = Partial<Omit<IntelReportContent, 'body'> & { readonly body: string }> & MarkingInput;

export type ReportRequest =
  | { readonly kind: 'create'; readonly input: ReportInput & { readonly title: string } }
  | { readonly kind: 'revise'; readonly id: string; readonly input: ReportInput }
  | {
      readonly kind: 'assign';
      readonly id: string;
      readonly input: { readonly assignee: string | null; readonly dueAt: string | null };
    }
  | { readonly kind: 'return'; readonly id: string; readonly input: { readonly comment: string } }
  | { readonly kind: 'comment'; readonly id: string; readonly input: ReportRemark }
  | { readonly kind: 'withdrawComment'; readonly id: string; readonly input: { readonly commentId: string } }
  | { readonly kind: 'publish'; readonly id: string; readonly input: { readonly publishedAt?: string | undefined } }
  | { readonly kind: 'submit' | 'approve' | 'retract' | 'archive' | 'restore' | 'discard'; readonly id: string };

const ACTIONS: Record<ReportRequest['kind'], Action> = {
  create: 'report.create',
  revise: 'report.revise',
  discard: 'report.revise',
  assign: 'report.assign',
  comment: 'report.comment',
  withdrawComment: 'report.comment',
  submit: 'report.submit',
  approve: 'report.approve',
  return: 'report.return',
  publish: 'report.publish',
  retract: 'report.retract',
  archive: 'report.archive',
  restore: 'report.archive',
};

export class ChangeIntelReport extends Command<Written<IntelReport>> {
  constructor(
    readonly request: ReportRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeIntelReport)
export class ChangeIntelReportHandler implements ICommandHandler<ChangeIntelReport> {
  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly attack: AttackReleases,
  ) {}

  async execute({ request, context }: ChangeIntelReport): Promise<Written<IntelReport>> {
    const creates = request.kind === 'create';
    const target = creates
      ? newRecordId(this.instanceKey, intelReportType.contracts.category, context)
      : { id: request.id, fresh: false };
    return this.ledger.execute({
      type: intelReportType,
      recordId: target.id,
      action: request.kind === 'revise' && hasMarking(request.input) ? 'report.mark' : ACTIONS[request.kind],
      command: await this.commandOf(request, context),
      request,
      context,
      creates,
      fresh: target.fresh,
    });
  }

  private async commandOf(request: ReportRequest, context: CommandContext): Promise<IntelReportCommand> {
    const by = context.subject.actorId;
    const hasReason = context.reason !== undefined;
    switch (request.kind) {
      case 'create': {
        if (!decideGrant(context.subject, 'report.create').allow) throw forbidden('None of your roles allows report.create.');
        const [settings] = await Promise.all([
          tenantSettingsOf(this.ledger, context.subject.tenantId),
          this.attack.requireKnown(context.subject, request.input),
        ]);
        const content = await this.contentOf(request.input, context);
        return {
          type: 'Draft',
          content: { ...BLANK_CONTENT, ...content, title: request.input.title },
          marking: markingFrom(request.input, settings.tlpSecrecy),
          by,
        };
      }
      case 'revise': {
        const named = await this.requireRevisable(request.id, context);
        await this.attack.requireKnown(context.subject, request.input, {
          type: intelReportType,
          id: request.id,
          idsOf: (report) => contentBefore(report)?.techniqueIds ?? [],
        });
        const changes = await this.withUnseenSources(await this.contentOf(request.input, context), named, context);
        return { type: 'Revise', changes, by, ...remarkOf(request.input, context) };
      }
      case 'assign':
        return { type: 'Assign', ...request.input };
      case 'return':
        return { type: 'Return', comment: request.input.comment };
      case 'comment': {
        const { id: commentId } = newRecordId(this.instanceKey, `comment on ${request.id}`, context);
        return { type: 'Comment', commentId, by, ...request.input };
      }
      case 'withdrawComment':
        return {
          type: 'WithdrawComment',
          commentId: request.input.commentId,
          by,
          moderates: decideGrant(context.subject, 'report.moderate').allow,
        };
      case 'publish': {
        const now = this.clock.now().toISOString();
        return { type: 'Publish', publishedAt: request.input.publishedAt ?? now, now };
      }
      case 'approve':
        return {
          type: 'Approve',
          by,
          authorMayApprove: (await tenantSettingsOf(this.ledger, context.subject.tenantId)).authorMayApprove,
        };
      case 'submit':
        return { type: 'Submit' };
      case 'discard':
        return { type: 'Discard' };
      case 'restore':
        return { type: 'Restore' };
      case 'retract':
        return { type: 'Retract', hasReason };
      case 'archive':
        return { type: 'Archive', hasReason };
    }
  }

  /** Checks the sources and stores a long body. */
  private async contentOf(input: ReportInput, context: CommandContext): Promise<Partial<IntelReportContent>> {
    const {
      secrecyLevel: _s,
      tlp: _t,
      organisations: _o,
      releasableTo: _r,
      notReleasableTo: _n,
      recipients: _p,
      body,
      ...fields
    } = input;
    await Promise.all((fields.sourceIds ?? []).map((id, index) => this.requireSource(id, index, context)));
    if (body === undefined) return fields;
    return { ...fields, body: fitsInline(body) ? body : await this.blobs.put(Buffer.from(body), BODY_MEDIA_TYPE, context) };
  }

  /** Whoever names sources anew leaves those that they may not see as they are. */
  private async withUnseenSources(
    changes: Partial<IntelReportContent>,
    named: readonly string[],
    { subject }: CommandContext,
  ): Promise<Partial<IntelReportContent>> {
    const { sourceIds } = changes;
    if (!sourceIds) return changes;
    const others = named.filter((id) => !sourceIds.includes(id));
    const seen = await Promise.all(others.map((id) => this.seesSource(id, subject)));
    return { ...changes, sourceIds: [...sourceIds, ...others.filter((_, index) => !seen[index])] };
  }

  /**
   * Before anything is stored for it.
   * @returns the sources that it names.
   */
  private async requireRevisable(id: string, { subject }: CommandContext): Promise<readonly string[]> {
    const report = await this.ledger.load(intelReportType, subject.tenantId, id);
    const marking = report && intelReportType.markingOf(report.record);
    if (!report || !marking) throw notFound(intelReportType.name);
    const verdict = decide(subject, 'report.revise', { ...report, marking });
    if (!verdict.allow)
      throw verdict.unseen ? notFound(intelReportType.name) : forbidden('None of your roles allows report.revise.');
    return currentSources(report.record);
  }

  private async seesSource(id: string, subject: Subject): Promise<boolean> {
    const source = await this.ledger.load(sourceType, subject.tenantId, id);
    const marking = source && sourceType.markingOf(source.record);
    return source !== undefined && marking !== undefined && decide(subject, 'read', { ...source, marking }).allow;
  }

  private async requireSource(id: string, index: number, { subject }: CommandContext): Promise<void> {
    if (await this.seesSource(id, subject)) return;
    const message = `There is no source ${id}, or it is not visible to you.`;
    throw new LedgerError('INVALID_INPUT', message, { fields: [{ path: `input.sourceIds.${index}`, message }] });
  }
}

/** Of the working version, else of the published one. */
const contentBefore = (record: IntelReport): IntelReportContent | undefined =>
  record.status === 'absent' ? undefined : (record.working?.content ?? currentContent(record));

const currentSources = (record: IntelReport): readonly string[] => contentBefore(record)?.sourceIds ?? [];

/** The decider completes the marking from the record as it then is, so that a change made meanwhile is not undone. */
const remarkOf = (input: MarkingInput, { reason }: CommandContext): { remark?: Remark } => {
  const marking = markingChanges(input);
  return marking ? { remark: { marking, hasReason: reason !== undefined } } : {};
};
