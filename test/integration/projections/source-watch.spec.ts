/** Which deliveries a cadence is learnt from, over the real read model. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SourceWatch, type WatchedSource } from '../../../src/sources/source-watch.queries.js';
import { amber } from '../../examples/marking.js';
import { partnerReport } from '../../examples/intel-report.js';
import { originOf } from '../../examples/stix.js';
import { harbourWatch } from '../../examples/source.js';
import { type Entry, ReadSide } from './read-side.js';
import { reader } from './subjects.js';

const HOUR_MS = 3_600_000;
const LAST = Date.UTC(2025, 5, 30, 23, 30);
const NAMES = ['Rare', 'Daily', 'Fast', 'Old'] as const;

describe('the deliveries that a cadence is learnt from', function () {
  this.timeout(90_000);
  let side: ReadSide;
  let zoned: bigint;
  let inUtc: bigint;
  const ids = Object.fromEntries(NAMES.map((name) => [name, randomUUID()])) as Record<(typeof NAMES)[number], string>;

  const registered = (name: (typeof NAMES)[number]): Entry => ({
    category: 'source',
    tenantId: 'acme',
    recordId: ids[name],
    expected: undefined,
    events: [
      {
        type: 'SourceRegistered',
        data: { ...harbourWatch, name, expectedCadenceSeconds: null, marking: amber, registeredBy: 'actor-ana' },
      },
    ],
    meta: { recordedAt: '2020-01-01T00:00:00.000Z' },
  });
  /** Reports of a source, at every interval back from the last. */
  const delivered = (name: (typeof NAMES)[number], n: number, everyHours: number): Entry[] =>
    Array.from({ length: n }, (_, i) => LAST - i * everyHours * HOUR_MS).map((time) => {
      const at = new Date(time).toISOString();
      const recordId = randomUUID();
      const { content } = partnerReport(at);
      return {
        category: 'intelReport',
        tenantId: 'acme',
        recordId,
        expected: undefined,
        events: [
          {
            type: 'IntelReportImported',
            data: {
              content: { ...content, sourceIds: [ids[name]] },
              marking: amber,
              publishedAt: at,
              stix: originOf(`report--${recordId}`, at),
              author: 'actor-partner-feed',
            },
          },
        ],
        meta: { recordedAt: '2025-07-01T00:00:00.000Z' },
      };
    });

  const watched = async (position?: bigint): Promise<Record<string, WatchedSource>> => {
    const { watched: sources } = await new SourceWatch(side.readModels).watch(reader('acme'), { position });
    return Object.fromEntries([...sources.values()].map((source) => [source.name, source]));
  };

  before(async () => {
    side = await ReadSide.open();
    await side.project();
    inUtc = await side.appendAll([
      ...NAMES.map(registered),
      ...delivered('Rare', 20, 30 * 24),
      ...delivered('Daily', 120, 24),
      ...delivered('Fast', 1_100, 1),
      ...delivered('Old', 5, 366 * 24),
    ]);
    zoned = await side.append({
      category: 'tenant',
      tenantId: 'acme',
      recordId: randomUUID(),
      expected: undefined,
      events: [{ type: 'TenantSettingsChanged', data: { changes: { zone: 'Pacific/Auckland' } } }],
      meta: { recordedAt: '2025-07-02T00:00:00.000Z' },
    });
    await side.reached(zoned);
  });
  after(() => side?.close());

  it('are those of eight weeks', async () => {
    const { cadence } = (await watched())['Daily'];
    assert.deepEqual([cadence?.days, cadence?.deliveries, cadence?.expectedIntervalSeconds], [57, 57, 86_400]);
  });

  it('reach further back where there are few, though not beyond two years', async () => {
    const { Rare: rare, Old: old } = await watched();
    assert.deepEqual([rare.cadence?.days, rare.cadence?.deliveries], [20, 20]);
    assert.ok(Math.abs(rare.cadence!.expectedIntervalSeconds - 30 * 86_400) < 2 * 86_400);
    assert.deepEqual([old.cadence, old.silence.reason], [null, 'too_few_deliveries']);
  });

  it('are the newest thousand where there are many', async () => {
    const { cadence } = (await watched())['Fast'];
    assert.deepEqual([cadence?.deliveries, Math.round(cadence!.expectedIntervalSeconds / 360)], [1_000, 10]);
  });

  it('are counted by the days of the zone that the tenant had then', async () => {
    const busiest = ({ cadence }: WatchedSource) => [cadence?.zone, cadence!.hours.indexOf(Math.max(...cadence!.hours))];
    assert.deepEqual(busiest((await watched(inUtc))['Daily']), ['UTC', 23]);
    assert.deepEqual(busiest((await watched(zoned))['Daily']), ['Pacific/Auckland', 11]);
  });
});
