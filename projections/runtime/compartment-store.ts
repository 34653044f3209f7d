/** Puts compartments into `app.compartment` in the transaction of the first row that uses them. */
import type { ClientBase } from 'pg';
import { type Compartment, compartmentOf } from '../../src/access/compartment.js';
import type { Protection } from '../../src/access/marking.js';

/** Compartments are numbered in commit order, so that a reader who knows number n knows all before it. */
const LOCK = 7_240_117_360_511n;

export class CompartmentStore {
  private readonly known = new Set<string>();
  private readonly fresh = new Map<string, Compartment>();

  idOf(protection: Protection): string {
    const aclId = compartmentOf(protection);
    if (!this.known.has(aclId) && !this.fresh.has(aclId)) this.fresh.set(aclId, { aclId, ...protection });
    return aclId;
  }

  async flush(client: ClientBase): Promise<void> {
    if (this.fresh.size === 0) return;
    const fresh = [...this.fresh.values()];
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(
      `insert into app.compartment (acl_id, tenant_id, owner_organisation, marking)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) on conflict (acl_id) do nothing`,
      [
        fresh.map(({ aclId }) => aclId),
        fresh.map(({ tenantId }) => tenantId),
        fresh.map(({ ownerOrganisation }) => ownerOrganisation),
        fresh.map(({ marking }) => JSON.stringify(marking)),
      ],
    );
    for (const { aclId } of fresh) this.known.add(aclId);
    this.fresh.clear();
  }

  forget(): void {
    this.known.clear();
    this.fresh.clear();
  }
}
