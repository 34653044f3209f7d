/** Scalars of the API: what goes over the wire for instants, positions, revisions, ids and free JSON. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isRecordId } from '../ledger/stream-name.js';

const refuse = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } });
};
const stringOf = (node: ValueNode, parse: (value: unknown) => unknown): unknown =>
  node.kind === Kind.STRING || node.kind === Kind.INT ? parse(node.value) : parse(undefined);

/** RFC 3339 with a zone, years 1970 to 9999; comes in at any offset, goes out in UTC with milliseconds. */
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;
const parseInstant = (value: unknown): string => {
  const parts = typeof value === 'string' ? RFC3339.exec(value) : null;
  const [year, month, day] = (parts ?? []).slice(1, 4).map(Number);
  const exists = parts && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  const millis = exists ? Date.parse(value as string) : Number.NaN;
  if (Number.isNaN(millis) || year < 1970)
    return refuse('must be an existing date and time with a zone, such as 2026-01-05T10:00:00.000Z');
  return new Date(millis).toISOString();
};
export const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'UTC, ISO 8601 with milliseconds.',
  serialize: (value) => String(value),
  parseValue: parseInstant,
  parseLiteral: (node) => stringOf(node, parseInstant) as string,
});

const MAX_INT64 = 2n ** 63n - 1n;
const parseBigint =
  (name: string) =>
  (value: unknown): bigint => {
    const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    const parsed = typeof text === 'string' && /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;
    return parsed !== undefined && parsed <= MAX_INT64
      ? parsed
      : refuse(`must be a ${name} that the ledger gave, a string of digits`);
  };
const bigintScalar = (name: string, description: string) =>
  new GraphQLScalarType<bigint, string>({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: parseBigint(name.toLowerCase()),
    parseLiteral: (node) => stringOf(node, parseBigint(name.toLowerCase())) as bigint,
  });
export const Position = bigintScalar('Position', 'A place in the ledger; opaque, grows with time.');
export const Revision = bigintScalar('Revision', "The number of a record's last event, from 0.");

const parseUuid = (value: unknown): string => {
  const id = typeof value === 'string' ? value.toLowerCase() : '';
  return isRecordId(id) ? id : refuse('must be a UUID');
};
export const UUID = new GraphQLScalarType<string, string>({
  name: 'UUID',
  description: 'RFC 9562, lower case.',
  serialize: (value) => String(value),
  parseValue: parseUuid,
  parseLiteral: (node) => stringOf(node, parseUuid) as string,
});

const jsonLiteral = (node: ValueNode): unknown => {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map(jsonLiteral);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, jsonLiteral(value)]));
    case Kind.NULL:
      return null;
    default:
      return refuse('variables inside JSON literals are not supported; give the whole value as one variable');
  }
};
export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value (RFC 8259).',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: jsonLiteral,
});
