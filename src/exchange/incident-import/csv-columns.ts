/** Reads the columns that a mapping names: texts, dates, booleans and words with a meaning. */
import { DateTime } from 'luxon';
import type { ColumnRole, CsvMapping } from './csv-mapping.js';
import { quoted, RowProblem } from './row-problem.js';

export type Row = readonly string[];
/** Roles that one column has. */
type Role = Exclude<ColumnRole, 'title' | 'assets'>;

const MAX_REMEMBERED = 20_000;

/** Keeps results, as long as there is room: logs repeat themselves. */
export const remembered = <T extends string>(work: (value: string) => T): ((value: string) => T) => {
  const known = new Map<string, T>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const result = work(value);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(value, result);
    return result;
  };
};

/** Of a local time that a clock change repeats the first is meant. @returns UTC; empty when the text does not follow the format. */
const dateReader = ({ format, zone }: CsvMapping['dates']) => {
  const parser = format === 'ISO' ? undefined : DateTime.buildFormatParser(format);
  return remembered((value) => {
    const read = parser ? DateTime.fromFormatParser(value, parser, { zone }) : DateTime.fromISO(value, { zone });
    if (!read.isValid) return '';
    const utc = read.toUTC();
    return utc.year >= 1970 && utc.year <= 9999 ? utc.toISO() : '';
  });
};

/** The columns that a mapping names and a header lacks. */
export const missingColumns = ({ columns }: CsvMapping, header: Row): readonly string[] =>
  [...new Set(Object.values(columns).flat())].filter((name) => !header.includes(name));

/**
 * @param header has all columns of the mapping.
 * @returns readers of a row; each gives undefined where the row has nothing, and throws RowProblem naming the column.
 */
export const columnReaders = (mapping: CsvMapping, header: Row) => {
  const { columns, dates, booleans } = mapping;
  const empty = new Set(mapping.empty);
  const indices = new Map(header.map((name, index) => [name, index]));
  const readDate = dateReader(dates);

  const named = (row: Row, name: string): string | undefined => {
    const value = row[indices.get(name)!].trim();
    return empty.has(value) ? undefined : value;
  };
  const text = (row: Row, role: Role): string | undefined => {
    const name = columns[role];
    return name === undefined ? undefined : named(row, name);
  };
  const needed = <T>(read: (row: Row, role: Role) => T | undefined, row: Row, role: Role): T => {
    const value = read(row, role);
    if (value === undefined) throw new RowProblem('it is empty, and is needed', columns[role]);
    return value;
  };
  const date = (row: Row, role: Role): string | undefined => {
    const value = text(row, role);
    if (value === undefined) return undefined;
    const read = readDate(value);
    if (read === '') throw new RowProblem(`${quoted(value)} is no date of the form ${dates.format} from 1970 on`, columns[role]);
    return read;
  };
  const meaning = <T>(row: Row, role: Role, meanings: Readonly<Record<string, T>> = {}): T | undefined => {
    const value = text(row, role);
    if (value === undefined) return undefined;
    if (!Object.hasOwn(meanings, value))
      throw new RowProblem(`the mapping does not say what ${quoted(value)} means`, columns[role]);
    return meanings[value];
  };
  const flag = (row: Row, role: Role): boolean | undefined => {
    const value = text(row, role);
    if (value === undefined) return undefined;
    if (booleans?.true.includes(value)) return true;
    if (booleans?.false.includes(value)) return false;
    throw new RowProblem(`the mapping does not say whether ${quoted(value)} is true or false`, columns[role]);
  };
  return { named, text, needed, date, meaning, flag };
};
