/** Work that one process at a time does. */
import type { Pool, PoolClient } from 'pg';

/**
 * The lock is the connection's: it ends with the process.
 * @param take the function of PostgreSQL that takes it.
 * @returns undefined when it is another's.
 */
const locked = async <T>(pool: Pool, name: string, take: string, work: () => Promise<T>): Promise<T | undefined> => {
  const client: PoolClient = await pool.connect();
  let broken = false;
  try {
    const { rows } = await client.query(`select ${take}(hashtextextended($1, 0)) as mine`, [name]);
    if (rows[0].mine === false) return undefined;
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => {
        broken = true;
      });
    }
  } finally {
    client.release(broken);
  }
};

/**
 * Works while no other process works under the same name.
 * @returns false when another process works under it.
 */
export const whileHeld = async (pool: Pool, name: string, work: () => Promise<void>): Promise<boolean> =>
  (await locked(pool, name, 'pg_try_advisory_lock', () => work().then(() => true))) ?? false;

/** Works as soon as nobody else works under the same name. Whoever waits keeps a connection of the pool. */
export const onceFree = async <T>(pool: Pool, name: string, work: () => Promise<T>): Promise<T> =>
  (await locked(pool, name, 'pg_advisory_lock', work)) as T;

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
