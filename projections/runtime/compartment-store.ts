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
    // One statement, as a bulk fold has no transaction around it; committed to the disk, as a number given out twice would hide records.
    await client.query(
      `with turn as materialized (select pg_advisory_xact_lock($5), set_config('synchronous_commit', 'on', true))
       insert into app.compartment (acl_id, tenant_id, owner_organisation, marking)
       select v.* from turn, unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) v on conflict (acl_id) do nothing`,
      [
        fresh.map(({ aclId }) => aclId),
        fresh.map(({ tenantId }) => tenantId),
        fresh.map(({ ownerOrganisation }) => ownerOrganisation),
        fresh.map(({ marking }) => JSON.stringify(marking)),
        LOCK,
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
