/** Which compartments a subject may read, decided once per subject and compartment. */
import type { Reader } from '../postgres/reader.js';
import type { Subject } from './actor.js';
import type { Compartment } from './compartment.js';
import type { Marking } from './marking.js';
import { decide, isPartner } from './policy.js';

export interface Visible {
  readonly aclIds: readonly string[];
  readonly compartments: readonly Compartment[];
  /** Number of the last compartment that was decided on. */
  readonly seq: bigint;
}

const SUBJECTS = 2_000;
const ATTEMPTS = 5;

interface TenantCompartments {
  readonly list: Compartment[];
  seq: bigint;
}

export class CompartmentRegistry {
  private readonly tenants = new Map<string, TenantCompartments>();
  private readonly decided = new Map<string, Visible>();

  constructor(private readonly reader: Reader) {}

  /**
   * Runs a query over what the subject may read. The query returns, from the same snapshot as its rows, the number of the tenant's
   * newest compartment (`(select max(seq) from app.compartment where tenant_id = …)`); when that is newer than what was decided on,
   * the new ones are decided and the query runs again.
   */
  async read<T>(subject: Subject, query: (visible: Visible) => Promise<{ seq: bigint | null; answer: T }>): Promise<T> {
    let visible = this.visibleTo(subject);
    for (let attempt = 1; ; attempt += 1) {
      const { seq, answer } = await query(visible);
      if (seq === null || seq <= visible.seq || attempt >= ATTEMPTS) return answer;
      await this.refresh(subject.tenantId);
      visible = this.visibleTo(subject);
    }
  }

  /** What a subject may read of the compartments known so far. */
  visibleTo(subject: Subject): Visible {
    const tenant = this.tenants.get(subject.tenantId) ?? { list: [], seq: 0n };
    const { tenantId, orgId, actorId, clearance, countries, audience, outside } = subject;
    const key = JSON.stringify([tenantId, orgId, actorId, clearance, countries, audience, outside, isPartner(subject)]);
    const known = this.decided.get(key);
    if (known && known.seq === tenant.seq) return known;
    const compartments = tenant.list.filter((compartment) => decide(subject, 'read', compartment).allow);
    const visible: Visible = { aclIds: compartments.map(({ aclId }) => aclId), compartments, seq: tenant.seq };
    if (this.decided.size >= SUBJECTS) this.decided.clear();
    this.decided.set(key, visible);
    return visible;
  }

  /** Brings in the tenant's newest compartments. */
  async refresh(tenantId: string): Promise<void> {
    const tenant = this.tenants.get(tenantId) ?? { list: [], seq: 0n };
    const { rows } = await this.reader.read(
      { tenantId, aclIds: [] },
      {
        label: 'compartments',
        text: 'select acl_id, seq, owner_organisation, marking from app.compartment where tenant_id = $1 and seq > $2 order by seq',
        values: [tenantId, tenant.seq],
      },
    );
    for (const row of rows) {
      if (row.seq <= tenant.seq) continue;
      tenant.list.push({
        aclId: row.acl_id,
        tenantId,
        ownerOrganisation: row.owner_organisation,
        marking: row.marking as Marking,
      });
      tenant.seq = row.seq;
    }
    this.tenants.set(tenantId, tenant);
  }
}
