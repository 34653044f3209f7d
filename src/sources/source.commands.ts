/** Commands on intelligence sources. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hasMarking, type MarkingInput, markingChanges, markingFrom } from '../access/marking-input.js';
import type { Action } from '../access/policy.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import type { Remark, SourceCommand } from './source.decider.js';
import { BLANK_PROFILE, type SourceProfile } from './source.events.js';
import type { Source } from './source.record.js';
import { sourceType } from './source.type.js';

export type SourceInput = Partial<SourceProfile> & MarkingInput;
export type SourceRequest =
  | { readonly kind: 'register'; readonly input: SourceInput & Pick<SourceProfile, 'name' | 'kind'> }
  | { readonly kind: 'revise'; readonly id: string; readonly input: SourceInput }
  | { readonly kind: 'pause' | 'resume' | 'retire' | 'reinstate'; readonly id: string };

const ACTIONS: Record<SourceRequest['kind'], Action> = {
  register: 'source.register',
  revise: 'source.revise',
  pause: 'source.pause',
  resume: 'source.resume',
  retire: 'source.retire',
  reinstate: 'source.retire',
};

export class ChangeSource extends Command<Written<Source>> {
  constructor(
    readonly request: SourceRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeSource)
export class ChangeSourceHandler implements ICommandHandler<ChangeSource> {
  constructor(
    private readonly ledger: Ledger,
    private readonly instanceKey: InstanceKey,
  ) {}

  async execute({ request, context }: ChangeSource): Promise<Written<Source>> {
    const creates = request.kind === 'register';
    const target = creates
      ? newRecordId(this.instanceKey, sourceType.contracts.category, context)
      : { id: request.id, fresh: false };
    return this.ledger.execute({
      type: sourceType,
      recordId: target.id,
      action: request.kind === 'revise' && hasMarking(request.input) ? 'source.mark' : ACTIONS[request.kind],
      command: await this.commandOf(request, context),
      request,
      context,
      creates,
      fresh: target.fresh,
    });
  }

  private async commandOf(request: SourceRequest, context: CommandContext): Promise<SourceCommand> {
    switch (request.kind) {
      case 'register': {
        const { tlpSecrecy } = await tenantSettingsOf(this.ledger, context.subject.tenantId);
        const { name, kind } = request.input;
        const profile = { ...BLANK_PROFILE, ...profileOf(request.input), name, kind };
        return { type: 'Register', profile, marking: markingFrom(request.input, tlpSecrecy), by: context.subject.actorId };
      }
      case 'revise':
        return {
          type: 'Revise',
          changes: profileOf(request.input),
          ...remarkOf(request.input, context),
        };
      case 'pause':
        return { type: 'Pause' };
      case 'resume':
        return { type: 'Resume' };
      case 'retire':
        return { type: 'Retire' };
      case 'reinstate':
        return { type: 'Reinstate' };
    }
  }
}

const profileOf = (input: SourceInput): Partial<SourceProfile> => {
  const {
    secrecyLevel: _s,
    tlp: _t,
    organisations: _o,
    releasableTo: _r,
    notReleasableTo: _n,
    recipients: _p,
    ...profile
  } = input;
  return profile;
};

/** The decider completes the marking from the record as it then is, so that a change made meanwhile is not undone. */
const remarkOf = (input: MarkingInput, { reason }: CommandContext): { remark?: Remark } => {
  const marking = markingChanges(input);
  return marking ? { remark: { marking, hasReason: reason !== undefined } } : {};
};
