/** The pushes of all tenants that were received and not taken in, and which process takes them in. */
import type { Pool } from 'pg';
import { whileHeld } from '../../../postgres/held-lock.js';
import { atStandstill } from '../../../postgres/standstill.js';

export interface PushPlace {
  readonly tenantId: string;
  readonly id: string;
}

/** Pushes that one look takes up. */
const MOST = 20;

export class TaxiiPushWork {
  /** @param pool as the role that projects: this is of all tenants. */
  constructor(private readonly pool: Pool) {}

  /** Before its event. @param notBefore when others may take it up, UTC ISO 8601: whoever receives it takes it in. */
  async expect({ tenantId, id }: PushPlace, notBefore: string): Promise<void> {
    await this.pool.query(
      `insert into app.taxii_push_open (tenant_id, push_id, not_before) values ($1, $2, $3)
        on conflict (tenant_id, push_id) do update set not_before = excluded.not_before`,
      [tenantId, id, notBefore],
    );
  }

  async end({ tenantId, id }: PushPlace): Promise<void> {
    await this.pool.query('delete from app.taxii_push_open where tenant_id = $1 and push_id = $2', [tenantId, id]);
  }

  /** The oldest first. @param now UTC, ISO 8601. */
  async brokenOff(now: string): Promise<readonly PushPlace[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query<{ tenant_id: string; push_id: string }>(
      `select tenant_id, push_id from app.taxii_push_open where not_before <= $1 order by not_before, push_id limit ${MOST}`,
      [now],
    );
    return rows.map(({ tenant_id, push_id }) => ({ tenantId: tenant_id, id: push_id }));
  }

  /** @returns false when another process takes it in. */
  whileMine({ tenantId, id }: PushPlace, work: () => Promise<void>): Promise<boolean> {
    return whileHeld(this.pool, `taxii push ${tenantId} ${id}`, work);
  }
}
