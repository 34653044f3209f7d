/** Commands on registered tenants, on the system log. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrant } from '../access/policy.js';
import { Clock } from '../ledger/clock.js';
import { forbidden, LedgerError } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { isTokenTenant, SYSTEM_TENANT } from '../ledger/stream-name.js';
import { TenantDirectory } from './tenant-directory.js';
import type { TenantRegistrationCommand } from './tenant-registration.decider.js';
import type { Organisation } from './tenant-registration.events.js';
import type { TenantRegistration } from './tenant-registration.record.js';
import { tenantRegistrationId, tenantRegistrationType } from './tenant-registration.type.js';

export type TenantRequest =
  | { readonly kind: 'create'; readonly name: string; readonly organisations: readonly Organisation[] }
  | { readonly kind: 'addOrganisation'; readonly organisation: Organisation }
  | { readonly kind: 'retireOrganisation'; readonly organisationId: string };

export class ChangeTenant extends Command<Written<TenantRegistration>> {
  constructor(
    readonly tenant: string,
    readonly request: TenantRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeTenant)
export class ChangeTenantHandler implements ICommandHandler<ChangeTenant> {
  constructor(
    private readonly ledger: Ledger,
    private readonly directory: TenantDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws LedgerError FORBIDDEN, NOT_FOUND, INVALID_INPUT for the reserved id of the system log; RuleViolation. */
  async execute({ tenant, request, context }: ChangeTenant): Promise<Written<TenantRegistration>> {
    if (!decideGrant(context.subject, 'tenant.register').allow) throw forbidden('None of your roles allows tenant.register.');
    if (!isTokenTenant(tenant)) throw reserved();
    const written = await this.ledger.execute({
      type: tenantRegistrationType,
      recordId: tenantRegistrationId(tenant),
      action: 'tenant.register',
      command: this.commandOf(tenant, request),
      request: { tenant, ...request },
      context: { ...context, subject: { ...context.subject, tenantId: SYSTEM_TENANT } },
      creates: request.kind === 'create',
    });
    this.directory.forget();
    return written;
  }

  private commandOf(tenant: string, request: TenantRequest): TenantRegistrationCommand {
    switch (request.kind) {
      case 'create':
        return { type: 'Register', tenant, name: request.name, organisations: request.organisations };
      case 'addOrganisation':
        return { type: 'AddOrganisation', organisation: request.organisation };
      default:
        return { type: 'RetireOrganisation', id: request.organisationId, now: this.clock.now().toISOString() };
    }
  }
}

const reserved = (): LedgerError => {
  const message = 'is reserved for the system log; choose another';
  return new LedgerError('INVALID_INPUT', `The input is not valid: tenant ${message}.`, {
    fields: [{ path: 'tenant', message }],
  });
};
