/** Commands that all profiled records have alike: creating, revising, marking, moving from status to status. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hasMarking, type MarkingInput, markingChanges, markingFrom } from '../access/marking-input.js';
import { Marking } from '../access/marking.js';
import type { Action } from '../access/policy.js';
import type { Contracts } from '../ledger/event-contract.js';
import { type CommandContext, Ledger, type RecordType, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import type { ProfileCommand } from './profile.measure.js';
import type { Absent, AnyProfile } from './profile.record.js';

export type ProfileState = Absent | AnyProfile;

/** A record type with what its commands need to know besides. */
export interface ProfileSlice {
  readonly type: RecordType<Contracts, ProfileCommand<object>, ProfileState>;
  /** The fields of a new record that says nothing of them. */
  readonly blank: object;
  /** What each needs; `moves` by verb. */
  readonly actions: {
    readonly create: Action;
    readonly revise: Action;
    readonly mark: Action;
    readonly moves: Readonly<Record<string, Action>>;
  };
}

/** The doors look at the state that all profiles have; each type's own events and fields pass through them untouched. */
export const profileSlice = (
  type: { readonly contracts: Contracts; readonly name: string },
  rest: Omit<ProfileSlice, 'type'>,
): ProfileSlice => ({ type: type as unknown as ProfileSlice['type'], ...rest });

/** Fields of a profile and of its marking, as a caller gives them. */
export type ProfileInput = MarkingInput & Readonly<Record<string, unknown>>;
export type ProfileRequest =
  | { readonly kind: 'create'; readonly input: ProfileInput }
  | { readonly kind: 'revise'; readonly id: string; readonly input: ProfileInput }
  /** `data`: fields that change with the status. */
  | { readonly kind: 'move'; readonly id: string; readonly verb: string; readonly data?: object };

export class ChangeProfile extends Command<Written<ProfileState>> {
  constructor(
    readonly slice: ProfileSlice,
    readonly request: ProfileRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeProfile)
export class ChangeProfileHandler implements ICommandHandler<ChangeProfile> {
  constructor(
    private readonly ledger: Ledger,
    private readonly instanceKey: InstanceKey,
  ) {}

  async execute({ slice, request, context }: ChangeProfile): Promise<Written<ProfileState>> {
    const { type } = slice;
    const creates = request.kind === 'create';
    const target = creates
      ? newRecordId(this.instanceKey, type.contracts.category, context)
      : { id: request.id, fresh: false };
    return this.ledger.execute({
      type,
      recordId: target.id,
      action: actionOf(slice, request),
      command: await this.commandOf(slice, request, context),
      request,
      context,
      creates,
      fresh: target.fresh,
    });
  }

  private async commandOf(
    { blank }: ProfileSlice,
    request: ProfileRequest,
    context: CommandContext,
  ): Promise<ProfileCommand<object>> {
    switch (request.kind) {
      case 'create': {
        const { tlpSecrecy } = await tenantSettingsOf(this.ledger, context.subject.tenantId);
        const profile = { ...blank, ...withoutMarking(request.input) };
        return { type: 'Create', profile, marking: markingFrom(request.input, tlpSecrecy), by: context.subject.actorId };
      }
      case 'revise': {
        const marking = markingChanges(request.input);
        // The decider completes the marking from the record as it then is, so that a change made meanwhile is not undone.
        const remark = marking ? { remark: { marking, hasReason: context.reason !== undefined } } : {};
        return { type: 'Revise', changes: withoutMarking(request.input), ...remark };
      }
      case 'move':
        return { type: 'Move', verb: request.verb, ...(request.data ? { data: request.data } : {}) };
    }
  }
}

const actionOf = ({ actions }: ProfileSlice, request: ProfileRequest): Action => {
  if (request.kind === 'move') return actions.moves[request.verb];
  if (request.kind === 'create') return actions.create;
  return hasMarking(request.input) ? actions.mark : actions.revise;
};

const withoutMarking = (input: ProfileInput): object =>
  Object.fromEntries(Object.entries(input).filter(([field]) => !Object.hasOwn(Marking.shape, field)));
