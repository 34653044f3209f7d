/** Compares the read models that lived through the kills with models rebuilt from the log. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { models } from '../../../projections/registry.js';
import { rebuild } from '../../../projections/runtime/generation.js';
import { readCheckpoint } from '../../../projections/runtime/checkpoint.js';
import { liveSchema } from '../../../projections/runtime/projection.js';
import type { EsdbEventLog } from '../../../src/ledger/esdb/esdb-event-log.js';

const CATCH_UP_MS = 30_000;

/** Waits for every model's stored checkpoint to name the last event of the log. PostgreSQL may be restarting meanwhile. */
export const assertCaughtUp = async (pool: Pool, head: bigint): Promise<void> => {
  const deadline = Date.now() + CATCH_UP_MS;
  for (;;) {
    const behind = await modelsNotAt(pool, head).catch((error: Error) => [error.message]);
    if (behind.length === 0) return;
    if (Date.now() > deadline) assert.fail(`the log ends at ${head}, and yet: ${behind.join(', ')}`);
    await delay(50);
  }
};

const modelsNotAt = async (pool: Pool, head: bigint): Promise<readonly string[]> => {
  const reached = await Promise.all(models.map(async (model) => (await readCheckpoint(pool, liveSchema(model)))?.position));
  return models.flatMap(({ name }, i) => (reached[i] === head ? [] : [`${name} stays at ${reached[i]}`]));
};

/** Rows and checksum of every table of a schema, whole; how far it has come apart. */
const contents = async (pool: Pool, schema: string): Promise<Record<string, string>> => {
  const { rows } = await pool.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = $1 and tablename <> 'checkpoint' order by 1`,
    [schema],
  );
  const sums: Record<string, string> = {};
  for (const { tablename } of rows) {
    const sum = await pool.query<{ n: bigint; digest: string | null }>(
      `select count(*) as n, md5(string_agg(line, e'\\n' order by line collate "C")) as digest from (select t::text as line from "${schema}".${tablename} t) lines`,
    );
    sums[tablename] = `${sum.rows[0].n} rows, ${sum.rows[0].digest}`;
  }
  return sums;
};

/**
 * Rebuilds every model, which compares it with the live one by itself, then compares all tables of both in full.
 * @returns rows and checksum of every table by `<model>.<table>`.
 */
export const assertEqualToRebuild = async (pool: Pool, log: EsdbEventLog): Promise<Record<string, string>> => {
  const live = await Promise.all(models.map((model) => contents(pool, liveSchema(model))));
  await rebuild(models, { pool, log, now: () => new Date() });
  const rebuilt = await Promise.all(models.map((model) => contents(pool, liveSchema(model))));
  const byName = (sums: readonly Record<string, string>[]) =>
    Object.fromEntries(models.flatMap(({ name }, i) => Object.entries(sums[i]).map(([table, sum]) => [`${name}.${table}`, sum])));
  assert.deepEqual(byName(live), byName(rebuilt));
  return byName(rebuilt);
};

/** Every compartment that a row names can be looked up. */
export const assertCompartmentsKnown = async (pool: Pool): Promise<void> => {
  const { rows: tables } = await pool.query<{ place: string }>(
    `select format('select acl_id from %I.%I', table_schema, table_name) as place from information_schema.columns
     where column_name = 'acl_id' and table_schema = any($1)`,
    [models.map(liveSchema)],
  );
  assert.ok(tables.length > 0);
  const { rows: unknown } = await pool.query(
    `select distinct acl_id from (${tables.map(({ place }) => place).join(' union all ')}) used where acl_id not in (select acl_id from app.compartment)`,
  );
  assert.deepEqual(unknown, []);
};
