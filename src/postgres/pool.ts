/** PostgreSQL pools with the types this product uses: bigint as BigInt, timestamps as UTC ISO 8601 strings. */
import pg from 'pg';
import { asRole, type LedgerRole } from './roles.js';

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;

const toIso = (text: string): string => new Date(text).toISOString();
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, (text) => BigInt(text)],
  [INT8_ARRAY, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt))],
  [NUMERIC, (text) => text],
  [TIMESTAMPTZ, toIso],
]);
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};

export interface PoolOptions {
  readonly max: number;
  readonly name: string;
  readonly onError: (error: Error) => void;
  /** Milliseconds after which PostgreSQL gives up a statement; undefined: never. */
  readonly statementTimeout?: number;
  /** Settings of every session, by name; values without blanks. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whom every session works as; its login when left out. */
  readonly role?: LedgerRole;
  /** Readies a session before its first use, and says when it is done. */
  readonly prepare?: NonNullable<pg.PoolConfig['verify']>;
}

/** A pool whose idle connections may break without taking the process down. */
export const createPool = (url: string, options: PoolOptions): pg.Pool => {
  const { max, name, onError, statementTimeout, settings = {}, role, prepare } = options;
  const sessions = Object.entries({ TimeZone: 'UTC', ...settings }).map(([setting, value]) => `-c ${setting}=${value}`);
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: `intelligence-ledger ${name}`,
    types,
    options: [...sessions, ...(role === undefined ? [] : [asRole(role)])].join(' '),
    connectionTimeoutMillis: 5_000,
    ...(statementTimeout === undefined ? {} : { statement_timeout: statementTimeout }),
    ...(prepare === undefined ? {} : { verify: prepare }),
  });
  pool.on('error', onError);
  // A connection that breaks while it is checked out reports here; the query under way fails by itself.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
};
