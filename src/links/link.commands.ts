/** Links two records, asked from either side: both are loaded and checked, the side that owns the link records it. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Action, decide } from '../access/policy.js';
import { RuleViolation } from '../ledger/decider.js';
import { conflict, forbidden, LedgerError, notFound } from '../ledger/errors.js';
import type { RecordedEvent } from '../ledger/event-contract.js';
import { type CommandContext, Ledger, type Loaded, type Receipt } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import type { Link, LinkEnd, LinkRole } from './link.events.js';
import { defaultRole, type LinkCommand, ownsLink } from './link.measure.js';
import { linkableTypes, type LinkedState } from './linked-types.js';

/** `from` is the record that was asked, `to` the other one; a role that is left out is the usual one, or, to unlink, any. */
export type LinkRequest =
  | {
      readonly kind: 'link';
      readonly from: LinkEnd;
      readonly to: LinkEnd;
      readonly input: Partial<Pick<Link, 'confidence' | 'since' | 'until' | 'note' | 'role'>>;
    }
  | { readonly kind: 'unlink'; readonly from: LinkEnd; readonly to: LinkEnd; readonly input: { readonly role?: LinkRole } };

/** The record that was asked, as it is after the change; the receipt is of the record that owns the link. */
export interface LinkedRecord {
  readonly loaded: Loaded<unknown>;
  readonly receipt: Receipt;
}

export class LinkRecords extends Command<LinkedRecord> {
  constructor(
    readonly request: LinkRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(LinkRecords)
export class LinkRecordsHandler implements ICommandHandler<LinkRecords> {
  constructor(
    private readonly ledger: Ledger,
    private readonly instanceKey: InstanceKey,
  ) {}

  async execute({ request, context }: LinkRecords): Promise<LinkedRecord> {
    const { from, to } = request;
    if (from.type === to.type && from.id === to.id) throw linkedWithItself(request);
    const asked = await this.authorised(from, linkableTypes[from.type].action, context);
    const other = await this.otherEnd(request, context);
    const owns = ownsLink(from.type, to.type);
    // What became of either record since does not change what a repeated command is answered.
    if (!(await this.knows(owns ? from : to, context))) {
      if (request.kind === 'link') refuseMergedInto(other.record, 'input.to');
      if (!owns) {
        if (context.expectedRevision !== undefined && context.expectedRevision !== asked.revision) throw conflict(asked.revision);
        refuseMergedInto(asked.record, undefined);
      }
    }
    if (owns) {
      const written = await this.write(request, from, to, context);
      return { loaded: written.loaded, receipt: written.receipt };
    }
    const { expectedRevision: _, ...withoutRevision } = context;
    const { receipt } = await this.write(request, to, from, withoutRevision);
    return { loaded: asked, receipt };
  }

  private write(request: LinkRequest, owner: LinkEnd, to: LinkEnd, context: CommandContext) {
    const { type, action } = linkableTypes[owner.type];
    return this.ledger.execute({
      type,
      recordId: owner.id,
      action,
      command: this.commandOf(request, owner, to, context),
      request,
      context,
    });
  }

  private commandOf({ kind, input }: LinkRequest, owner: LinkEnd, to: LinkEnd, context: CommandContext): LinkCommand {
    if (kind === 'unlink') return { type: 'Unlink', to, ...(input.role ? { role: input.role } : {}) };
    const { id: linkId } = newRecordId(this.instanceKey, `link of ${owner.type} ${owner.id}`, context);
    const { role = defaultRole(owner.type, to.type), confidence = null, since = null, until = null, note = '' } = input;
    return { type: 'Link', link: { linkId, to, role, confidence, since, until, note } };
  }

  private async authorised({ type, id }: LinkEnd, action: Action, { subject }: CommandContext): Promise<Loaded<LinkedState>> {
    const { type: recordType } = linkableTypes[type];
    const loaded = await this.ledger.load(recordType, subject.tenantId, id);
    const marking = loaded && recordType.markingOf(loaded.record);
    if (!loaded || !marking) throw notFound(recordType.name);
    const verdict = decide(subject, action, { ...loaded, marking });
    if (verdict.allow) return loaded;
    throw verdict.unseen ? notFound(recordType.name) : forbidden(`None of your roles allows ${action}.`);
  }

  /** Whether this very command was recorded on the owner of the link before; only asked of those that can be repeated. */
  private async knows({ type, id }: LinkEnd, { subject, commandId, idempotencyKey }: CommandContext): Promise<boolean> {
    if (idempotencyKey === undefined) return false;
    const events: readonly RecordedEvent[] = await this.ledger.events(linkableTypes[type].type.contracts, subject.tenantId, id);
    return events.some(({ at }) => at.meta.commandId === commandId && at.meta.actorId === subject.actorId);
  }

  private async otherEnd({ kind, to }: LinkRequest, context: CommandContext): Promise<Loaded<LinkedState>> {
    const path = kind === 'link' ? 'input.to' : 'input.from';
    const { name } = linkableTypes[to.type].type;
    return this.authorised(to, 'read', context).catch((error: unknown) => {
      if (!(error instanceof LedgerError) || error.code !== 'NOT_FOUND') throw error;
      const message = `There is no ${name} ${to.id}, or it is not visible to you.`;
      throw new LedgerError('NOT_FOUND', message, { fields: [{ path, message }] });
    });
  }
}

const linkedWithItself = ({ kind }: LinkRequest): RuleViolation =>
  new RuleViolation('INVALID_INPUT', 'It is the record itself. Name another one.', kind === 'link' ? 'input.to' : 'input.from');

const refuseMergedInto = ({ mergedInto }: LinkedState, field: string | undefined): void => {
  if (mergedInto)
    throw new RuleViolation('MERGED', 'It is merged into another record. Link that one, or undo the merge first.', field);
};
