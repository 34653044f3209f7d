/** Commands on incidents, by people and by imports. The only write path of what happens to one; merging is in src/profiles. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hasMarking, type MarkingInput, markingChanges, markingFrom } from '../access/marking-input.js';
import { type Action, decideGrant } from '../access/policy.js';
import { AttackReleases } from '../exchange/attack/attack-releases.js';
import { Clock } from '../ledger/clock.js';
import { forbidden } from '../ledger/errors.js';
import { naturalId } from '../ledger/identity.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { profileOf } from '../profiles/profile.commands.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import type { Doing, IncidentCommand, IncidentStep } from './incident.decider.js';
import {
  BLANK_INCIDENT,
  type HoldReason,
  type IncidentDetails,
  type IncidentEvent,
  type IncidentOrigin,
  type Severity,
  type Verdict,
} from './incident.events.js';
import type { Incident } from './incident.record.js';
import { incidentType } from './incident.type.js';

type OpenInput = Partial<IncidentDetails> &
  Pick<IncidentDetails, 'title'> &
  MarkingInput & { readonly severity: Severity; readonly detectedAt?: string };

/** What is given with each verb. */
interface StepInputs {
  readonly acknowledge: object;
  readonly assign: { readonly assignee: string | null };
  readonly changeSeverity: { readonly severity: Severity };
  readonly hold: { readonly reason: HoldReason };
  readonly resume: object;
  readonly escalate: { readonly toTier: number };
  readonly contain: object;
  /** `automated`: when left out, whether it is a rule that says so. */
  readonly resolve: { readonly resolution: string; readonly verdict: Verdict; readonly automated?: boolean };
  readonly reopen: object;
  readonly close: object;
}
export type IncidentVerb = keyof StepInputs;
/** `at`: when it happened; now when left out. */
type StepRequest = {
  readonly [Verb in IncidentVerb]: {
    readonly kind: Verb;
    readonly id: string;
    readonly input: StepInputs[Verb] & { readonly at?: string };
  };
}[IncidentVerb];

export type IncidentRequest =
  | { readonly kind: 'open'; readonly input: OpenInput }
  | { readonly kind: 'revise'; readonly id: string; readonly input: Partial<IncidentDetails> & MarkingInput }
  | StepRequest;

const ACTIONS: Record<IncidentRequest['kind'], Action> = {
  open: 'incident.open',
  revise: 'incident.revise',
  acknowledge: 'incident.acknowledge',
  assign: 'incident.assign',
  changeSeverity: 'incident.changeSeverity',
  hold: 'incident.hold',
  resume: 'incident.hold',
  escalate: 'incident.escalate',
  contain: 'incident.contain',
  resolve: 'incident.resolve',
  reopen: 'incident.reopen',
  close: 'incident.close',
};

export class ChangeIncident extends Command<Written<Incident>> {
  constructor(
    readonly request: IncidentRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeIncident)
export class ChangeIncidentHandler implements ICommandHandler<ChangeIncident> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly attack: AttackReleases,
  ) {}

  async execute({ request, context }: ChangeIncident): Promise<Written<Incident>> {
    const creates = request.kind === 'open';
    const target = creates
      ? newRecordId(this.instanceKey, incidentType.contracts.category, context)
      : { id: request.id, fresh: false };
    return this.ledger.execute({
      type: incidentType,
      recordId: target.id,
      action: request.kind === 'revise' && hasMarking(request.input) ? 'incident.mark' : ACTIONS[request.kind],
      command: await this.commandOf(request, context),
      request,
      context,
      creates,
      fresh: target.fresh,
    });
  }

  private async commandOf(request: IncidentRequest, context: CommandContext): Promise<IncidentCommand> {
    if (request.kind === 'open') return this.openCommand(request.input, context);
    if (request.kind === 'revise')
      await this.attack.requireKnown(context.subject, request.input, {
        type: incidentType,
        id: request.id,
        idsOf: (incident) => (incident.status === 'absent' ? [] : incident.techniqueIds),
      });
    const at = request.kind === 'revise' ? undefined : request.input.at;
    return { type: 'Do', step: stepOf(request, context), doing: this.doing(at, context) };
  }

  private async openCommand(input: OpenInput, context: CommandContext): Promise<IncidentCommand> {
    const { subject } = context;
    if (!decideGrant(subject, 'incident.open').allow) throw forbidden('None of your roles allows incident.open.');
    const [{ tlpSecrecy }] = await Promise.all([
      tenantSettingsOf(this.ledger, subject.tenantId),
      this.attack.requireKnown(subject, input),
    ]);
    const { severity, detectedAt, ...rest } = input;
    return {
      type: 'Open',
      details: { ...BLANK_INCIDENT, title: input.title, ...profileOf(rest) },
      severity,
      marking: markingFrom(input, tlpSecrecy),
      doing: this.doing(detectedAt, context),
      actor: subject.actorId,
    };
  }

  private doing(at: string | undefined, { subject }: CommandContext): Doing {
    const now = this.clock.now().toISOString();
    return { at: at ?? now, now, by: subject.actorKind };
  }
}

const stepOf = (
  request: Exclude<IncidentRequest, { kind: 'open' }>,
  { reason, subject: { actorKind } }: CommandContext,
): IncidentStep => {
  switch (request.kind) {
    case 'revise': {
      const marking = markingChanges(request.input);
      return {
        type: 'Revise',
        changes: profileOf(request.input),
        // The decider completes the marking from the record as it then is, so that a change made meanwhile is not undone.
        ...(marking ? { remark: { marking, hasReason: reason !== undefined } } : {}),
      };
    }
    case 'acknowledge':
      return { type: 'Acknowledge' };
    case 'assign':
      return { type: 'Assign', assignee: request.input.assignee };
    case 'changeSeverity':
      return { type: 'ChangeSeverity', to: request.input.severity, reason };
    case 'hold':
      return { type: 'Hold', reason: request.input.reason };
    case 'resume':
      return { type: 'Resume' };
    case 'escalate':
      return { type: 'Escalate', toTier: request.input.toTier };
    case 'contain':
      return { type: 'Contain' };
    case 'resolve': {
      const { resolution, verdict, automated = actorKind === 'rule' } = request.input;
      return { type: 'Resolve', resolution, verdict, automated };
    }
    case 'reopen':
      return { type: 'Reopen', reason };
    case 'close':
      return { type: 'Close' };
  }
};

/** The id of the incident that stands for one of another system, the same at every import. */
export const importedIncidentId = (tenantId: string, { system, id }: IncidentOrigin): string =>
  naturalId('incident', tenantId, system, id);

/**
 * `facts` in their order, each with its `ref`; those that the incident has imported already are left out.
 * `fresh`: there was no such incident a moment ago.
 */
export class ImportIncident extends Command<Written<Incident>> {
  constructor(
    readonly origin: IncidentOrigin,
    readonly facts: readonly IncidentEvent[],
    readonly context: CommandContext,
    readonly fresh = false,
  ) {
    super();
  }
}

@CommandHandler(ImportIncident)
export class ImportIncidentHandler implements ICommandHandler<ImportIncident> {
  constructor(private readonly ledger: Ledger) {}

  execute({ origin, facts, context, fresh }: ImportIncident): Promise<Written<Incident>> {
    return this.ledger.execute({
      type: incidentType,
      recordId: importedIncidentId(context.subject.tenantId, origin),
      action: 'incident.import',
      command: { type: 'Import', facts },
      request: { origin, facts },
      context,
      creates: true,
      fresh,
    });
  }
}
