/** What one operation may ask for: depth, aliases and cost, checked once per document before it runs. */
import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../read-side/page.js';

export interface Limits {
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxCost: number;
}

/** Introspection nests types in types; the standard tools' query is 14 deep. */
const INTROSPECTION_DEPTH = 16;
/** What a list field without a page size counts as. */
const LIST_COST = 10;

const refuse = (context: ValidationContext, message: string): void =>
  context.reportError(new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } }));

const aliasRule =
  ({ maxAliases }: Limits): ValidationRule =>
  (context): ASTVisitor => {
    let aliases = 0;
    return {
      Field({ alias }) {
        aliases += alias ? 1 : 0;
        if (aliases === maxAliases + 1) refuse(context, `The operation has more than ${maxAliases} aliases; split it.`);
      },
    };
  };

const depthRule =
  ({ maxDepth }: Limits): ValidationRule =>
  (context): ASTVisitor => {
    let depth = 0;
    let introspection = 0;
    let refused = false;
    return {
      Field: {
        enter({ name }) {
          depth += 1;
          if (name.value.startsWith('__')) introspection += 1;
          const limit = introspection > 0 ? INTROSPECTION_DEPTH : maxDepth;
          if (depth <= limit || refused) return;
          refused = true;
          refuse(context, `The operation is nested more than ${limit} deep; ask for less at once.`);
        },
        leave({ name }) {
          depth -= 1;
          if (name.value.startsWith('__')) introspection -= 1;
        },
      },
      FragmentSpread({ name }) {
        // Fragments count from where they are spread, once.
        const fragment = context.getFragment(name.value);
        if (fragment && depth + fragmentDepth(context, fragment.selectionSet.selections, new Set([name.value])) > maxDepth && introspection === 0 && !refused) {
          refused = true;
          refuse(context, `The operation is nested more than ${maxDepth} deep; ask for less at once.`);
        }
      },
    };
  };

type Selections = readonly import('graphql').SelectionNode[];
const fragmentDepth = (context: ValidationContext, selections: Selections, seen: ReadonlySet<string>): number =>
  Math.max(
    0,
    ...selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return 1 + fragmentDepth(context, selection.selectionSet?.selections ?? [], seen);
      if (selection.kind === Kind.INLINE_FRAGMENT) return fragmentDepth(context, selection.selectionSet.selections, seen);
      const fragment = seen.has(selection.name.value) ? undefined : context.getFragment(selection.name.value);
      return fragment ? fragmentDepth(context, fragment.selectionSet.selections, new Set([...seen, selection.name.value])) : 0;
    }),
  );

/** A page counts as many rows as it may bring; a size in a variable counts as the largest. */
const pageCost = (field: FieldNode): number | undefined => {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (first?.kind === Kind.INT) return Math.min(MAX_PAGE, Math.max(1, Number(first.value)));
  return first ? MAX_PAGE : undefined;
};

const costRule =
  ({ maxCost }: Limits): ValidationRule =>
  (context): ASTVisitor => {
    const costOf = (selections: Selections, parent: unknown, seen: ReadonlySet<string>): number =>
      selections.reduce((total, selection) => {
        if (total > maxCost) return total;
        if (selection.kind === Kind.INLINE_FRAGMENT) return total + costOf(selection.selectionSet.selections, parent, seen);
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const fragment = seen.has(selection.name.value) ? undefined : context.getFragment(selection.name.value);
          return fragment ? total + costOf(fragment.selectionSet.selections, parent, new Set([...seen, selection.name.value])) : total;
        }
        const declared = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value]?.type : undefined;
        let type: unknown = declared;
        let isList = false;
        while (isNonNullType(type) || isListType(type)) {
          isList ||= isListType(type);
          type = type.ofType;
        }
        const nested = costOf(selection.selectionSet?.selections ?? [], type, seen);
        const isConnection = isObjectType(type) && type.name.endsWith('Connection');
        const times = isConnection ? (pageCost(selection) ?? DEFAULT_PAGE) : isList && selection.selectionSet && !insidePage(parent) ? LIST_COST : 1;
        return total + 1 + nested * times;
      }, 0);
    return {
      OperationDefinition({ operation, selectionSet }) {
        const root = operation === 'query' ? context.getSchema().getQueryType() : operation === 'mutation' ? context.getSchema().getMutationType() : context.getSchema().getSubscriptionType();
        if (costOf(selectionSet.selections, root, new Set()) > maxCost)
          refuse(context, `The operation may cost more than ${maxCost}; ask for smaller pages or fewer nested lists.`);
      },
    };
  };

/** The lists of a connection are the page itself, which was counted already. */
const insidePage = (parent: unknown): boolean => isObjectType(parent) && parent.name.endsWith('Connection');

export const limitRules = (limits: Limits): ValidationRule[] => [aliasRule(limits), depthRule(limits), costRule(limits)];
