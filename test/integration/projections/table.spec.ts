/** Rows come back from PostgreSQL as they were written, by INSERT and by COPY; a rebuild that spills gives the same tables. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { intelligence } from '../../../projections/intelligence/intelligence.projection.js';
import { BoardModel } from '../../../projections/runtime/board-model.js';
import { rebuild } from '../../../projections/runtime/generation.js';
import { createTableSql, fromRow, tableOf } from '../../../projections/runtime/table.js';
import { insertRows } from '../../../projections/runtime/table-writer.js';
import { searchModel } from '../../../projections/search/search.model.js';
import { randomHistory } from './random-history.js';
import { ReadSide } from './read-side.js';

@Entity('sample')
class SampleRow {
  @PrimaryColumn('integer') n!: number;
  @Column('bigint') position!: bigint;
  @Column('text', { nullable: true }) words!: string | null;
  @Column('text', { array: true }) list!: readonly (string | null)[];
  @Column('jsonb') content!: unknown;
  @Column('timestamptz') takenAt!: string;
}
const table = tableOf(SampleRow);

/** What events may hold: no NUL and no half surrogate pairs. */
const storable = fc.string({ unit: 'binary' }).filter((text) => !/[\0\p{Cs}]/u.test(text));
const awkward = fc.constantFrom(
  '',
  'NULL',
  'null',
  '{}',
  '{a,b}',
  '\\N',
  '\\.',
  '"',
  '\\',
  '\\"',
  'a,b',
  "'",
  '\n',
  '\r\n',
  '\t',
  ' x ',
  '\u2028',
  '💣',
  'ё',
);
const text = fc.oneof(
  storable,
  awkward,
  fc.array(awkward).map((parts) => parts.join('')),
);
const sample = fc.record({
  position: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  words: fc.option(text),
  list: fc.array(fc.option(text), { maxLength: 5 }),
  content: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  takenAt: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
});

describe('rows in PostgreSQL', function () {
  this.timeout(60_000);
  let side: ReadSide;
  let client: PoolClient;
  before(async () => {
    side = await ReadSide.open();
    client = await side.pool.connect();
    await client.query(`create schema sample; ${createTableSql('sample', table)}`);
  });
  after(async () => {
    client?.release();
    await side?.close();
  });

  for (const [way, least, most] of [
    ['INSERT', 1, 40],
    ['COPY', 48, 90],
  ] as const)
    it(`come back from ${way} as they were`, () =>
      fc.assert(
        fc.asyncProperty(fc.array(sample, { minLength: least, maxLength: most }), async (drawn) => {
          const rows = drawn.map((row, n) => ({ n, ...row }));
          await client.query('truncate sample.sample');
          await insertRows(client, 'sample', table, rows);
          const { rows: stored } = await client.query('select * from sample.sample order by n');
          assert.deepEqual(
            stored.map((row) => fromRow<SampleRow>(table, row)),
            rows,
          );
        }),
        { numRuns: 40 },
      ));
});

describe('a rebuild that does not fit in memory', function () {
  this.timeout(60_000);
  it('writes rows early, closes them later, and gives the same tables', async () => {
    const side = await ReadSide.open();
    try {
      const last = await side.appendAll(randomHistory(41, 600));
      await side.build();
      const expected = await side.sums(last);
      for (const spillAtBytes of [1, 40_000]) {
        const { pool, log, now } = side;
        await rebuild([new BoardModel(intelligence, spillAtBytes)], { pool, log, now, foldItems: 20, flushItems: 50 });
        const { rows } = await pool.query(
          `select indexname from pg_indexes where schemaname = 'rm_intelligence' and indexname like '%\\_current'`,
        );
        assert.deepEqual(rows, [], 'the indexes of the build are gone');
        await rebuild([searchModel(spillAtBytes)], { pool, log, now, foldItems: 20, flushItems: 50 });
        assert.deepEqual(await side.sums(last), expected);
      }
    } finally {
      await side.close();
    }
  });
});
