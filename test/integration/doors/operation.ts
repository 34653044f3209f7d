/** Makes an operation for any root field of a schema, with plausible arguments. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

const ID = '6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11';
const BUNDLE = { type: 'bundle', id: `bundle--${ID}`, objects: [] };
const VALUES: Record<string, unknown> = {
  UUID: ID,
  Revision: '0',
  Position: '0',
  DateTime: '2026-01-05T10:00:00.000Z',
  JSON: BUNDLE,
  Int: 1,
  Float: 1,
  Boolean: true,
};
/** Numbers that have to be of a size. */
const NUMBERS: Record<string, number> = { seconds: 3_600 };
/** Text that has to be of a kind. */
const TEXTS: Record<string, string> = {
  type: 'intelReport',
  id: `report--${ID}`,
  start: '22:00',
  end: '06:00',
  version: '18.1',
  briefHash: '0'.repeat(64),
  techniqueIds: 'T1566',
  kpi: 'time_to_detect',
  role: 'tenant_admin',
  targetIs: 'at_most',
  severity: 'high',
  clock: 'resolve',
  email: 'mona@example.org',
  apiRoot: 'https://taxii.example/api1/',
};

/** What is required by the value that another field gets. */
const WANTED_BY_ANOTHER = new Set(['email', 'collectionId']);

const valueFor = (type: GraphQLInputType, name: string): unknown => {
  if (isNonNullType(type)) return valueFor(type.ofType, name);
  if (isListType(type)) return [valueFor(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0].name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        // A field that may come under either of two names is optional in the schema, and said to be required.
        .filter(
          ({ name: field, type: inner, description }) =>
            isNonNullType(inner) || description?.includes('Required.') || WANTED_BY_ANOTHER.has(field),
        )
        .map((field) => [field.name, valueFor(field.type, field.name)]),
    );
  return NUMBERS[name] ?? VALUES[type.name] ?? TEXTS[name] ?? 'plausible';
};

const selectionOf = (type: GraphQLOutputType): string => {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const leaf = Object.values(named.getFields()).find((field) => isLeafType(getNamedType(field.type)));
  return leaf ? `{ ${leaf.name} }` : '{ __typename }';
};

/** Every argument that is required, and a reason where one can be given. */
const wanted = (argument: GraphQLArgument): boolean =>
  isRequiredArgument(argument) || argument.name === 'reason' || argument.name === 'input';

export const operationOf = (
  operation: 'query' | 'mutation' | 'subscription',
  field: GraphQLField<unknown, unknown>,
  given: Record<string, unknown> = {},
  selection = selectionOf(field.type),
) => {
  const args = field.args.filter((argument) => wanted(argument) || Object.hasOwn(given, argument.name));
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const query = `${operation} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selection} }`;
  const variables = Object.fromEntries(
    args.map(({ name, type }) => [name, Object.hasOwn(given, name) ? given[name] : valueFor(type, name)]),
  );
  return { query, variables };
};
