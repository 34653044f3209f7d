/** Commands on distribution lists: keeps addresses and secrets out of events, then lets the decider decide. The only write path. */
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrant } from '../access/policy.js';
import { actorIdOf } from '../auth/claims.js';
import { invalidInput } from '../graphql/arguments.js';
import { Clock } from '../ledger/clock.js';
import { forbidden } from '../ledger/errors.js';
import { recordIdFrom } from '../ledger/identity.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { People } from '../people/people.queries.js';
import type { DistributionListCommand } from './distribution-list.decider.js';
import type { DistributionListContent, DistributionReceiver } from './distribution-list.events.js';
import type { WantedList, WantedReceiver } from './distribution-list.input.js';
import type { DistributionList } from './distribution-list.record.js';
import { distributionListType } from './distribution-list.type.js';
import { refusedWebhook } from './webhook.js';
import { seal } from './webhook-secret.js';

export const WEBHOOK_NETWORKS = Symbol('webhook networks');

export type ListRequest =
  | { readonly kind: 'create'; readonly input: WantedList }
  | { readonly kind: 'revise'; readonly id: string; readonly input: Partial<WantedList> }
  | { readonly kind: 'retire'; readonly id: string };

export class KeepDistributionList extends Command<Written<DistributionList>> {
  constructor(
    readonly request: ListRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(KeepDistributionList)
export class KeepDistributionListHandler implements ICommandHandler<KeepDistributionList> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly people: People,
    @Inject(WEBHOOK_NETWORKS) private readonly networks: readonly string[],
  ) {}

  /** @throws LedgerError INVALID_INPUT for a webhook without a secret, or to where none may go; RuleViolation. */
  async execute({ request, context }: KeepDistributionList): Promise<Written<DistributionList>> {
    if (!decideGrant(context.subject, 'distribution.keep').allow) throw forbidden('None of your roles allows distribution.keep.');
    const category = distributionListType.contracts.category;
    const id = request.kind === 'create' ? newRecordId(this.instanceKey, category, context).id : request.id;
    const { command, asked } = await this.commandOf(id, request, context);
    return this.ledger.execute({
      type: distributionListType,
      recordId: id,
      action: 'distribution.keep',
      command,
      request: { kind: request.kind, ...asked },
      context,
      creates: request.kind === 'create',
    });
  }

  private async commandOf(
    id: string,
    request: ListRequest,
    context: CommandContext,
  ): Promise<{ readonly command: DistributionListCommand; readonly asked: object }> {
    if (request.kind === 'retire') return { command: { type: 'Retire' }, asked: {} };
    const { receivers: wanted, ...others } = request.input;
    const receivers = wanted && (await this.receivers(id, wanted, context));
    // What is sealed is sealed anew each time.
    const asked = {
      ...others,
      ...(receivers ? { receivers: receivers.map(({ since: _, ...one }) => ({ ...one, secret: null })) } : {}),
    };
    const content = { ...others, ...(receivers ? { receivers } : {}) };
    return request.kind === 'create'
      ? { command: { type: 'Create', content: content as DistributionListContent }, asked }
      : { command: { type: 'Revise', changes: content }, asked };
  }

  private async receivers(
    listId: string,
    wanted: readonly WantedReceiver[],
    { subject: { tenantId } }: CommandContext,
  ): Promise<DistributionReceiver[]> {
    const before = (await this.ledger.load(distributionListType, tenantId, listId))?.record;
    const standing = before === undefined || before.status === 'absent' ? [] : before.receivers;
    const receivers = wanted.map((one, index) => this.receiver(tenantId, one, index, standing));
    for (const [index, one] of wanted.entries()) {
      const { [index]: receiver } = receivers;
      if (one.kind === 'email' && receiver.kind === 'email')
        await this.people.remember({ tenantId, actorId: receiver.person, email: one.email });
    }
    return receivers;
  }

  private receiver(
    tenantId: string,
    wanted: WantedReceiver,
    index: number,
    standing: readonly DistributionReceiver[],
  ): DistributionReceiver {
    const key = this.instanceKey.bytes;
    const { label, organisation = null, country = null } = wanted;
    const common = { label, organisation, country, since: this.clock.now().toISOString() };
    const idOf = (identity: string): string => recordIdFrom(key, 'receiver', tenantId, wanted.kind, identity);
    switch (wanted.kind) {
      case 'user':
        return { kind: 'user', id: idOf(wanted.actor), ...common, actor: wanted.actor, clearance: wanted.clearance };
      case 'email': {
        const person = actorIdOf(key, 'mailto', wanted.email.toLowerCase());
        return { kind: 'email', id: idOf(person), ...common, person };
      }
      case 'webhook': {
        const { url, secret: given } = wanted;
        const id = idOf(url);
        const refusal = refusedWebhook(url, this.networks);
        if (refusal !== undefined) throw invalidInput([{ path: `input.receivers.${index}.url`, message: refusal }]);
        const kept = standing.find((one) => one.id === id);
        const secret = given ? seal(key, id, given) : kept?.kind === 'webhook' ? kept.secret : undefined;
        if (!secret) throw invalidInput([{ path: `input.receivers.${index}.secret`, message: 'is needed to sign what is sent' }]);
        return { kind: 'webhook', id, ...common, url, secret };
      }
    }
  }
}
