/** What one document may ask for: size, depth, aliases and cost, measured before it is validated. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../read-side/page.js';

export interface Limits {
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxCost: number;
}

/** Tokens of one document; the parser stops there. */
export const MAX_TOKENS = 2_000;
/** Fields of one document with its fragments spread out. */
export const MAX_FIELDS = 500;
/** How often a document may write the same field of a type: validation compares these pairwise. */
export const MAX_REPEATS = 60;
/** Fragments and operations of one document: validation compares fragments pairwise. */
export const MAX_DEFINITIONS = 30;
/** Introspection nests types in types; the standard tools' query is 14 deep. */
const INTROSPECTION_DEPTH = 16;
/** What a list field without a page size counts as. */
const LIST_COST = 10;

interface Measure {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly cost: number;
}
const NOTHING: Measure = { depth: 0, introspectionDepth: 0, aliases: 0, fields: 0, cost: 0 };

/** A document that asks for too much. Its message says which limit and what to do. */
const refusal = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } });

/**
 * Measures every operation of a document, valid or not: what the schema does not know counts as one field. Each fragment is measured
 * once, so the work grows with the document and not with what its fragments multiply to.
 * @returns one INVALID_INPUT error per limit that the document goes beyond.
 */
export const limitErrors = (schema: GraphQLSchema, document: DocumentNode, limits: Limits): readonly GraphQLError[] => {
  if (document.definitions.length > MAX_DEFINITIONS)
    return [refusal(`The document has more than ${MAX_DEFINITIONS} operations and fragments; split it.`)];
  const { measures, repeats } = measured(schema, document);
  const largest = (of: (measure: Measure) => number): number => Math.max(0, ...measures.map(of));
  const total = (of: (measure: Measure) => number): number => measures.reduce((sum, measure) => sum + of(measure), 0);
  const { maxDepth, maxAliases, maxCost } = limits;
  const tooDeep = [
    largest(({ depth }) => depth) > maxDepth ? maxDepth : 0,
    largest(({ introspectionDepth }) => introspectionDepth) > INTROSPECTION_DEPTH ? INTROSPECTION_DEPTH : 0,
  ].find((limit) => limit > 0);
  return [
    ...(total(({ aliases }) => aliases) > maxAliases
      ? [refusal(`The document has more than ${maxAliases} aliases; split it.`)]
      : []),
    ...(tooDeep ? [refusal(`The operation is nested more than ${tooDeep} deep; ask for less at once.`)] : []),
    ...(total(({ fields }) => fields) > MAX_FIELDS
      ? [refusal(`The document has more than ${MAX_FIELDS} fields; split it.`)]
      : []),
    ...(repeats > MAX_REPEATS ? [refusal(`The document asks for the same field more than ${MAX_REPEATS} times; split it.`)] : []),
    ...(largest(({ cost }) => cost) > maxCost
      ? [refusal(`The operation may cost more than ${maxCost}; ask for smaller pages or fewer nested lists.`)]
      : []),
  ];
};

const measured = (schema: GraphQLSchema, { definitions }: DocumentNode): { measures: readonly Measure[]; repeats: number } => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<string, Measure>();
  const written = new Map<string, number>();

  const measuredFragment = (name: string): Measure => {
    const done = known.get(name);
    const fragment = fragments.get(name);
    if (done || !fragment) return done ?? NOTHING;
    // A fragment that spreads itself ends here; validation refuses it.
    known.set(name, NOTHING);
    const measure = measureOf(fragment.selectionSet.selections, schema.getType(fragment.typeCondition.name.value));
    known.set(name, measure);
    return measure;
  };

  const measuredField = (field: FieldNode, parent: GraphQLNamedType | undefined): Measure => {
    const { type, isList } = typeOf(field, parent);
    const key = `${parent?.name ?? ''}.${(field.alias ?? field.name).value}`;
    written.set(key, (written.get(key) ?? 0) + 1);
    const inner = field.selectionSet ? measureOf(field.selectionSet.selections, type) : NOTHING;
    const introspects = field.name.value.startsWith('__');
    const depth = 1 + inner.depth;
    return {
      depth: introspects ? 0 : depth,
      introspectionDepth: introspects
        ? 1 + Math.max(inner.depth, inner.introspectionDepth)
        : inner.introspectionDepth && 1 + inner.introspectionDepth,
      aliases: inner.aliases + (field.alias ? 1 : 0),
      fields: inner.fields + 1,
      cost: 1 + inner.cost * timesOf(field, parent, type, isList),
    };
  };

  const measureOf = (selections: readonly SelectionNode[], parent: GraphQLNamedType | undefined): Measure =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return added(sum, measuredField(selection, parent));
      if (selection.kind === Kind.FRAGMENT_SPREAD) return added(sum, measuredFragment(selection.name.value));
      const condition = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
      return added(sum, measureOf(selection.selectionSet.selections, condition));
    }, NOTHING);

  const measures = definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [measureOf(definition.selectionSet.selections, schema.getRootType(definition.operation) ?? undefined)]
      : [],
  );
  return { measures, repeats: Math.max(0, ...written.values()) };
};

const added = (a: Measure, b: Measure): Measure => ({
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  aliases: a.aliases + b.aliases,
  fields: a.fields + b.fields,
  cost: a.cost + b.cost,
});

const typeOf = (
  field: FieldNode,
  parent: GraphQLNamedType | undefined,
): { type: GraphQLNamedType | undefined; isList: boolean } => {
  const declared = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value]?.type : undefined;
  if (!declared) return { type: undefined, isList: false };
  let wrapped: GraphQLOutputType = declared;
  let isList = false;
  while (isNonNullType(wrapped) || isListType(wrapped)) {
    isList ||= isListType(wrapped);
    wrapped = wrapped.ofType;
  }
  return { type: wrapped, isList };
};

const isConnection = (type: GraphQLNamedType | undefined): boolean => isObjectType(type) && type.name.endsWith('Connection');

/** How often the fields below a field are answered. The lists of a connection are the page itself, which was counted already. */
const timesOf = (
  field: FieldNode,
  parent: GraphQLNamedType | undefined,
  type: GraphQLNamedType | undefined,
  isList: boolean,
): number => {
  if (isConnection(type)) return pageCost(field);
  return isList && !isConnection(parent) ? LIST_COST : 1;
};

/** A page counts as many rows as it may bring; a size in a variable counts as the largest. */
const pageCost = (field: FieldNode): number => {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (first?.kind === Kind.INT) return Math.min(MAX_PAGE, Math.max(1, Number(first.value)));
  return first ? MAX_PAGE : DEFAULT_PAGE;
};
