/** A checkpoint moves with the rows of its transaction, and only from where the projector believes it to be. */
import assert from 'node:assert/strict';
import type { PoolClient } from 'pg';
import {
  beginAt,
  CheckpointMoved,
  commitAt,
  createCheckpointSql,
  markStopped,
  passAt,
  readCheckpoint,
  touch,
} from '../../../projections/runtime/checkpoint.js';
import { Passes } from '../../../projections/runtime/passes.js';
import { createPool } from '../../../src/postgres/pool.js';
import { freshDatabase, type FreshDatabase } from '../../spec/stores.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 10, minutes)).toISOString();

describe('the checkpoint of a projection', function () {
  this.timeout(30_000);
  let database: FreshDatabase;
  let pool: ReturnType<typeof createPool>;
  let client: PoolClient;
  before(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, { max: 3, name: 'spec', onError: () => undefined });
    client = await pool.connect();
  });
  beforeEach(() =>
    client.query(`drop schema if exists rm_x cascade; create schema rm_x; ${createCheckpointSql('rm_x', 3).join(';')}`),
  );
  after(async () => {
    client?.release();
    await pool?.end();
    await database?.drop();
  });

  const completeAt = async () => (await client.query('select complete_at from rm_x.checkpoint')).rows[0].complete_at;

  it('is missing for a model that was never built, and empty for one that read nothing', async () => {
    assert.equal(await readCheckpoint(client, 'rm_y'), undefined);
    assert.deepEqual(await readCheckpoint(client, 'rm_x'), { position: undefined, recordedAt: undefined, version: 3 });
  });

  it('moves from where it was believed to be', async () => {
    await beginAt(client, 'rm_x', undefined);
    await commitAt(client, 'rm_x', { position: 7n, recordedAt: at(0), completeAt: at(0) });
    await beginAt(client, 'rm_x', 7n);
    await commitAt(client, 'rm_x', { position: 9n, recordedAt: undefined, completeAt: undefined });
    assert.deepEqual(await readCheckpoint(client, 'rm_x'), { position: 9n, recordedAt: at(0), version: 3 });
    await assert.rejects(beginAt(client, 'rm_x', 7n), CheckpointMoved);
    await assert.rejects(beginAt(client, 'rm_x', undefined), CheckpointMoved);
  });

  it('lets one projector wait for the other, and then says that it moved', async () => {
    await beginAt(client, 'rm_x', undefined);
    const other = await pool.connect();
    try {
      const second = assert.rejects(beginAt(other, 'rm_x', undefined), CheckpointMoved);
      await commitAt(client, 'rm_x', { position: 1n, recordedAt: at(0), completeAt: at(0) });
      await second;
    } finally {
      other.release();
    }
  });

  it('never takes back how far the model is known to be complete', async () => {
    assert.equal(await touch(client, 'rm_x', undefined, at(5)), true);
    await beginAt(client, 'rm_x', undefined);
    await commitAt(client, 'rm_x', { position: 1n, recordedAt: at(3), completeAt: at(3) });
    assert.equal(await completeAt(), at(5));
    assert.equal(await touch(client, 'rm_x', 1n, at(4)), true);
    assert.equal(await completeAt(), at(5));
    assert.equal(await touch(client, 'rm_x', 2n, at(9)), false);
    assert.equal(await completeAt(), at(5));
  });

  it('says why it stopped until it moves again', async () => {
    await markStopped(client, 'rm_x', { position: '2', eventId: 'e', type: 'T', error: 'no' });
    const stopped = async () => (await client.query('select stopped from rm_x.checkpoint')).rows[0].stopped;
    assert.equal((await stopped()).eventId, 'e');
    await beginAt(client, 'rm_x', undefined);
    await commitAt(client, 'rm_x', { position: 2n, recordedAt: at(0), completeAt: at(0) });
    assert.equal(await stopped(), null);
  });

  describe('passing items of which models fold none', () => {
    const reached = { position: 5n, recordedAt: at(0), completeAt: at(0) };
    beforeEach(() =>
      client.query(`drop schema if exists rm_z cascade; create schema rm_z; ${createCheckpointSql('rm_z', 1).join(';')}`),
    );
    const positions = async () =>
      Promise.all(['rm_x', 'rm_z'].map(async (schema) => (await readCheckpoint(client, schema))?.position));
    const ofBoth = ['rm_x', 'rm_z'].map((schema) => ({ schema, expected: undefined, reached }));

    it('moves them together and tells whoever listens', async () => {
      const heard = new Set<string | undefined>();
      const listener = await pool.connect();
      listener.on('notification', ({ payload }) => heard.add(payload));
      try {
        await listener.query('listen ledger_projection');
        assert.deepEqual([...(await passAt(pool, ofBoth))].toSorted(), ['rm_x', 'rm_z']);
        await listener.query('select 1');
        assert.deepEqual(heard, new Set(['rm_x 5', 'rm_z 5']));
      } finally {
        listener.release(true);
      }
      assert.deepEqual(await positions(), [5n, 5n]);
      assert.equal((await readCheckpoint(client, 'rm_z'))?.recordedAt, at(0));
    });

    it('leaves out a model that is elsewhere, and one that another transaction is at', async () => {
      await beginAt(client, 'rm_x', undefined);
      const moved = await passAt(pool, ofBoth);
      await client.query('rollback');
      assert.deepEqual([...moved], ['rm_z']);
      assert.deepEqual([...(await passAt(pool, ofBoth))], ['rm_x']);
      assert.deepEqual(await positions(), [5n, 5n]);
    });

    it('waits for the other transaction where one is under way, without keeping the other models', async () => {
      const passes = new Passes(pool);
      await beginAt(client, 'rm_x', undefined);
      const waiting = passes.pass(ofBoth[0]);
      await passes.pass(ofBoth[1]);
      assert.deepEqual(await positions(), [undefined, 5n]);
      await client.query('rollback');
      await waiting;
      assert.deepEqual(await positions(), [5n, 5n]);
    });

    it('says so when the other transaction moved the model', async () => {
      const passes = new Passes(pool);
      await beginAt(client, 'rm_x', undefined);
      const refused = assert.rejects(passes.pass(ofBoth[0]), CheckpointMoved);
      await passes.pass(ofBoth[1]);
      await commitAt(client, 'rm_x', { position: 3n, recordedAt: undefined, completeAt: undefined });
      await refused;
      assert.deepEqual(await positions(), [3n, 5n]);
      await passes.pass({ ...ofBoth[0], expected: 3n });
      assert.deepEqual(await positions(), [5n, 5n]);
    });
  });
});
