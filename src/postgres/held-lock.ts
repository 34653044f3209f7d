/** Work that one process at a time does. */
import type { Pool, PoolClient } from 'pg';

/**
 * Works while no other process works under the same name. The lock is the connection's: it ends with the process.
 * @returns false when another process works under it.
 */
export const whileHeld = async (pool: Pool, name: string, work: () => Promise<void>): Promise<boolean> => {
  const client: PoolClient = await pool.connect();
  let broken = false;
  try {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', [name]);
    if (!rows[0].mine) return false;
    try {
      await work();
      return true;
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => {
        broken = true;
      });
    }
  } finally {
    client.release(broken);
  }
};

/** Whether some process holds the lock of this name. */
export const isHeld = async (pool: Pool, name: string): Promise<boolean> => {
  const { rows } = await pool.query<{ held: boolean }>({
    name: 'held lock',
    text: `select exists (select from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
        and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)) as held`,
    values: [name],
  });
  return rows[0].held;
};
