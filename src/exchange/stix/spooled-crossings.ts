/** Checks the objects of a large input against each other as those of a small one are: what others may contradict is read once more. */
import type { JsonObject } from '../../json/json-value.js';
import { examinedIn } from './examine.js';
import type { ReceivedStixObject } from './received-object.js';
import { extended, extensionsIn, type StixContext, translatedOf, type VersionHistory } from './stix-context.js';
import { factsOf, type StixFacts, type StixItem } from './stix-item.js';
import { comparableId } from './stix-types.js';

/** What an object says of others in its input. */
export interface Crossing {
  /** Ids under which it is extended. */
  readonly extensions: readonly string[];
  /** The object that it translates, and which version; undefined: the newest. */
  readonly translated: string | undefined;
  readonly version: string | undefined;
}

/** @returns undefined for an object that says nothing of others. */
export const crossingOf = (object: JsonObject): Crossing | undefined => {
  const { type, object_ref: ref, object_modified: version } = object;
  const extensions = extensionsIn(object).flatMap(([key, extension]) =>
    typeof extension.extension_type === 'string' ? [comparableId(key)] : [],
  );
  const translated = type === 'language-content' && typeof ref === 'string' ? comparableId(ref) : undefined;
  if (extensions.length === 0 && translated === undefined) return undefined;
  return { extensions, translated, version: typeof version === 'string' ? version : undefined };
};

type Item = Pick<StixItem, 'id' | 'type' | 'modified'>;

/** Definitions that are kept in memory at once: objects of one input mostly use the same. */
const DEFINITIONS = 8;

/** Where the objects stand that others depend on: those of which there are several versions, and those that others speak of. */
const placesOf = (items: readonly Item[], crossings: ReadonlyMap<number, Crossing>): ReadonlyMap<string, readonly number[]> => {
  const wanted = new Set<string>();
  for (const { extensions, translated } of crossings.values())
    for (const id of translated === undefined ? extensions : [...extensions, translated]) wanted.add(id);
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) wanted.add(id);
    seen.add(id);
  }
  const places = new Map<string, number[]>();
  for (const [index, { id }] of items.entries()) {
    if (!wanted.has(id)) continue;
    const known = places.get(id);
    if (known) known.push(index);
    else places.set(id, [index]);
  }
  return places;
};

const NOWHERE: readonly number[] = [];

/**
 * Calls back with what is now to be said of each object that depends on others, in the order of the input. In memory are places,
 * histories and a few definitions, whatever the size of the objects.
 * @param crossings by the place of the object.
 */
export const checkCrossings = async (
  items: readonly Item[],
  crossings: ReadonlyMap<number, Crossing>,
  read: (index: number) => Promise<ReceivedStixObject>,
  restate: (index: number, facts: StixFacts) => void,
): Promise<void> => {
  const places = placesOf(items, crossings);
  if (places.size === 0) return;
  const placesAt = (id: string): readonly number[] => places.get(id) ?? NOWHERE;

  const histories = new Map<string, VersionHistory>();
  for (const [id, indexes] of places) {
    if (indexes.length === 1) continue;
    for (const index of indexes) {
      const { value } = await read(index);
      if (value.modified !== undefined) histories.set(id, copied(extended(histories.get(id), value)));
    }
  }

  const definitions = new Map<string, JsonObject>();
  const definitionOf = async (id: string): Promise<JsonObject | undefined> => {
    const known = definitions.get(id);
    if (known) return known;
    const index = placesAt(id).findLast((place) => items[place].type === 'extension-definition');
    if (index === undefined) return undefined;
    const { extension_types: types = null, extension_properties: properties = null } = (await read(index)).value;
    const definition = copied<JsonObject>({ extension_types: types, extension_properties: properties });
    if (definitions.size === DEFINITIONS) definitions.clear();
    definitions.set(id, definition);
    return definition;
  };

  const translatedBy = async ({ translated, version }: Crossing): Promise<JsonObject | undefined> => {
    if (translated === undefined) return undefined;
    const versions = placesAt(translated).map((index) => ({ index, modified: items[index].modified }));
    const found = translatedOf(versions, version);
    return found && (await read(found.index)).value;
  };

  const contextOf = async (crossing: Crossing): Promise<StixContext> => {
    const defined = new Map<string, JsonObject>();
    for (const id of crossing.extensions) {
      const definition = await definitionOf(id);
      if (definition) defined.set(id, definition);
    }
    const translated = await translatedBy(crossing);
    return {
      extensionDefinition: (id) => defined.get(comparableId(id)),
      history: (id) => histories.get(comparableId(id)),
      translated: () => translated,
    };
  };

  for (const [index, { id }] of items.entries()) {
    const crossing = crossings.get(index) ?? NO_CROSSING;
    const { extensions, translated } = crossing;
    const isMet = [...extensions, ...(translated === undefined ? [] : [translated])].some((other) => places.has(other));
    if (!isMet && placesAt(id).length < 2) continue;
    restate(index, factsOf(examinedIn(await read(index), await contextOf(crossing))));
  }
};

const NO_CROSSING: Crossing = { extensions: [], translated: undefined, version: undefined };

/** Without what it was read from, which parts of a text keep in memory. */
const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
