/** Why a row or message does not go in: the others do. */
import type { z } from 'zod';

export class RowProblem extends Error {
  constructor(
    message: string,
    /** The column or field at fault, if it is one. */
    readonly column?: string,
  ) {
    super(message);
    this.name = 'RowProblem';
  }
}

/** A value as messages quote it. */
export const quoted = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);

/**
 * What an event may hold, without the fields that are undefined.
 * @param columnOf where a field of the value comes from.
 * @throws RowProblem naming the column.
 */
export const fitting = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  columnOf: (field: string) => string | undefined,
): z.output<Schema> => {
  const said =
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined))
      : value;
  const parsed = schema.safeParse(said);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new RowProblem(message, columnOf(String(path[0] ?? '')));
};
