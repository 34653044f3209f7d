/** What a STIX object names by id: embedded relationships (STIX 2.1 §2.9 and §3.1: `_ref` and `_refs`), markings apart. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../json/json-value.js';
import { comparableId, typeOfId } from '../stix-types.js';

const MARKINGS: ReadonlySet<string> = new Set(['object_marking_refs', 'marking_ref']);

const idIn = (value: JsonValue): string | undefined =>
  typeof value === 'string' && typeOfId(value) !== undefined ? comparableId(value) : undefined;

/** Calls back for every id that is named: in a list, or as the only value of a property. */
const visit = (value: JsonValue, single: (id: string, property: string) => void, listed: (id: string) => void): void => {
  if (Array.isArray(value)) {
    for (const entry of value) visit(entry, single, listed);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [property, content] of Object.entries(value)) {
    if (MARKINGS.has(property)) continue;
    if (property.endsWith('_ref')) {
      const id = idIn(content);
      if (id !== undefined) single(id, property);
    } else if (property.endsWith('_refs') && Array.isArray(content)) {
      for (const entry of content) {
        const id = idIn(entry);
        if (id !== undefined) listed(id);
      }
    } else visit(content, single, listed);
  }
};

/** What an object names. */
export interface Named {
  /** It says nothing without these. */
  readonly needed: readonly string[];
  /** Entries of lists, and its creator: it can do without. */
  readonly spare: readonly string[];
}

const JOINS: ReadonlySet<JsonValue> = new Set(['relationship', 'sighting']);

const known = new WeakMap<JsonObject, Named>();

/** A relationship and a sighting are nothing but what they name. */
export const namedBy = (object: JsonObject): Named => {
  const named = known.get(object) ?? namesIn(object);
  known.set(object, named);
  return named;
};

const namesIn = (object: JsonObject): Named => {
  const needed = new Set<string>();
  const spare = new Set<string>();
  const isJoin = JOINS.has(object.type);
  visit(
    object,
    (id, property) => (isJoin || property !== 'created_by_ref' ? needed : spare).add(id),
    (id) => (isJoin ? needed : spare).add(id),
  );
  return { needed: [...needed], spare: [...spare] };
};

/** @returns a copy without the entries of lists, and without the creator, that `left` names. */
export const without = (object: JsonObject, left: (id: string) => boolean): JsonObject => {
  const pruned = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(pruned);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([property, content]): [string, JsonValue][] => {
        const isLeft = (entry: JsonValue): boolean => {
          const id = idIn(entry);
          return id !== undefined && left(id);
        };
        if (MARKINGS.has(property)) return [[property, content]];
        if (property.endsWith('_ref')) return isLeft(content) ? [] : [[property, content]];
        if (!property.endsWith('_refs') || !Array.isArray(content)) return [[property, pruned(content)]];
        const kept = content.filter((entry) => !isLeft(entry));
        return kept.length === 0 && content.length > 0 ? [] : [[property, kept]];
      }),
    );
  };
  return pruned(object) as JsonObject;
};
