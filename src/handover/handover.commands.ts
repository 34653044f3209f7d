/** Commands on shift handovers: gathers facts from other streams, then lets the decider decide. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hasMarking, markingChanges, markingFrom } from '../access/marking-input.js';
import { type Action, decide, decideGrant } from '../access/policy.js';
import { Clock } from '../ledger/clock.js';
import { forbidden, LedgerError } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import type { HandoverCommand } from './handover.decider.js';
import type { LogPoint } from './handover.events.js';
import type { CountersignHandoverFields, RecordHandoverFields, ReviseHandoverFields } from './handover.input.js';
import type { Handover, HandoverRecord } from './handover.record.js';
import { handoverType } from './handover.type.js';

/** What a handover is about to cover, as it was looked up for the caller. */
export interface HandoverRange {
  readonly previousHandoverId: string | null;
  /** Undefined: where the previous handover ended, or the beginning of the ledger. */
  readonly from: LogPoint | undefined;
  readonly to: LogPoint;
}

export type HandoverRequest =
  | { readonly kind: 'record'; readonly input: RecordHandoverFields; readonly range: HandoverRange }
  | { readonly kind: 'revise'; readonly id: string; readonly input: ReviseHandoverFields }
  | { readonly kind: 'withdraw'; readonly id: string }
  | {
      readonly kind: 'countersign';
      readonly id: string;
      readonly input: CountersignHandoverFields;
      /** Over who the reader of the brief is to the policy. */
      readonly readerHash: string;
    };

const ACTIONS: Record<HandoverRequest['kind'], Action> = {
  record: 'handover.record',
  revise: 'handover.record',
  withdraw: 'handover.record',
  countersign: 'handover.countersign',
};

export class ChangeHandover extends Command<Written<Handover>> {
  constructor(
    readonly request: HandoverRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeHandover)
export class ChangeHandoverHandler implements ICommandHandler<ChangeHandover> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  async execute({ request, context }: ChangeHandover): Promise<Written<Handover>> {
    const creates = request.kind === 'record';
    const target = creates
      ? newRecordId(this.instanceKey, handoverType.contracts.category, context)
      : { id: request.id, fresh: false };
    return this.ledger.execute({
      type: handoverType,
      recordId: target.id,
      action: request.kind === 'revise' && hasMarking(request.input) ? 'handover.mark' : ACTIONS[request.kind],
      command: await this.commandOf(request, context),
      // What was looked up for the caller differs when the same request comes again.
      request: 'input' in request ? { kind: request.kind, input: request.input } : { kind: request.kind },
      context,
      creates,
      fresh: target.fresh,
    });
  }

  private async commandOf(request: HandoverRequest, context: CommandContext): Promise<HandoverCommand> {
    const by = context.subject.actorId;
    const hasReason = context.reason !== undefined;
    switch (request.kind) {
      case 'record':
        return this.recordCommand(request, context);
      case 'revise': {
        const { note, ...rest } = request.input;
        const marking = markingChanges(rest);
        return {
          type: 'Revise',
          ...(note === undefined ? {} : { note }),
          ...(marking ? { remark: { marking, hasReason } } : {}),
          by,
        };
      }
      case 'withdraw':
        return { type: 'Withdraw', by, hasReason };
      case 'countersign': {
        const { authorMayApprove } = await tenantSettingsOf(this.ledger, context.subject.tenantId);
        const { readerHash, input } = request;
        return { type: 'Countersign', ...input, readerHash, incoming: by, signedAt: this.now(), authorMayApprove };
      }
    }
  }

  private async recordCommand(
    { input, range }: Extract<HandoverRequest, { kind: 'record' }>,
    context: CommandContext,
  ): Promise<HandoverCommand> {
    if (!decideGrant(context.subject, 'handover.record').allow) throw forbidden('None of your roles allows handover.record.');
    const { previousHandoverId, to } = range;
    const { tlpSecrecy, authorMayApprove } = await tenantSettingsOf(this.ledger, context.subject.tenantId);
    const previous = previousHandoverId === null ? undefined : await this.previous(previousHandoverId, context);
    return {
      type: 'Record',
      previousHandoverId,
      from: range.from ?? previous?.to ?? null,
      to,
      shiftStart: input.shiftStart ?? previous?.shiftEnd ?? null,
      shiftEnd: input.shiftEnd ?? to.at,
      note: input.note,
      marking: markingFrom(input, tlpSecrecy),
      outgoing: context.subject.actorId,
      incoming: input.incoming ?? null,
      authorMayApprove,
    };
  }

  private async previous(id: string, { subject }: CommandContext): Promise<HandoverRecord> {
    const loaded = await this.ledger.load(handoverType, subject.tenantId, id);
    const record = loaded?.record;
    if (loaded && record && record.status !== 'absent' && decide(subject, 'read', { ...loaded, marking: record.marking }).allow) {
      if (record.status !== 'withdrawn') return record;
      throw refused(`The handover ${id} was withdrawn; name another one.`);
    }
    throw refused(`There is no handover ${id}, or it is not visible to you.`);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

const refused = (message: string): LedgerError =>
  new LedgerError('INVALID_INPUT', message, { fields: [{ path: 'input.previousHandoverId', message }] });
