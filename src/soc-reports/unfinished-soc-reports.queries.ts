/** The reports of all tenants that there is something to do for, and whose turn it is to do it. */
import type { Pool } from 'pg';
import { atStandstill } from '../postgres/standstill.js';
import { whileHeld } from '../postgres/held-lock.js';

/** That a process works on; each holds a connection. */
export const REPORTS_AT_ONCE = 2;

export interface UnfinishedReport {
  readonly id: string;
  readonly tenantId: string;
}

export class UnfinishedSocReports {
  /** @param pool as the role that projects. */
  constructor(private readonly pool: Pool) {}

  /** Those that waited longest first. */
  async list(limit: number): Promise<readonly UnfinishedReport[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query({
      name: 'unfinished soc reports',
      text: `select id, tenant_id from rm_soc_reports.soc_report_state where to_position is null and next_step is not null order by from_position limit $1`,
      values: [limit],
    });
    return rows.map((row) => ({ id: row.id, tenantId: row.tenant_id }));
  }

  /** @returns false when another process works on it. */
  whileMine({ id, tenantId }: UnfinishedReport, work: () => Promise<void>): Promise<boolean> {
    return whileHeld(this.pool, `soc report ${tenantId} ${id}`, work);
  }
}
