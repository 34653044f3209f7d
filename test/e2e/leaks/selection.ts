/** Asks for everything that a type has to say, as far as the limits of one document allow. */
import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  isRequiredArgument,
  parse,
} from 'graphql';
import { type Limits, limitErrors } from '../../../src/graphql/limits.js';
import { operationOf } from '../../integration/doors/operation.js';

export type Field = GraphQLField<unknown, unknown>;
export type OperationName = 'query' | 'mutation' | 'subscription';

/** As the configuration has them when it says nothing. */
const LIMITS: Limits = { maxDepth: 12, maxAliases: 50, maxCost: 10_000 };
const DEPTHS = [5, 4, 3, 2, 1];
/** Characters of a selection; the short form leaves nested records of nested records to the long one. */
const LONGEST = process.env.LEAK_MATRIX === 'full' ? Infinity : 1_200;
const PAGES = [50, 20, 10, 5, 2];

export const isConnection = (type: GraphQLObjectType): boolean => type.name.endsWith('Connection');

/** Every field that needs no argument, below it too; of a page the nodes and not the edges, which hold the same. */
const everythingOf = (type: GraphQLObjectType, depth: number): string => {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of, args }) => {
    const named = getNamedType(of);
    if (args.some(isRequiredArgument) || (isConnection(type) && name === 'edges')) return [];
    if (!isObjectType(named)) return [name];
    const inner = depth === 0 ? '' : everythingOf(named, isConnection(named) ? depth : depth - 1);
    return inner === '' ? [] : [`${name}${args.some((arg) => arg.name === 'first') ? '(first: 5)' : ''} ${inner}`];
  });
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
};

const asked = new WeakMap<Field, Map<string, string>>();

/**
 * The operation that asks a root field for the most, and for the largest page of that; a change, which is always refused, for nothing.
 * @param given its arguments, by name.
 */
export const askFor = (
  schema: GraphQLSchema,
  operation: OperationName,
  field: Field,
  given: Record<string, unknown>,
): { readonly query: string; readonly variables: Record<string, unknown> } => {
  if (operation === 'mutation') return operationOf(operation, field, given, '{ __typename }');
  const known = asked.get(field) ?? new Map<string, string>();
  asked.set(field, known);
  const names = Object.keys(given).toSorted().join();
  const query = known.get(names) ?? largest(schema, operation, field, given);
  known.set(names, query);
  return { query, variables: operationOf(operation, field, given, '').variables };
};

const largest = (schema: GraphQLSchema, operation: OperationName, field: Field, given: Record<string, unknown>): string => {
  const named = getNamedType(field.type);
  for (const depth of DEPTHS) {
    const selection = isObjectType(named) ? everythingOf(named, depth) : '';
    if (selection.length > LONGEST && depth > 1) continue;
    for (const first of PAGES) {
      const { query } = operationOf(operation, field, given, selection);
      // A page size in a variable counts as the largest.
      const text = field.args.some(({ name }) => name === 'first') ? withPage(query, field.name, first) : query;
      if (limitErrors(schema, parse(text), LIMITS).length === 0) return text;
    }
  }
  throw new Error(`no selection of ${field.name} is within the limits`);
};

const withPage = (query: string, name: string, first: number): string => {
  const at = query.indexOf(name, query.indexOf('{')) + name.length;
  const rest = query.slice(at);
  return `${query.slice(0, at)}(first: ${first}${rest.startsWith('(') ? `, ${rest.slice(1)}` : `)${rest}`}`;
};
