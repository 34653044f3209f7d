/** A read-model table as its TypeORM entity declares it: DDL, and rows in PostgreSQL's text format. */
import { getMetadataArgsStorage } from 'typeorm';

export interface ColumnShape {
  readonly property: string;
  readonly name: string;
  /** PostgreSQL type, with `[]` for arrays. */
  readonly type: string;
  readonly nullable: boolean;
  readonly array: boolean;
}
export interface TableShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  /** Columns that PostgreSQL computes from the others; nothing reads or writes them as part of a row. */
  readonly generated: readonly { readonly name: string; readonly type: string; readonly expression: string }[];
  readonly primaryKey: readonly string[];
  /** DDL after the table's name: `(cols) where …`, or `using gin (cols)`. */
  readonly indexes: readonly { readonly unique: boolean; readonly on: string }[];
}
export type Entity<Row extends object = object> = abstract new () => Row;

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Without a list of pending entries, which every search would have to read through. */
const STEADY_GIN = ' with (fastupdate = off)';

const shapes = new Map<Entity, TableShape>();

/** @throws when the class is not a TypeORM entity. */
export const tableOf = (entity: Entity): TableShape => {
  const known = shapes.get(entity);
  if (known) return known;
  const storage = getMetadataArgsStorage();
  const table = storage.tables.find(({ target }) => target === entity);
  if (!table?.name) throw new Error(`${entity.name} is not an entity`);
  const lineage = ancestry(entity);
  const own = storage.columns
    .filter(({ target }) => lineage.includes(target))
    .toSorted((a, b) => lineage.indexOf(b.target) - lineage.indexOf(a.target));
  const indexes = storage.indices
    .filter(({ target }) => lineage.includes(target))
    .map(({ columns, unique, where, fulltext }) => ({
      unique: unique === true,
      on: `${fulltext ? 'using gin ' : ''}(${(columns as string[]).map(indexColumn).join(', ')})${fulltext ? STEADY_GIN : ''}${where ? ` where ${where}` : ''}`,
    }));
  const shape: TableShape = {
    name: table.name,
    columns: own
      .filter(({ options }) => options.asExpression === undefined)
      .map(({ propertyName, options }) => ({
        property: propertyName,
        name: snakeCase(propertyName),
        type: `${String(options.type)}${options.array ? '[]' : ''}`,
        nullable: options.nullable === true,
        array: options.array === true,
      })),
    generated: own.flatMap(({ propertyName, options }) =>
      options.asExpression === undefined
        ? []
        : [{ name: snakeCase(propertyName), type: String(options.type), expression: options.asExpression }],
    ),
    primaryKey: own.filter(({ options }) => options.primary).map(({ propertyName }) => snakeCase(propertyName)),
    indexes,
  };
  shapes.set(entity, shape);
  return shape;
};

/** `publishedAt desc` keeps its direction; what begins with a bracket is SQL already. */
const indexColumn = (declared: string): string => {
  if (declared.startsWith('(')) return declared;
  const [property, ...rest] = declared.split(' ');
  return [snakeCase(property), ...rest].join(' ');
};

const ancestry = (entity: Entity): readonly unknown[] => {
  const chain: unknown[] = [];
  for (let at: unknown = entity; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at))
    chain.push(at);
  return chain;
};

export const createTableSql = (schema: string, { name, columns, generated }: TableShape): string => {
  const stored = columns.map((c) => `${c.name} ${c.type}${c.nullable ? '' : ' not null'}`);
  const computed = generated.map((c) => `${c.name} ${c.type} generated always as (${c.expression}) stored`);
  return `create table "${schema}".${name} (${[...stored, ...computed].join(', ')})`;
};

/** No condition is about whole records, and to analyse them takes longest: neither a rebuild nor autovacuum keeps statistics of them. */
export const withoutStatisticsSql = (schema: string, { name, columns }: TableShape): readonly string[] =>
  columns
    .filter(({ type }) => type === 'jsonb')
    .map((column) => `alter table "${schema}".${name} alter column ${column.name} set statistics 0`);

/** Keys and indexes, made after the rows on a rebuild. */
export const createIndexSql = (schema: string, { name, primaryKey, indexes }: TableShape): readonly string[] => [
  `alter table "${schema}".${name} add primary key (${primaryKey.join(', ')})`,
  ...indexes.map(({ unique, on }) => `create ${unique ? 'unique ' : ''}index on "${schema}".${name} ${on}`),
];

const arrayElement = (value: unknown): string =>
  value === null || value === undefined ? 'NULL' : `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** A value in PostgreSQL's text input format; null for SQL null. */
export const toText = (column: ColumnShape, value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  if (column.array) return `{${(value as readonly unknown[]).map(arrayElement).join(',')}}`;
  if (column.type === 'jsonb') return JSON.stringify(value);
  return String(value);
};

/** One line of `COPY … FROM STDIN` (text format). */
export const toCopyLine = (columns: readonly ColumnShape[], row: object): string => {
  let line = '';
  for (let i = 0; i < columns.length; i += 1) {
    const column = columns[i];
    const text = toText(column, (row as Record<string, unknown>)[column.property]);
    line += i === 0 ? '' : '\t';
    line += text === null ? '\\N' : escapeCopy(text);
  }
  return `${line}\n`;
};

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeCopy = (text: string): string => (SPECIAL.test(text) ? text.replace(/[\\\n\r\t]/g, (c) => ESCAPES[c]) : text);

/** A row as the pool returns it, under its property names. */
export const fromRow = <Row extends object>({ columns }: TableShape, row: Record<string, unknown>): Row =>
  Object.fromEntries(columns.map(({ property, name }) => [property, row[name]])) as Row;
