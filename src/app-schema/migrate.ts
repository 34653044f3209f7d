/** Brings schema `app` to its newest version, and the wall around read models that are older than it. */
import pg from 'pg';
import { DataSource } from 'typeorm';
import { asRole, OWNER, PROJECTOR, readyRoles } from '../postgres/roles.js';
import { migrations } from './migrations/index.js';

const LOCK = 7_240_117_360_510n;

/** Every read model with a table that the wall does not stand around, put behind it; one that is being built puts itself there. */
const WALL_OLDER = `select app.wall(n.nspname) from pg_namespace n
  where n.nspname like 'rm\\_%' and n.nspname not like '%\\_next' and exists (
  select from pg_class c where c.relnamespace = n.oid and c.relkind = 'r' and c.relname not in ('checkpoint', 'log_time') and not c.relrowsecurity
  union all select from pg_class c where c.relnamespace = n.oid and c.relkind = 'r' and not has_table_privilege('ledger_reader', c.oid, 'select'))`;

/** @throws ConfigError when the login of the URL may not make the roles, or owns neither the database nor what is in it. */
export const migrate = async (databaseUrl: string): Promise<void> => {
  const login = new pg.Client({ connectionString: databaseUrl, application_name: 'intelligence-ledger migrations' });
  await login.connect();
  try {
    // Several processes may start at once.
    await login.query('select pg_advisory_lock($1)', [LOCK]);
    await readyRoles(login);
    const source = new DataSource({
      type: 'postgres',
      url: databaseUrl,
      schema: 'app',
      migrations,
      migrationsTableName: 'migration',
      extra: { options: asRole(OWNER) },
    });
    await source.initialize();
    try {
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
    await login.query(`set role ${PROJECTOR}`);
    await login.query(WALL_OLDER);
  } finally {
    await login.end();
  }
};
