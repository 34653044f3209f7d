/** Input under deprecated names: resolvers get it under ours, callers are answered in the names that they gave. */
import { isDeepStrictEqual } from 'node:util';
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import { RuleViolation } from '../ledger/decider.js';
import { LedgerError } from '../ledger/errors.js';
import { type InvalidField, invalidInput } from './arguments.js';

/** The names of one input type. */
export interface InputNames {
  /** From each alias to the field that it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Fields that have to be given, under one of their names. */
  readonly required: ReadonlySet<string>;
}
type Inputs = ReadonlyMap<string, InputNames>;
type Resolver = GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>;

/** The path to a value in our names, and in the caller's. */
interface Place {
  readonly ours: string;
  readonly given: string;
}
const below = ({ ours, given }: Place, name: string | number, key: string | number = name): Place => ({
  ours: `${ours}.${name}`,
  given: `${given}.${key}`,
});

/** Reads the arguments of one call. */
class Reading {
  readonly wrong: InvalidField[] = [];
  /** From the path in our names to the path that was given, where they differ by more than what stands above. */
  readonly renamed = new Map<string, string>();

  constructor(private readonly inputs: Inputs) {}

  value(type: GraphQLInputType, value: unknown, place: Place): unknown {
    const nullable = getNullableType(type);
    if (isListType(nullable) && Array.isArray(value))
      return value.map((entry, index) => this.value(nullable.ofType, entry, below(place, index)));
    return isInputObjectType(nullable) && typeof value === 'object' && value !== null
      ? this.object(nullable, value, place)
      : value;
  }

  private object(type: GraphQLInputObjectType, object: object, place: Place): Record<string, unknown> {
    const fields = type.getFields();
    const { aliases, required } = this.inputs.get(type.name) ?? { aliases: undefined, required: [] };
    const values: Record<string, unknown> = {};
    const places = new Map<string, Place>();
    for (const [key, given] of Object.entries(object)) {
      if (given === undefined) continue;
      const name = aliases?.get(key) ?? key;
      const at = below(place, name, key);
      const value = this.value(fields[name].type, given, at);
      const before = places.get(name);
      if (before && !isDeepStrictEqual(values[name], value)) this.differ(before, at);
      if (before) continue;
      values[name] = value;
      places.set(name, at);
      if (name !== key) this.renamed.set(at.ours, at.given);
    }
    for (const name of required)
      if (values[name] == null)
        this.wrong.push({ path: (places.get(name) ?? below(place, name)).given, message: 'is required; give it a value' });
    return values;
  }

  private differ(...[one, other]: readonly [Place, Place]): void {
    const message = (another: Place): string =>
      `and ${another.given} have different values; give one of them, or the same to both`;
    this.wrong.push({ path: one.given, message: message(other) }, { path: other.given, message: message(one) });
  }
}

/** Rules name a field without the argument that it is in. */
const withoutArgument = (path: string): string => path.slice(path.indexOf('.') + 1);

/** The same refusal with each field under the name that was given. */
const inGivenNames = (error: unknown, renamed: ReadonlyMap<string, string>): unknown => {
  if (renamed.size === 0 || !(error instanceof LedgerError || error instanceof RuleViolation)) return error;
  const names = new Map([
    ...renamed,
    ...[...renamed].map(([ours, given]) => [withoutArgument(ours), withoutArgument(given)] as const),
  ]);
  const given = (path: string): string => {
    const end = path.lastIndexOf('.');
    return names.get(path) ?? (end < 0 ? path : `${given(path.slice(0, end))}${path.slice(end)}`);
  };
  const inText = (text: string): string => text.replaceAll(/\w{1,100}(?:\.\w{1,100}){0,20}/g, given);
  if (error instanceof RuleViolation)
    return new RuleViolation(error.code, inText(error.message), error.field === undefined ? undefined : given(error.field));
  const { fields, ...details } = error.details;
  if (fields === undefined) return new LedgerError(error.code, inText(error.message), details);
  const renamedFields = (fields as readonly InvalidField[]).map((field) => ({
    ...field,
    path: given(field.path),
    message: inText(field.message),
  }));
  return new LedgerError(error.code, inText(error.message), { ...details, fields: renamedFields });
};

/** Calls a resolver in our names. */
const inOurNames =
  (resolve: Resolver, args: readonly GraphQLArgument[], inputs: Inputs): Resolver =>
  async (source, given, context, info) => {
    const reading = new Reading(inputs);
    const ours = { ...given };
    for (const { name, type } of args)
      if (given[name] != null) ours[name] = reading.value(type, given[name], { ours: name, given: name });
    if (reading.wrong.length > 0) throw invalidInput(reading.wrong);
    try {
      return await resolve(source, ours, context, info);
    } catch (error) {
      throw inGivenNames(error, reading.renamed);
    }
  };

/** Lets every field whose arguments hold a type with aliases take them. Other fields, and what they cost, stay as they are. */
export const acceptAliases = (schema: GraphQLSchema, inputs: Inputs): void => {
  const holdsAliases = (type: GraphQLInputType, above: readonly string[] = []): boolean => {
    const named = getNamedType(type);
    if (!isInputObjectType(named) || above.includes(named.name)) return false;
    const inner = Object.values(named.getFields());
    return inputs.has(named.name) || inner.some((field) => holdsAliases(field.type, [...above, named.name]));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const args = field.args.filter((argument) => holdsAliases(argument.type));
      if (args.length === 0) continue;
      if (field.resolve) field.resolve = inOurNames(field.resolve, args, inputs);
      if (field.subscribe) field.subscribe = inOurNames(field.subscribe, args, inputs);
    }
  }
};
