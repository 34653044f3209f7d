/** Keyset pages (GraphQL Cursor Connections Specification): a cursor is the sort value and the id of its row. */
import { LedgerError } from '../ledger/errors.js';
import { isRecordId } from '../ledger/stream-name.js';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

export interface PageInput {
  readonly first?: number | undefined;
  readonly after?: string | undefined;
}
export interface Cursor {
  readonly value: string;
  readonly id: string;
}
export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const invalid = (path: string, message: string) => new LedgerError('INVALID_INPUT', message, { fields: [{ path, message }] });

/** @throws LedgerError INVALID_INPUT */
export const pageSize = ({ first }: PageInput): number => {
  const size = first ?? DEFAULT_PAGE;
  if (size < 1 || size > MAX_PAGE) throw invalid('first', `first must be between 1 and ${MAX_PAGE}.`);
  return size;
};

export type CursorType = 'text' | 'timestamptz' | 'revision';
const INSTANT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)\+00$/;
/** As PostgreSQL prints it in UTC. */
const isTimestamp = (text: string): boolean => {
  if (text === 'infinity' || text === '-infinity') return true;
  const [, date, time] = INSTANT.exec(text) ?? [];
  const millis = date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(date);
};
const FITS: Record<CursorType, (value: string) => boolean> = {
  text: () => true,
  timestamptz: isTimestamp,
  revision: (value) => /^\d{1,19}$/.test(value),
};

/** @throws LedgerError INVALID_INPUT for a cursor that is not one of this list. */
export const readCursor = ({ after }: PageInput, type: CursorType): Cursor | undefined => {
  if (after === undefined) return undefined;
  try {
    const [value, id] = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as unknown[];
    const fits = typeof value === 'string' && !value.includes('\0') && FITS[type](value);
    if (fits && typeof id === 'string' && isRecordId(id)) return { value, id };
  } catch {
    // Falls through to the one message for every malformed cursor.
  }
  throw invalid('after', 'after is not a cursor of this list. Give an endCursor that it returned.');
};

export const writeCursor = ({ value, id }: Cursor): string => Buffer.from(JSON.stringify([value, id])).toString('base64url');

/** @param found one more than the page holds, when there are more. */
export const pageOf = <Node>(
  found: readonly { readonly cursor: Cursor; readonly node: Node }[],
  input: PageInput,
): Page<Node> => {
  const size = pageSize(input);
  const edges = found.slice(0, size).map(({ cursor, node }) => ({ cursor: writeCursor(cursor), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: input.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
