/** Commands on a tenant's settings. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RuleViolation } from '../ledger/decider.js';
import { LedgerError } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import type { GivenChanges } from './tenant-settings.decider.js';
import { tenantSettingsId } from './tenant-settings.facts.js';
import type { TenantSettingsRecord } from './tenant-settings.record.js';
import { tenantSettingsType } from './tenant-settings.type.js';

export class ChangeTenantSettings extends Command<Written<TenantSettingsRecord>> {
  constructor(
    readonly changes: GivenChanges,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeTenantSettings)
export class ChangeTenantSettingsHandler implements ICommandHandler<ChangeTenantSettings> {
  constructor(private readonly ledger: Ledger) {}

  /** @throws RuleViolation NOTHING_CHANGED where a tenant without settings of its own asks for the defaults: no change, so no receipt. */
  async execute({ changes, context }: ChangeTenantSettings): Promise<Written<TenantSettingsRecord>> {
    try {
      return await this.ledger.execute({
        type: tenantSettingsType,
        recordId: tenantSettingsId(context.subject.tenantId),
        action: 'tenant.changeSettings',
        command: { type: 'Change', changes },
        request: changes,
        context,
        creates: true,
      });
    } catch (error) {
      if (!(error instanceof LedgerError && error.code === 'NOT_FOUND')) throw error;
      throw new RuleViolation(
        'NOTHING_CHANGED',
        'These are the settings that the tenant works under already. Give another value to change them.',
      );
    }
  }
}
