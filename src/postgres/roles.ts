/** The roles of PostgreSQL: who migrates, who projects, who reads. They belong to the server, so every ledger on it shares them. */
import type { ClientBase } from 'pg';
import { ConfigError } from '../config/config-error.js';

/** Owns schema `app`. */
export const OWNER = 'ledger_owner';
/** Owns the read models and writes them; row-level security does not hold for it. */
export const PROJECTOR = 'ledger_projector';
/** Reads what its context lets it see; owns nothing. */
export const READER = 'ledger_reader';
export type LedgerRole = typeof OWNER | typeof PROJECTOR | typeof READER;

const ATTRIBUTES: Readonly<Record<LedgerRole, string>> = {
  [OWNER]: 'nologin nobypassrls',
  [PROJECTOR]: 'nologin bypassrls',
  [READER]: 'nologin nobypassrls',
};
/** What a login may do with a role: a reader has to be asked for, so that nobody reads as one by chance. */
const MEMBERSHIP: Readonly<Record<LedgerRole, { readonly has: string; readonly granted: string }>> = {
  [OWNER]: { has: 'SET,USAGE', granted: 'set true, inherit true' },
  [PROJECTOR]: { has: 'SET,USAGE', granted: 'set true, inherit true' },
  [READER]: { has: 'SET', granted: 'set true, inherit false' },
};
const ROLES = Object.keys(ATTRIBUTES) as readonly LedgerRole[];

const ATTEMPTS = 10;
/** Others on the server make the same roles at this moment: duplicate_object, unique_violation, and a tuple concurrently updated. */
const MEANWHILE = new Set(['42710', '23505', 'XX000']);
const INSUFFICIENT_PRIVILEGE = '42501';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const createSql = (role: LedgerRole): string => `create role ${role} ${ATTRIBUTES[role]}`;
const grantSql = (role: LedgerRole, login: string): string =>
  `grant ${role} to ${quoted(login)} with ${MEMBERSHIP[role].granted}`;

type Client = Pick<ClientBase, 'query'>;

/** What is missing for a login to work as each of the roles, as SQL. */
const missingSql = async (client: Client, login: string): Promise<readonly string[]> => {
  const { rows } = await client.query('select rolname from pg_roles where rolname = any($1)', [ROLES]);
  const there = new Set(rows.map(({ rolname }) => rolname as string));
  const statements: string[] = [];
  for (const role of ROLES) {
    if (!there.has(role)) statements.push(createSql(role));
    const member =
      there.has(role) &&
      (await Promise.all(
        MEMBERSHIP[role].has
          .split(',')
          .map(async (how) => (await client.query('select pg_has_role($1, $2, $3) as it', [login, role, how])).rows[0].it),
      ).then((answers) => answers.every(Boolean)));
    if (!member) statements.push(grantSql(role, login));
  }
  return statements;
};

/**
 * Makes the roles where they are missing and lets `login` work as each of them; whoever else does the same at once does no harm.
 * @throws ConfigError with the SQL to run when the client may not make them.
 */
export const ensureRoles = async (client: Client, login: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const statements = await missingSql(client, login);
    if (statements.length === 0) return;
    try {
      for (const sql of statements) await client.query(sql);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === INSUFFICIENT_PRIVILEGE)
        throw new ConfigError(
          `The role ${login} of DATABASE_URL may not set up the roles of the ledger; let an administrator of PostgreSQL run: ${statements.join('; ')}; and start again.`,
        );
      if (!MEANWHILE.has(code ?? '') || attempt === ATTEMPTS) throw error;
    }
  }
};

/** Gives schema `app` and the read models to their roles; a ledger older than the roles has them in its login's own name. */
const HAND_OVER = `do $$
declare
  it record;
begin
  if not (has_database_privilege('${OWNER}', current_database(), 'CREATE') and has_database_privilege('${PROJECTOR}', current_database(), 'CREATE')) then
    execute format('grant create on database %I to ${OWNER}, ${PROJECTOR}', current_database());
  end if;
  if to_regnamespace('app') is null then
    create schema app authorization ${OWNER};
  end if;
  for it in
    select n.nspname as name, case when n.nspname = 'app' then '${OWNER}' else '${PROJECTOR}' end as heir from pg_namespace n
      where n.nspname = 'app' or n.nspname like 'rm\\_%'
  loop
    if (select nspowner from pg_namespace where nspname = it.name) <> it.heir::regrole then
      execute format('alter schema %I owner to %I', it.name, it.heir);
    end if;
  end loop;
  for it in
    select n.nspname as schema, c.relname as name, case when n.nspname = 'app' then '${OWNER}' else '${PROJECTOR}' end as heir
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where (n.nspname = 'app' or n.nspname like 'rm\\_%') and c.relkind in ('r', 'p')
        and c.relowner <> (case when n.nspname = 'app' then '${OWNER}' else '${PROJECTOR}' end)::regrole
  loop
    execute format('alter table %I.%I owner to %I', it.schema, it.name, it.heir);
  end loop;
end $$`;

/**
 * Readies a database for the migrations, which run as {@link OWNER}: roles, schema `app`, and whose they are.
 * @param client connected as the login of DATABASE_URL.
 * @throws ConfigError when that login may not.
 */
export const readyRoles = async (client: Client): Promise<void> => {
  const { rows } = await client.query('select session_user as login, current_database() as database');
  const { login, database } = rows[0] as { login: string; database: string };
  await ensureRoles(client, login);
  await client.query(HAND_OVER).catch((error: Error & { code?: string }) => {
    if (error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new ConfigError(
      `The role ${login} of DATABASE_URL does not own the database ${database} (${error.message}); let an administrator run: alter database ${quoted(database)} owner to ${quoted(login)}; and start again.`,
    );
  });
};

/** A setting of a session that makes it work as a role from its start, also after RESET ROLE. */
export const asRole = (role: LedgerRole): string => `-c role=${role}`;
