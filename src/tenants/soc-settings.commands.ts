/** Commands on what a tenant's security operations are measured against, and how far its reports go: parts of its settings. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Action } from '../access/policy.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import type { RoleCeiling } from './sharing-settings.events.js';
import type { DetectionScope, KpiTarget, SlaPolicy } from './soc-settings.events.js';
import type { TenantSettingsCommand } from './tenant-settings.decider.js';
import { tenantSettingsId } from './tenant-settings.facts.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';
import { tenantSettingsType } from './tenant-settings.type.js';

export type SocSettingsRequest =
  | { readonly kind: 'setSlaPolicy'; readonly id?: string; readonly policy: SlaPolicy }
  | { readonly kind: 'removeSlaPolicy'; readonly id: string }
  | { readonly kind: 'setKpiTarget'; readonly target: KpiTarget }
  | { readonly kind: 'removeKpiTarget'; readonly kpi: KpiTarget['kpi'] }
  | { readonly kind: 'declareDetectionScope'; readonly scope: DetectionScope }
  | { readonly kind: 'setSharingCeiling'; readonly ceiling: RoleCeiling }
  | { readonly kind: 'removeSharingCeiling'; readonly role: RoleCeiling['role'] };

const ACTIONS: Readonly<Record<SocSettingsRequest['kind'], Action>> = {
  setSlaPolicy: 'tenant.setSlaPolicy',
  removeSlaPolicy: 'tenant.setSlaPolicy',
  setKpiTarget: 'tenant.setKpiTarget',
  removeKpiTarget: 'tenant.setKpiTarget',
  declareDetectionScope: 'tenant.declareDetectionScope',
  setSharingCeiling: 'tenant.setSharingCeiling',
  removeSharingCeiling: 'tenant.setSharingCeiling',
};

export class ChangeSocSettings extends Command<Written<TenantSettingsRecord> & { readonly policyId: string | null }> {
  constructor(
    readonly request: SocSettingsRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeSocSettings)
export class ChangeSocSettingsHandler implements ICommandHandler<ChangeSocSettings> {
  constructor(
    private readonly ledger: Ledger,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws RuleViolation NOT_FOUND for the removal of what is not there, and the rules of the settings. */
  async execute({ request, context }: ChangeSocSettings) {
    const policyId =
      request.kind === 'setSlaPolicy' ? (request.id ?? newRecordId(this.instanceKey, 'slaPolicy', context).id) : null;
    const written = await this.ledger.execute({
      type: tenantSettingsType,
      recordId: tenantSettingsId(context.subject.tenantId),
      action: ACTIONS[request.kind],
      command: commandOf(request, policyId),
      request,
      context,
      creates: true,
    });
    return { ...written, policyId };
  }
}

const commandOf = (request: SocSettingsRequest, policyId: string | null): TenantSettingsCommand => {
  switch (request.kind) {
    case 'setSlaPolicy':
      return { type: 'SetSlaPolicy', id: policyId!, policy: request.policy };
    case 'removeSlaPolicy':
      return { type: 'RemoveSlaPolicy', id: request.id };
    case 'setKpiTarget':
      return { type: 'SetKpiTarget', target: request.target };
    case 'removeKpiTarget':
      return { type: 'RemoveKpiTarget', kpi: request.kpi };
    case 'declareDetectionScope':
      return { type: 'DeclareDetectionScope', scope: request.scope };
    case 'setSharingCeiling':
      return { type: 'SetSharingCeiling', ceiling: request.ceiling };
    case 'removeSharingCeiling':
      return { type: 'RemoveSharingCeiling', role: request.role };
  }
};
