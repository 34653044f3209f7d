/** Makes one record part of another of its type, or undoes it: a half on each stream, each of which can be repeated. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Action, decide } from '../access/policy.js';
import { RuleViolation } from '../ledger/decider.js';
import { conflict, forbidden, LedgerError, notFound } from '../ledger/errors.js';
import type { Contracts, RecordedEvent } from '../ledger/event-contract.js';
import { type CommandContext, Ledger, type Loaded, type RecordType, type Written } from '../ledger/ledger.js';
import type { MergeCommand } from './merge.measure.js';
import type { Mergeable } from './merge.record.js';
import type { Absent, AnyProfile } from './profile.record.js';

export type MergeableRecord = AnyProfile & Mergeable;

/** A record type whose records can be merged, and the action it takes. */
export interface MergeKind {
  readonly type: RecordType<Contracts, MergeCommand, Absent | MergeableRecord>;
  readonly action: Action;
}
export const mergeKind = <C extends Contracts, Command, Record extends MergeableRecord>(
  type: RecordType<C, Command, Absent | Record>,
  action: Action,
): MergeKind => ({ type: type as unknown as MergeKind['type'], action });

/** `from`: of which record a merge is undone that is unfinished; without it, of the one that the record says it is part of. */
export type MergeRequest =
  | { readonly kind: 'merge'; readonly id: string; readonly into: string }
  | { readonly kind: 'unmerge'; readonly id: string; readonly from?: string };

/** The answer is about the record `id`. */
export class MergeRecords extends Command<Written<Absent | MergeableRecord>> {
  constructor(
    readonly kind: MergeKind,
    readonly request: MergeRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(MergeRecords)
export class MergeRecordsHandler implements ICommandHandler<MergeRecords> {
  constructor(private readonly ledger: Ledger) {}

  execute({ kind, request, context }: MergeRecords): Promise<Written<Absent | MergeableRecord>> {
    return request.kind === 'merge' ? this.merge(kind, request, context) : this.unmerge(kind, request, context);
  }

  private async merge(kind: MergeKind, request: Extract<MergeRequest, { kind: 'merge' }>, context: CommandContext) {
    const { id, into } = request;
    if (id === into)
      throw new RuleViolation('MERGE_CIRCLE', 'A record cannot be merged into itself. Give another one.', 'input.into');
    const part = await this.authorised(kind, id, undefined, context);
    await this.authorised(kind, into, 'input.into', context);
    const command: MergeCommand = { type: 'MergeInto', target: into, settled: await this.settledIn(kind, part, context) };
    if (!(await this.knows(kind, id, context))) {
      if (context.expectedRevision !== undefined && context.expectedRevision !== part.revision) throw conflict(part.revision);
      // What the second half would refuse is refused before the first is written.
      kind.type.decider.decide(command, part.record);
    }
    await this.half(kind, into, { type: 'Absorb', absorbed: id }, request, withoutRevision(context));
    return this.half(kind, id, command, request, context);
  }

  private async unmerge(kind: MergeKind, request: Extract<MergeRequest, { kind: 'unmerge' }>, context: CommandContext) {
    const { id } = request;
    const part = await this.authorised(kind, id, undefined, context);
    const target = part.record.mergedInto ?? request.from ?? (await this.unmergedBefore(kind, id, context));
    if (target === undefined)
      throw new RuleViolation('NOT_MERGED', 'It is not merged. To undo an unfinished merge, say of which record.', 'input.from');
    await this.authorised(kind, target, 'input.from', context);
    const written = await this.half(kind, id, { type: 'Unmerge', target }, request, context);
    await this.half(kind, target, { type: 'Release', absorbed: id }, request, withoutRevision(context));
    return written;
  }

  private half(kind: MergeKind, recordId: string, command: MergeCommand, request: MergeRequest, context: CommandContext) {
    return this.ledger.execute({ type: kind.type, recordId, action: kind.action, command, request, context });
  }

  private async authorised({ type, action }: MergeKind, id: string, path: string | undefined, { subject }: CommandContext) {
    const loaded = await this.ledger.load(type, subject.tenantId, id);
    const marking = loaded && type.markingOf(loaded.record);
    const verdict = loaded && marking && decide(subject, action, { ...loaded, marking });
    if (verdict?.allow) return loaded as Loaded<MergeableRecord>;
    if (verdict && !verdict.unseen) throw forbidden(`None of your roles allows ${action}.`);
    if (path === undefined) throw notFound(type.name);
    const message = `There is no ${type.name} ${id}, or it is not visible to you.`;
    throw new LedgerError('NOT_FOUND', message, { fields: [{ path, message }] });
  }

  /** Those of the records that were merged into a record that say so themselves. */
  private async settledIn({ type }: MergeKind, { id, record }: Loaded<MergeableRecord>, { subject }: CommandContext) {
    const parts = await Promise.all(record.merged.map((part) => this.ledger.load(type, subject.tenantId, part)));
    return parts.flatMap((part) => (part && (part.record as MergeableRecord).mergedInto === id ? [part.id] : []));
  }

  /** Whether this very command was recorded on the record before. */
  private async knows(kind: MergeKind, id: string, context: CommandContext): Promise<boolean> {
    return (await this.eventsOf(kind, id, context)).length > 0;
  }

  /** From which record this very command has parted the record already. */
  private async unmergedBefore(kind: MergeKind, id: string, context: CommandContext): Promise<string | undefined> {
    const [recorded] = await this.eventsOf(kind, id, context);
    return (recorded?.event.data as { readonly target?: string } | undefined)?.target;
  }

  private async eventsOf({ type }: MergeKind, id: string, { subject, commandId }: CommandContext): Promise<RecordedEvent[]> {
    const events: readonly RecordedEvent[] = await this.ledger.events(type.contracts, subject.tenantId, id);
    return events.filter(({ at }) => at.meta.commandId === commandId && at.meta.actorId === subject.actorId);
  }
}

/** An expected revision is that of the record that was asked. */
const withoutRevision = ({ expectedRevision: _, ...context }: CommandContext): CommandContext => context;
