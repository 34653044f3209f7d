/** The DDL and the text format of read-model tables, as their entities declare them. */
import assert from 'node:assert/strict';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DeliveryRow, ReportStateRow } from '../../../projections/intelligence/intelligence.entity.js';
import { createIndexSql, createTableSql, tableOf, toCopyLine, toText } from '../../../projections/runtime/table.js';

@Entity('sighting')
@Index(['seenAt desc', 'id'], { where: 'seen_at is not null' })
@Index(['(lower(place))'], { unique: true })
class SightingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz', { nullable: true }) seenAt!: string | null;
  @Column('text') place!: string;
  @Column('text', { array: true }) tags!: readonly string[];
  @Column('jsonb') content!: object;
}
const table = tableOf(SightingRow);
const column = (name: string) => table.columns.find((known) => known.name === name)!;

describe('a read-model table', () => {
  it('is created as its entity declares it', () => {
    assert.equal(
      createTableSql('rm_x', table),
      'create table "rm_x".sighting (id uuid not null, seen_at timestamptz, place text not null, tags text[] not null, content jsonb not null)',
    );
    assert.deepEqual(createIndexSql('rm_x', table).toSorted(), [
      'alter table "rm_x".sighting add primary key (id)',
      'create index on "rm_x".sighting (seen_at desc, id) where seen_at is not null',
      'create unique index on "rm_x".sighting ((lower(place)))',
    ]);
  });

  it('has the columns of the entities it extends, and theirs only', () => {
    assert.deepEqual(tableOf(DeliveryRow).primaryKey.toSorted(), ['from_position', 'id', 'key']);
    const names = tableOf(ReportStateRow).columns.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 5), ['id', 'from_position', 'to_position', 'tenant_id', 'acl_id']);
    assert.ok(names.includes('record') && names.includes('submitted_at') && !names.includes('key'));
  });

  it('is only made of entities', () => assert.throws(() => tableOf(class Plain {}), /Plain is not an entity/));
});

describe('a value in PostgreSQL text format', () => {
  it('quotes every entry of an array, so that NULL, commas and braces are words', () => {
    assert.equal(toText(column('tags'), []), '{}');
    assert.equal(
      toText(column('tags'), ['a,b', '{}', 'NULL', '', 'say "hi"', 'c:\\d']),
      '{"a,b","{}","NULL","","say \\"hi\\"","c:\\\\d"}',
    );
    assert.equal(toText(column('tags'), ['a', null]), '{"a",NULL}');
  });

  it('is null for null, JSON for jsonb', () => {
    assert.equal(toText(column('seen_at'), null), null);
    assert.equal(toText(column('content'), { text: 'a"b' }), '{"text":"a\\"b"}');
  });

  it('escapes what COPY would take for a column, a row or a null', () => {
    const row = { id: '1', seenAt: null, place: 'a\tb\nc\rd\\N', tags: ['\\'], content: { text: '\n' } };
    assert.equal(toCopyLine(table.columns, row), '1\t\\N\ta\\tb\\nc\\rd\\\\N\t{"\\\\\\\\"}\t{"text":"\\\\n"}\n');
  });
});
