/** GraphQL hands out null where a caller gave null: it means "not given", but for fields where null is a value. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, entry]) => (entry === null || entry === undefined ? [] : [[key, plain(entry)]])),
      )
    : value;
};

export const plainInput = (input: object, nullIsValue: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([field, value]) => {
      if (value === undefined || (value === null && !nullIsValue.has(field))) return [];
      return [[field, plain(value)]];
    }),
  );
