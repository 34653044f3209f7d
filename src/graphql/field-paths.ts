/** Where in the input, or in the selection, a refused GraphQL request is wrong: `input.title`, `filter.status.0`, `me.age`. */
import { type ASTNode, type DocumentNode, GraphQLError, Kind, parse, visit } from 'graphql';

/** Dotted, as the fields of our own refusals are. */
const dotted = (path: string): string => path.replaceAll(/\[(\d+)\]/g, '.$1');

/** What graphql-js names only in its message: a field that is unknown in an input object or missing from it. */
const missingField = (message: string): string | undefined =>
  /Field "(?:\w{1,100}\.)?([^"]{1,200})" (?:is not defined by type|of required type)/.exec(message)?.[1];

/** graphql-js names the place of a wrong variable in its message only. */
const pathOfVariable = (message: string): string | undefined => {
  const variable = /^Variable "\$(\w{1,100})"/.exec(message)?.[1];
  if (variable === undefined) return undefined;
  // Quotes inside the value, which stands before the place, are escaped there.
  const place = new RegExp(` at "(${variable}(?:\\.\\w+|\\[\\d+\\])*)"; `).exec(message)?.[1];
  const field = missingField(message);
  return [dotted(place ?? variable), ...(field === undefined ? [] : [field])].join('.');
};

const nameOf = (node: ASTNode): string | undefined => {
  if (node.kind === Kind.FIELD) return (node.alias ?? node.name).value;
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return node.name.value;
  return undefined;
};

/** The path to the node at `start`: below its argument if it has one, else in the selection. */
const pathAt = (document: DocumentNode, start: number, kind: ASTNode['kind']): string | undefined => {
  const open: string[][] = [[]];
  let found: string[] | undefined;
  visit(document, {
    enter(node, key, parent) {
      const path = open.at(-1)!;
      const step = Array.isArray(parent) && kindOfList(node) ? String(key) : nameOf(node);
      const next = node.kind === Kind.ARGUMENT ? [node.name.value] : step === undefined ? path : [...path, step];
      open.push(next);
      if (node.loc?.start === start && node.kind === kind) found ??= next;
    },
    leave() {
      open.pop();
    },
  });
  return found && found.length > 0 ? found.join('.') : undefined;
};

/** Entries of a list value are named by their index; everything else in an array of the tree has a name of its own. */
const kindOfList = (node: ASTNode): boolean => node.kind.endsWith('Value') || node.kind === Kind.VARIABLE;

/**
 * @param error of the GraphQL layer itself: syntax, validation or variables.
 * @returns the path, or undefined where the message and the location are all there is to say.
 */
export const fieldPathOf = (error: GraphQLError): string | undefined => {
  const variable = pathOfVariable(error.message);
  if (variable !== undefined) return variable;
  const [node] = error.nodes ?? [];
  if (!node?.loc) return undefined;
  const path = pathAt(parse(node.loc.source, { noLocation: false }), node.loc.start, node.kind);
  const field = node.kind === Kind.OBJECT ? missingField(error.message) : undefined;
  return field === undefined ? path : [...(path === undefined ? [] : [path]), field].join('.');
};
