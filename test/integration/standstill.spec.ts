/** While a log is being restored, no process begins anything by itself. */
import assert from 'node:assert/strict';
import type { Pool } from 'pg';
import { DistributionWork } from '../../src/distribution/distribution.queries.js';
import { FeedWork } from '../../src/exchange/feeds/feeds.queries.js';
import { createPool } from '../../src/postgres/pool.js';
import { atStandstill, keepStill } from '../../src/postgres/standstill.js';
import { AllReportSchedules } from '../../src/report-schedules/report-schedules.queries.js';
import { UnfinishedSocReports } from '../../src/soc-reports/unfinished-soc-reports.queries.js';
import { type FreshDatabase, freshDatabase } from '../spec/stores.js';

const NOW = '2026-01-05T10:00:00.000Z';

describe('a restore', () => {
  let database: FreshDatabase;
  let operator: Pool;
  let instance: Pool;
  let isOver = false;
  before(async () => {
    database = await freshDatabase();
    const open = (name: string) =>
      createPool(database.url, { max: 2, name, onError: (error) => assert.ok(isOver, error.message) });
    [operator, instance] = [open('operator'), open('instance')];
  });
  after(async () => {
    // A connection that is still being closed is cut off with its database.
    isOver = true;
    await operator?.end();
    await instance?.end();
    await database?.drop();
  });

  it('keeps every process still while it lasts, and no other restore beside it', async () => {
    assert.equal(await atStandstill(instance), false);
    const done = await keepStill(operator, async () => {
      assert.equal(await atStandstill(instance), true);
      assert.equal(await keepStill(instance, () => assert.fail('two restores at once')), false);
    });
    assert.deepEqual([done, await atStandstill(instance)], [true, false]);
  });

  it('leaves nothing to do: no schedule, report, delivery or feed', async () => {
    const [schedules, reports] = [new AllReportSchedules(instance), new UnfinishedSocReports(instance)];
    const [deliveries, feeds] = [new DistributionWork(instance), new FeedWork(instance)];
    const lists: readonly (() => Promise<readonly unknown[]>)[] = [
      () => schedules.active(),
      () => schedules.tenantsWithIncidents(),
      () => reports.list(10),
      () => deliveries.untold(10),
      () => deliveries.untoldOfFeeds(10, NOW),
      () => deliveries.due(10, NOW, ['email']),
      () => feeds.scheduled(),
    ];
    await keepStill(operator, async () => {
      for (const list of lists) assert.deepEqual(await list(), []);
    });
    for (const list of lists) await assert.rejects(list(), /does not exist/, 'this database has no read models to look into');
  });
});
