/** The reports of all tenants that there is something to do for, and whose turn it is to do it. */
import type { Pool, PoolClient } from 'pg';

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
    const { rows } = await this.pool.query({
      name: 'unfinished soc reports',
      text: `select id, tenant_id from rm_soc_reports.soc_report_state where to_position is null and next_step is not null order by from_position limit $1`,
      values: [limit],
    });
    return rows.map((row) => ({ id: row.id, tenantId: row.tenant_id }));
  }

  /**
   * Works on a report while no other process does. The lock is the connection's: it ends with the process.
   * @returns false when another process works on it.
   */
  async whileMine({ id, tenantId }: UnfinishedReport, work: () => Promise<void>): Promise<boolean> {
    const client: PoolClient = await this.pool.connect();
    const key = `soc report ${tenantId} ${id}`;
    let broken = false;
    try {
      const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', [key]);
      if (!rows[0].mine) return false;
      try {
        await work();
        return true;
      } finally {
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]).catch(() => {
          broken = true;
        });
      }
    } finally {
      client.release(broken);
    }
  }
}
