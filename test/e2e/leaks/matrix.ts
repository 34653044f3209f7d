/** The cells of the leak matrix: reader × door × record, what was found in the answer and what the table of rules says. */
import assert from 'node:assert/strict';
import { ACCESS_TABLE, type TableRow } from '../../spec/access-table.js';
import { type Kept, maySee, type Reader, tells, type World } from './world.js';

export interface Cell {
  readonly door: string;
  readonly reader: Reader;
  readonly record: Kept;
  readonly told: boolean;
}

export class Matrix {
  /** Cells whose record would be told of, if the reader may see it. */
  private readonly cells: Cell[] = [];
  /** Records that a door does not show, or need not: nothing of a hidden one is told. */
  private others = 0;
  /** An example of each sort, and how many there are. */
  private readonly mismatches = new Map<string, { readonly example: string; count: number }>();
  private readonly asked = new Map<string, number>();

  constructor(readonly world: World) {}

  get size(): number {
    return this.cells.length + this.others;
  }

  /** How many cells each door has. */
  get byDoor(): ReadonlyMap<string, number> {
    return this.asked;
  }

  /**
   * One answer for all records: each is told of if, and only if, the door shows it and the reader may see it.
   * @param shows false: not, or not always.
   */
  answered(door: string, reader: Reader, answer: string, shows: (record: Kept) => boolean): void {
    for (const record of this.world.records) {
      const told = tells(answer, record);
      if (shows(record)) this.cell({ door, reader, record, told });
      else {
        this.others += 1;
        this.count(door);
        if (told && !maySee(reader, record)) this.wrong(door, reader, record, 'is told of');
      }
    }
  }

  /** An answer for one record, as different from that for an absent one. */
  cell(cell: Cell): void {
    const { door, reader, record, told } = cell;
    this.cells.push(cell);
    this.count(door);
    if (told !== maySee(reader, record)) this.wrong(door, reader, record, told ? 'is told of' : 'is not told of');
  }

  /** Nothing of a record that the reader may not see is anywhere in an answer, whatever was asked for; no cells of their own. */
  scan(door: string, reader: Reader, answer: string): void {
    for (const record of this.world.records)
      if (tells(answer, record) && !maySee(reader, record)) this.wrong(door, reader, record, 'is told of');
  }

  /** An answer that is about no record, whoever asks. */
  tellsNothing(door: string, reader: Reader, answer: string): void {
    for (const record of this.world.records) {
      this.others += 1;
      this.count(door);
      if (tells(answer, record)) this.wrong(door, reader, record, 'is told of');
    }
  }

  /** A figure, or whatever else is as an independent count has it. */
  equal(door: string, reader: Reader, actual: unknown, expected: unknown, what: string): void {
    this.count(door);
    this.others += 1;
    const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== wanted) this.mismatch(`${door}: ${what}`, `is ${is} instead of ${wanted} for ${reader.name}`);
  }

  assertNoMismatch(): void {
    const sorts = [...this.mismatches].map(([sort, { example, count }]) => `${count} × ${sort}, such as: ${example}`);
    assert.equal(sorts.length, 0, `mismatches in ${this.size} cells:\n${sorts.join('\n')}`);
  }

  /** Cells that a table without one of its rows would call wrong, by rule. */
  caughtWithout(): ReadonlyMap<string, number> {
    return new Map(
      ACCESS_TABLE.map(({ rule }) => {
        const broken: readonly TableRow[] = ACCESS_TABLE.filter((row) => row.rule !== rule);
        return [rule, this.cells.filter(({ reader, record, told }) => told !== maySee(reader, record, broken)).length] as const;
      }),
    );
  }

  private wrong(door: string, reader: Reader, record: Kept, what: string): void {
    const { kind, id, protection, status } = record;
    this.mismatch(`${door}: ${kind.type} ${what}`, `${id} (${status}, ${JSON.stringify(protection)}) for ${reader.name}`);
  }

  private mismatch(sort: string, example: string): void {
    const known = this.mismatches.get(sort);
    if (known) known.count += 1;
    else this.mismatches.set(sort, { example, count: 1 });
  }

  private count(door: string): void {
    this.asked.set(door, (this.asked.get(door) ?? 0) + 1);
  }
}
