/** Creates and changes profiled records of every type. The only write path of what they are. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hasMarking, type MarkingInput, markingChanges, markingFrom } from '../access/marking-input.js';
import { type Action, decideGrant } from '../access/policy.js';
import { AttackReleases } from '../exchange/attack/attack-releases.js';
import { techniquesIn } from '../exchange/attack/attack-index.measure.js';
import { forbidden } from '../ledger/errors.js';
import type { Contracts } from '../ledger/event-contract.js';
import { type CommandContext, Ledger, type RecordType, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import type { ProfileCommand } from './profile.measure.js';
import type { Absent, AnyProfile } from './profile.record.js';

/** What the write path needs to know of a profiled record type. */
export interface ProfileKind<C extends Contracts = Contracts, Record extends AnyProfile = AnyProfile> {
  readonly type: RecordType<C, never, Absent | Record>;
  /** Every field that a caller may leave out of a new one. */
  readonly blank: object;
  readonly actions: {
    readonly create: Action;
    readonly revise: Action;
    readonly mark: Action;
    /** By verb. */
    readonly moves: Readonly<{ [verb: string]: Action }>;
  };
}

/** Types a kind from its record type, whatever commands that takes besides those of every profile. */
export const profileKind = <C extends Contracts, Command, Record extends AnyProfile>(
  type: RecordType<C, Command, Absent | Record>,
  rest: Omit<ProfileKind<C, Record>, 'type'>,
): ProfileKind<C, Record> => ({ type, ...rest });

type ProfileInput = MarkingInput & Readonly<{ [field: string]: unknown }>;
export type ProfileRequest =
  | { readonly kind: 'create'; readonly input: ProfileInput }
  | { readonly kind: 'revise'; readonly id: string; readonly input: ProfileInput }
  /** `data`: what changes with the status; `input`: what of it the caller gave. */
  | { readonly kind: 'move'; readonly id: string; readonly verb: string; readonly input?: object; readonly data?: object };

export class ChangeProfile<Record extends AnyProfile = AnyProfile> extends Command<Written<Absent | Record>> {
  constructor(
    readonly kind: ProfileKind<Contracts, Record>,
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
    private readonly attack: AttackReleases,
  ) {}

  async execute({ kind, request, context }: ChangeProfile): Promise<Written<Absent | AnyProfile>> {
    const creates = request.kind === 'create';
    const { id, fresh } = creates
      ? newRecordId(this.instanceKey, kind.type.contracts.category, context)
      : { id: request.id, fresh: false };
    const { data: _, ...asked } = request.kind === 'move' ? request : { ...request, data: undefined };
    return this.ledger.execute<Contracts, ProfileCommand<object>, Absent | AnyProfile>({
      type: kind.type,
      recordId: id,
      action: actionOf(kind, request),
      command: await this.commandOf(kind, request, context),
      request: asked,
      context,
      creates,
      fresh,
    });
  }

  private async commandOf(kind: ProfileKind, request: ProfileRequest, context: CommandContext): Promise<ProfileCommand<object>> {
    switch (request.kind) {
      case 'create': {
        const action = kind.actions.create;
        if (!decideGrant(context.subject, action).allow) throw forbidden(`None of your roles allows ${action}.`);
        const [{ tlpSecrecy }] = await Promise.all([
          tenantSettingsOf(this.ledger, context.subject.tenantId),
          this.attack.requireKnown(context.subject, request.input),
        ]);
        return {
          type: 'Create',
          profile: { ...kind.blank, ...profileOf(request.input) },
          marking: markingFrom(request.input, tlpSecrecy),
          by: context.subject.actorId,
        };
      }
      case 'revise': {
        await this.attack.requireKnown(context.subject, request.input, {
          type: kind.type,
          id: request.id,
          idsOf: techniqueIdsOf,
        });
        const marking = markingChanges(request.input);
        return {
          type: 'Revise',
          changes: profileOf(request.input),
          // The decider completes the marking from the record as it then is, so that a change made meanwhile is not undone.
          ...(marking ? { remark: { marking, hasReason: context.reason !== undefined } } : {}),
        };
      }
      case 'move':
        return { type: 'Move', verb: request.verb, ...(request.data ? { data: request.data } : {}) };
    }
  }
}

const actionOf = ({ actions }: ProfileKind, request: ProfileRequest): Action => {
  if (request.kind === 'move') return actions.moves[request.verb];
  if (request.kind === 'create') return actions.create;
  return hasMarking(request.input) ? actions.mark : actions.revise;
};

const techniqueIdsOf = (record: Absent | AnyProfile): readonly string[] => techniquesIn(record).map(({ id }) => id);

/** The fields of an input that are not of the marking. */
export const profileOf = (input: ProfileInput): object => {
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
