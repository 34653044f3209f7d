/** Projections lose nothing and apply nothing twice, whatever happens to PostgreSQL or to the process. */
import assert from 'node:assert/strict';
import { models } from '../../../projections/registry.js';
import { createPool } from '../../../src/postgres/pool.js';
import { randomHistory } from './random-history.js';
import { eventually, ReadSide } from './read-side.js';
import { reader } from './subjects.js';

describe('projections after a failure', function () {
  this.timeout(60_000);
  let side: ReadSide;
  beforeEach(async () => {
    side = await ReadSide.open();
  });
  afterEach(() => side?.close());

  const assertAsRebuilt = async (position: bigint) => {
    const live = await side.sums(position);
    await side.build();
    assert.deepEqual(await side.sums(position), live);
  };

  it('share one database: two projectors apply every event once', async () => {
    const history = randomHistory(31, 400);
    await side.build();
    const both = [await side.follow(), await side.follow()];
    const last = await side.appendAll(history);
    await side.reached(last);
    await eventually('both have come to the end', () =>
      both.every((projector) => projector.health().every(({ position }) => position === `${last}`)),
    );
    assert.deepEqual(side.problems, []);
    await assertAsRebuilt(last);
  });

  it('go on when PostgreSQL ends their connections in the middle of batches', async () => {
    const history = randomHistory(32, 500);
    await side.project();
    let killed = 0n;
    const until = new AbortController();
    // The connections are of this login, whatever role they work as.
    const login = createPool(side.stores.databaseUrl, { max: 1, name: 'spec that kills', onError: () => undefined });
    const killing = (async () => {
      while (!until.signal.aborted) {
        const { rows } = await login
          .query(
            `select count(pg_terminate_backend(pid)) as n from pg_stat_activity
             where datname = current_database() and application_name = 'intelligence-ledger spec' and pid <> pg_backend_pid()`,
          )
          .catch(() => ({ rows: [{ n: 0n }] }));
        killed += rows[0].n;
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
    })();
    const last = await side.appendAll(history);
    until.abort();
    await killing;
    await login.end();
    assert.ok(killed > 0n);
    await side.reached(last);
    await assertAsRebuilt(last);
  });

  it('wait all together while PostgreSQL refuses them, which is no leak of listeners', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error) => void warnings.push(name);
    process.on('warning', note);
    await side.project();
    const rename = (from: string, to: string) =>
      side.pool.query(models.map(({ name }) => `alter schema ${from}_${name} rename to ${to}_${name}`).join('; '));
    await rename('rm', 'away');
    const last = await side.appendAll(randomHistory(35, 60));
    await eventually('every model has failed', () =>
      models.every(({ name }) => side.problems.some((problem) => problem.startsWith(`projection ${name}:`))),
    );
    await rename('away', 'rm');
    await side.reached(last);
    process.off('warning', note);
    assert.deepEqual(warnings, []);
  });

  /** What PostgreSQL holds after it lost its last commits: the models as they were at an earlier time. */
  const keepCopies = async () => {
    for (const { name } of models) {
      const { rows } = await side.pool.query('select tablename from pg_tables where schemaname = $1', [`rm_${name}`]);
      await side.pool.query(`create schema kept_${name}`);
      for (const { tablename } of rows) {
        const stored = await side.pool.query(
          `select string_agg(column_name, ', ') as columns from information_schema.columns
           where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'`,
          [`rm_${name}`, tablename],
        );
        const { columns } = stored.rows[0];
        await side.pool.query(`create table kept_${name}.${tablename} (like rm_${name}.${tablename} including all);
          insert into kept_${name}.${tablename} (${columns}) select ${columns} from rm_${name}.${tablename}`);
      }
      await side.pool.query('select app.wall($1)', [`kept_${name}`]);
    }
  };
  const fallBackToCopies = async () => {
    const swaps = models.map(
      ({ name }) => `alter schema rm_${name} rename to lost_${name}; alter schema kept_${name} rename to rm_${name}`,
    );
    await side.pool.query(`begin; ${swaps.join('; ')}; commit`);
  };

  it('apply again what PostgreSQL lost of its last commits, when the next event comes', async () => {
    const history = randomHistory(33, 1_400);
    const projector = await side.project();
    await side.reached(await side.appendAll(history.slice(0, 100)));
    await keepCopies();
    await side.reached(await side.appendAll(history.slice(100, 1_350)));
    await fallBackToCopies();
    const last = await side.appendAll(history.slice(1_350));
    await side.reached(last);
    assert.deepEqual(
      projector.health().map(({ stopped }) => stopped),
      models.map(() => null),
    );
    await assertAsRebuilt(last);
  });

  it('apply it again when no event comes', async () => {
    await side.project();
    const history = randomHistory(34, 300);
    await side.reached(await side.appendAll(history.slice(0, 100)));
    await keepCopies();
    const last = await side.appendAll(history.slice(100));
    await side.reached(last);
    await fallBackToCopies();
    for (const { name } of models)
      await eventually(
        `${name} is complete again`,
        async () => (await side.pool.query(`select position from rm_${name}.checkpoint`)).rows[0].position === last,
      );
    await assertAsRebuilt(last);
  });

  it('let a reader wait for a position, and say so when it does not come', async () => {
    const projector = await side.project();
    const [first, ...more] = randomHistory(35, 30);
    const position = await side.append(first);
    const subject = reader('acme');
    const waited = await side.reports.list(subject, {}, undefined, {}, { atLeast: position });
    assert.equal(waited.asOf.fresh, true);
    assert.ok(waited.asOf.position! >= position);
    await side.end(projector);
    const unprojected = await side.appendAll(more);
    const stale = await side.reports.list(subject, {}, undefined, {}, { atLeast: unprojected });
    assert.deepEqual([stale.asOf.fresh, stale.asOf.position], [false, position]);
    const waiting = side.reports.list(subject, {}, undefined, {}, { atLeast: unprojected });
    await side.follow();
    assert.equal((await waiting).asOf.fresh, true);
  });

  it('answer on an empty log', async () => {
    await side.project();
    const { edges, asOf } = await side.reports.list(reader('acme'), {}, undefined, {}, {});
    assert.deepEqual([edges.length, asOf.position, asOf.fresh], [0, null, true]);
    assert.equal((await side.dashboard.intelligence(reader('acme'), {})).reportCount, 0);
  });
});
