/** Commands on a tenant's reporting expectations, which are part of its settings. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../ledger/clock.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import type { GivenExpectation, TenantSettingsCommand } from './tenant-settings.decider.js';
import { tenantSettingsId } from './tenant-settings.facts.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';
import { tenantSettingsType } from './tenant-settings.type.js';

export type ExpectationRequest =
  | { readonly kind: 'set'; readonly id?: string; readonly expectation: GivenExpectation }
  | { readonly kind: 'remove'; readonly id: string };

export class ChangeReportingExpectation extends Command<Written<TenantSettingsRecord> & { readonly expectationId: string }> {
  constructor(
    readonly request: ExpectationRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeReportingExpectation)
export class ChangeReportingExpectationHandler implements ICommandHandler<ChangeReportingExpectation> {
  constructor(
    private readonly ledger: Ledger,
    private readonly instanceKey: InstanceKey,
    private readonly clock: Clock,
  ) {}

  /** @throws RuleViolation NOT_FOUND for the removal of an expectation that is not there. */
  async execute({ request, context }: ChangeReportingExpectation) {
    const expectationId = request.id ?? newRecordId(this.instanceKey, 'reportingExpectation', context).id;
    const written = await this.ledger.execute({
      type: tenantSettingsType,
      recordId: tenantSettingsId(context.subject.tenantId),
      action: 'tenant.setExpectation',
      command: this.commandOf(request, expectationId),
      request,
      context,
      creates: true,
    });
    return { ...written, expectationId };
  }

  private commandOf(request: ExpectationRequest, id: string): TenantSettingsCommand {
    return request.kind === 'remove'
      ? { type: 'RemoveExpectation', id }
      : { type: 'SetExpectation', id, expectation: request.expectation, now: this.clock.now().toISOString() };
  }
}
