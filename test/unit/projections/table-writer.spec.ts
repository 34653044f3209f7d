/** What a batch leaves to be written of a temporal table. */
import assert from 'node:assert/strict';
import { DeliveryRow } from '../../../projections/intelligence/intelligence.entity.js';
import { tableOf } from '../../../projections/runtime/table.js';
import { TemporalWriter } from '../../../projections/runtime/table-writer.js';

interface Row {
  readonly id: string;
  readonly tenantId: string;
  readonly key?: string;
  readonly fromPosition: bigint;
  toPosition: bigint | null;
}
const row = (id: string, fromPosition: bigint): Row => ({ id, tenantId: 't', fromPosition, toPosition: null });
const writer = () => new TemporalWriter<Row>(tableOf(DeliveryRow));

describe('the writer of a temporal table', () => {
  it('closes in memory what it has not written yet', () => {
    const rows = writer();
    rows.insert(row('a', 1n));
    rows.close(row('a', 1n), 2n);
    rows.insert(row('a', 2n));
    const { inserts, closes } = rows.take(false);
    assert.deepEqual(inserts, [{ ...row('a', 1n), toPosition: 2n }, row('a', 2n)]);
    assert.deepEqual(closes, []);
  });

  it('leaves the record of another tenant with the same id as it is', () => {
    const rows = writer();
    rows.insert(row('a', 1n));
    rows.insert({ ...row('a', 2n), tenantId: 'u' });
    rows.close(row('a', 1n), 3n);
    assert.deepEqual(rows.take(false).inserts, [
      { ...row('a', 1n), toPosition: 3n },
      { ...row('a', 2n), tenantId: 'u' },
    ]);
  });

  it('closes in PostgreSQL what it wrote before', () => {
    const rows = writer();
    rows.insert(row('a', 1n));
    rows.take(false);
    rows.close(row('a', 1n), 5n);
    assert.ok(rows.hasCloses);
    assert.deepEqual(rows.take(false), { inserts: [], closes: [{ id: 'a', key: undefined, tenantId: 't', toPosition: 5n }] });
  });

  it('keeps open rows back when told to, and gives out the oldest of them when memory is short', () => {
    const rows = writer();
    for (const [n, id] of ['a', 'b', 'c'].entries()) rows.insert(row(id, BigInt(n)));
    assert.deepEqual(rows.take(true).inserts, []);
    assert.deepEqual(
      rows.release(2).map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(rows.openRows, 1);
    assert.deepEqual(
      rows.take(true).inserts.map(({ id }) => id),
      ['a', 'b'],
    );
    assert.deepEqual(
      rows.take(false).inserts.map(({ id }) => id),
      ['c'],
    );
  });
});
