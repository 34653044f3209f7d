/** Which tenants there are, as this process knows them: remembered until the system log says otherwise. */
import { randomUUID } from 'node:crypto';
import type { Subject } from '../access/actor.js';
import { Unauthenticated } from '../auth/unauthenticated.js';
import type { CommandContext, Ledger } from '../ledger/ledger.js';
import { SYSTEM_TENANT } from '../ledger/stream-name.js';
import { organisationOf, type RegisteredTenant } from './tenant-registration.record.js';
import { tenantRegistrationId, tenantRegistrationType } from './tenant-registration.type.js';

/** `first-use`: whoever has a token is let in, and what it records registers its tenant; `registered`: superusers register tenants. */
export type TenantPolicy = 'first-use' | 'registered';

const REMEMBERED = 10_000;
/** Who registers a tenant on its first use. */
const FIRST_USE: Subject = {
  actorId: 'rule:first-use',
  actorKind: 'rule',
  sub: 'first-use',
  tenantId: SYSTEM_TENANT,
  orgId: SYSTEM_TENANT,
  roles: ['superuser'],
  clearance: 'UNCLASSIFIED',
  countries: [],
  expiresAt: 0,
};

export class TenantDirectory {
  /** Null: not registered. */
  private readonly known = new Map<string, RegisteredTenant | null>();
  private readonly introduced = new Map<string, Promise<void> | true>();
  /** Raised whenever what is remembered may be out of date. */
  private generation = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly policy: TenantPolicy,
  ) {}

  /** To be called for every event of a registration. */
  forget(): void {
    this.generation += 1;
    this.known.clear();
  }

  async find(tenantId: string): Promise<RegisteredTenant | undefined> {
    const known = this.known.get(tenantId);
    if (known !== undefined) return known ?? undefined;
    const { generation } = this;
    const loaded = await this.ledger.load(tenantRegistrationType, SYSTEM_TENANT, tenantRegistrationId(tenantId));
    const found = loaded?.record.status === 'registered' ? loaded.record : null;
    if (generation === this.generation) {
      if (this.known.size >= REMEMBERED) this.known.clear();
      this.known.set(tenantId, found);
    }
    return found ?? undefined;
  }

  /**
   * Refuses whoever comes from a tenant or organisation that is not registered, where the settings ask for that. A superuser is let in
   * from anywhere: somebody has to register the first tenant.
   * @returns nothing when there is nothing to wait for.
   */
  admit(subject: Subject): Promise<void> | undefined {
    if (this.policy === 'first-use' || subject.roles.includes('superuser')) return undefined;
    const known = this.known.get(subject.tenantId);
    if (known === undefined) return this.find(subject.tenantId).then((found) => refuseStranger(found, subject));
    refuseStranger(known ?? undefined, subject);
    return undefined;
  }

  /** Registers the tenant and organisation of whoever is about to record something, where the settings allow that. */
  introduce({ subject, correlationId }: CommandContext): Promise<void> | undefined {
    const { tenantId, orgId } = subject;
    if (this.policy !== 'first-use' || tenantId === SYSTEM_TENANT || orgId === '') return undefined;
    const key = `${tenantId} ${orgId}`;
    const introduced = this.introduced.get(key);
    if (introduced) return introduced === true ? undefined : introduced;
    const introducing = this.register(tenantId, orgId, correlationId).then(
      () => void this.introduced.set(key, true),
      (error: unknown) => {
        this.introduced.delete(key);
        throw error;
      },
    );
    if (this.introduced.size >= REMEMBERED) this.introduced.clear();
    this.introduced.set(key, introducing);
    return introducing;
  }

  private async register(tenant: string, organisationId: string, correlationId: string): Promise<void> {
    await this.ledger.execute({
      type: tenantRegistrationType,
      recordId: tenantRegistrationId(tenant),
      action: 'tenant.register',
      command: { type: 'Introduce', tenant, organisationId },
      request: { tenant, organisationId },
      context: { subject: FIRST_USE, commandId: randomUUID(), correlationId },
      creates: true,
    });
    this.forget();
  }
}

const refuseStranger = (tenant: RegisteredTenant | undefined, { orgId }: Subject): void => {
  if (!tenant) throw new Unauthenticated('unknown-tenant');
  if (organisationOf(tenant, orgId)?.retiredAt !== null) throw new Unauthenticated('unknown-org');
};
