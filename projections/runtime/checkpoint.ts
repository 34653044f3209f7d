/** How far a read model has come, kept in its own schema and moved in the transaction of its rows. */
import { hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { LogItem } from '../../src/ledger/subscription.js';

/** Why a projection stopped: the event that it could not fold. */
export interface Poison {
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  readonly error: string;
}

export interface Checkpoint {
  readonly position: bigint | undefined;
  readonly recordedAt: string | undefined;
  readonly version: number;
}

/** Another process moved this projection; its checkpoint has to be read again. */
export class CheckpointMoved extends Error {
  constructor(schema: string) {
    super(`${schema}: another projector moved the checkpoint`);
    this.name = 'CheckpointMoved';
  }
}

export const NOTIFY_CHANNEL = 'ledger_projection';

export const createCheckpointSql = (schema: string, version: number): readonly string[] => [
  `create table "${schema}".checkpoint (one boolean primary key default true check (one), position bigint, recorded_at timestamptz,
     complete_at timestamptz not null default 'epoch', version integer not null, stopped jsonb)`,
  `insert into "${schema}".checkpoint (version) values (${version})`,
];

/** One lock per projection and schema, held for the length of a transaction. */
export const lockKey = (schema: string): bigint => hash('sha256', `projection ${schema}`, 'buffer').readBigInt64BE(0);

export const readCheckpoint = async (client: Pick<ClientBase, 'query'>, schema: string): Promise<Checkpoint | undefined> => {
  const { rows: found } = await client.query('select to_regclass($1) is not null as there', [`"${schema}".checkpoint`]);
  if (!found[0].there) return undefined;
  const { rows } = await client.query(`select position, recorded_at, version from "${schema}".checkpoint`);
  return { position: rows[0].position ?? undefined, recordedAt: rows[0].recorded_at ?? undefined, version: rows[0].version };
};

/**
 * Opens the transaction of a batch. Its statements are planned anew each time: a plan made while the tables were small would scan them
 * for ever.
 * @throws {CheckpointMoved}
 */
export const beginAt = async (client: ClientBase, schema: string, expected: bigint | undefined): Promise<void> => {
  const results = (await client.query(
    `begin; set local synchronous_commit to off; set local plan_cache_mode to force_custom_plan; select pg_advisory_xact_lock(${lockKey(schema)}); select position from "${schema}".checkpoint`,
  )) as unknown as { rows: { position: bigint | null }[] }[];
  if ((results[4].rows[0]?.position ?? undefined) !== expected) {
    await client.query('rollback');
    throw new CheckpointMoved(schema);
  }
};

export interface Reached {
  readonly position: bigint;
  /** Of the last event of ours; undefined when the batch had none. */
  readonly recordedAt: string | undefined;
  /** The moment up to which the model is known to be complete; undefined: not known anew. */
  readonly completeAt: string | undefined;
}

/** Of the last event of ours in a batch; undefined when it has none. */
export const lastRecordedAt = (items: readonly LogItem[]): string | undefined => {
  return items.findLast((item) => item.kind !== 'skipped')?.recordedAt;
};

const instant = (text: string | undefined): string =>
  text === undefined ? 'null' : `'${new Date(text).toISOString()}'::timestamptz`;

/** Numbers and instants are safe to write into the statement, which then takes one round trip with others. */
const moveSql = (schema: string, { position, recordedAt, completeAt }: Reached): string =>
  `update "${schema}".checkpoint set position = ${position}, recorded_at = coalesce(${instant(recordedAt)}, recorded_at),
     complete_at = greatest(complete_at, ${instant(completeAt)}), stopped = null`;

export const commitAt = async (client: ClientBase, schema: string, reached: Reached): Promise<void> => {
  await client.query(`${moveSql(schema, reached)}; notify ${NOTIFY_CHANNEL}, '${schema} ${reached.position}'; commit`);
};

/** A step of a model past items of which it folds none. */
export interface Pass {
  readonly schema: string;
  readonly expected: bigint | undefined;
  readonly reached: Reached;
}

/**
 * Moves models past items, in one transaction and one round trip. Left out, and never waited for, is a model that another transaction is at.
 * @returns the schemas of those that stood where they were expected and have moved.
 */
export const passAt = async (client: Pick<ClientBase, 'query'>, passes: readonly Pass[]): Promise<ReadonlySet<string>> => {
  const keys = passes.map(({ schema }) => lockKey(schema));
  const moves = passes.map(
    ({ schema, expected, reached }, i) => `moved_${i} as (${moveSql(schema, reached)}
       where position is not distinct from ${expected ?? 'null'} and exists (select from free where key = ${keys[i]} and mine)
       returning '${schema}' as schema, position)`,
  );
  const results = (await client.query(
    `set local synchronous_commit to off;
     with free as materialized (select key, pg_try_advisory_xact_lock(key) as mine from unnest(array[${keys.join(', ')}]::bigint[]) key),
       ${moves.join(', ')}
     select schema, pg_notify('${NOTIFY_CHANNEL}', schema || ' ' || position)
     from (${passes.map((_, i) => `select schema, position from moved_${i}`).join(' union all ')}) moved`,
  )) as unknown as { rows: { schema: string }[] }[];
  return new Set(results[1].rows.map(({ schema }) => schema));
};

export const markStopped = async (client: Pick<ClientBase, 'query'>, schema: string, poison: Poison): Promise<void> => {
  await client.query(`update "${schema}".checkpoint set stopped = $1`, [JSON.stringify(poison)]);
};

/**
 * Says that the model is complete up to now although nothing came.
 * @returns false when the stored checkpoint is at another position.
 */
export const touch = async (
  client: Pick<ClientBase, 'query'>,
  schema: string,
  position: bigint | undefined,
  now: string,
): Promise<boolean> => {
  const { rowCount } = await client.query({
    name: `touch ${schema}`,
    text: `update "${schema}".checkpoint set complete_at = greatest(complete_at, $1) where position is not distinct from $2::bigint`,
    values: [now, position ?? null],
  });
  return rowCount === 1;
};
