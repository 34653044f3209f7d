/** Puts the objects of one import into an order that does not depend on the order in which they came. */
import type { JsonObject } from '../../json/json-value.js';
import type { StixItem } from './stix-item.js';
import { compareStixTimestamps } from './stix-object.record.js';
import { comparableId } from './stix-types.js';

export interface ImportPlan<Item extends StixItem = StixItem> {
  /** Identities that objects of this import name as their creator: they become sources. */
  readonly creators: readonly Item[];
  /** By id, the versions of an object oldest first. */
  readonly others: readonly Item[];
  /** Objects with other content than one in the lists above under the same id and `modified`. */
  readonly conflicts: readonly { readonly object: Item; readonly with: Item }[];
  /** Identical copies of an object above. */
  readonly repeated: readonly Item[];
  /** Objects with errors. */
  readonly refused: readonly Item[];
  /** Identities that relationships of this import name as targets. */
  readonly targets: ReadonlySet<string>;
  /** The newest version in this import of a marking or an attack pattern, in its STIX 2.1 view. */
  readonly find: (id: string) => JsonObject | undefined;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Marking definitions and observables have no `modified`. */
const compareModified = ({ modified: left }: StixItem, { modified: right }: StixItem): number => {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  return compareStixTimestamps(left, right);
};

/** By id, then oldest first, then by content: two runs over the same objects agree whatever order they came in. */
const inOrder = (a: StixItem, b: StixItem): number =>
  compareText(a.id, b.id) || compareModified(a, b) || compareText(a.sha256, b.sha256);

const isValid = ({ errors }: StixItem): boolean => errors.length === 0;
const defined = (ids: readonly (string | undefined)[]): ReadonlySet<string> => new Set(ids.filter((id) => id !== undefined));

/**
 * Plans an import: creators first, and then the others, which need nothing of each other; all versions of an object oldest first. Of
 * different contents under one id and `modified` the one with the lower hash counts and the others are conflicts. Objects that have no
 * versions may differ without contradicting each other, so all of their contents are kept.
 */
export const planImport = <Item extends StixItem>(items: readonly Item[]): ImportPlan<Item> => {
  const kept: Item[] = [];
  const repeated: Item[] = [];
  const conflicts: { object: Item; with: Item }[] = [];
  const shared = new Map<string, JsonObject>();
  let newest: Item | undefined;
  let contents = new Set<string>();
  for (const object of items.filter(isValid).toSorted(inOrder)) {
    const before = newest?.id === object.id ? newest : undefined;
    if (!before) contents = new Set();
    if (contents.has(object.sha256)) repeated.push(object);
    else if (before && object.modified !== undefined && compareModified(before, object) === 0)
      conflicts.push({ object, with: before });
    else {
      kept.push(object);
      newest = object;
      if (object.shared) shared.set(object.id, object.shared);
    }
    contents.add(object.sha256);
  }
  const creatorIds = defined(kept.map(({ creator }) => creator));
  const isCreator = ({ id, type }: Item): boolean => type === 'identity' && creatorIds.has(id);
  return {
    creators: kept.filter(isCreator),
    others: kept.filter((item) => !isCreator(item)),
    conflicts,
    repeated,
    refused: items.filter((item) => !isValid(item)),
    targets: defined(kept.map(({ target }) => target)),
    find: (id) => shared.get(comparableId(id)),
  };
};
