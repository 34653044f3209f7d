/** The names of fields in snake case, kept beside ours as deprecated aliases: one decorator asks for them, the schema gets them before it is served. */
import { TypeMetadataStorage } from '@nestjs/graphql';
import {
  getNullableType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { acceptAliases, type InputNames } from './aliased-input.js';

type Aliases = Readonly<Record<string, string>>;
const askedFor = new Map<object, Aliases>();

/**
 * Gives each field of a GraphQL class, and of the classes that extend it, whose name has several words that name in snake case as well.
 * @param others further aliases, each with the field that it stands for.
 */
export const SnakeCaseAliases =
  (others: Aliases = {}): ClassDecorator =>
  (target) =>
    void askedFor.set(target, others);

/** @returns `created_at` for `createdAt`; a name of one word as it is. */
export const snakeCase = (name: string): string => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What the decorators of a class and of those that it extends ask for; undefined when there are none. */
const othersOf = (target: object): Aliases | undefined => {
  const base = Object.getPrototypeOf(target) as object | null;
  const inherited = base === null ? undefined : othersOf(base);
  const own = askedFor.get(target);
  return own || inherited ? { ...inherited, ...own } : undefined;
};

const aliasesOf = (type: string, fields: object, others: Aliases): ReadonlyMap<string, string> => {
  const names = Object.keys(fields);
  const inSnakeCase = names.map((name) => [snakeCase(name), name] as const).filter(([alias, name]) => alias !== name);
  const aliases = [...inSnakeCase, ...Object.entries(others)];
  for (const [alias, name] of aliases)
    if (!names.includes(name) || names.includes(alias))
      throw new Error(`${type} cannot have the alias ${alias} of ${name}: the one must be a field of it, the other must not.`);
  return new Map(aliases);
};

const aliasOf = <Field extends GraphQLField<unknown, unknown> | GraphQLInputField>(field: Field, alias: string): Field => ({
  ...field,
  name: alias,
  description: undefined,
  deprecationReason: `Use ${field.name}.`,
  astNode: undefined,
});

const addToOutput = (type: string, fields: Record<string, GraphQLField<unknown, unknown>>, others: Aliases): void => {
  for (const [alias, name] of aliasesOf(type, fields, others)) fields[alias] = aliasOf(fields[name], alias);
};

/** A field that has to be given may come under either name, which the language cannot say: both are optional to it. */
const addToInput = (type: string, fields: Record<string, GraphQLInputField>, others: Aliases): InputNames => {
  const aliases = aliasesOf(type, fields, others);
  const required = new Set<string>();
  for (const [alias, name] of aliases) {
    const field = fields[name];
    if (field.defaultValue !== undefined)
      throw new Error(`${type}.${name} has a default, so an alias of it would never be alone.`);
    if (isNonNullType(field.type)) {
      required.add(name);
      field.type = getNullableType(field.type);
      field.description = [field.description, 'Required.'].filter(Boolean).join(' ');
    }
    fields[alias] = aliasOf(field, alias);
  }
  return { aliases, required };
};

/**
 * Adds the aliases to the types whose classes ask for them: in output the same field again, in input an optional one.
 * @param schema with its resolvers; it is changed.
 * @throws Error for an alias that is a field already.
 */
export const withSnakeCaseAliases = (schema: GraphQLSchema): GraphQLSchema => {
  const inputs = new Map<string, InputNames>();
  for (const { name, target } of TypeMetadataStorage.getInputTypesMetadata()) {
    const type = schema.getType(name);
    const others = othersOf(target);
    if (others && isInputObjectType(type)) inputs.set(name, addToInput(name, type.getFields(), others));
  }
  // First, so that the aliases of a field with arguments get the resolver that takes them.
  acceptAliases(schema, inputs);
  for (const { name, target } of TypeMetadataStorage.getObjectTypesMetadata()) {
    const type = schema.getType(name);
    const others = othersOf(target);
    if (others && isObjectType(type)) addToOutput(name, type.getFields(), others);
  }
  return schema;
};
