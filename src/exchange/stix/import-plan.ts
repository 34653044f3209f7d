/** Puts the objects of one import into an order that does not depend on the order in which they came. */
import type { JsonObject } from '../../json/json-value.js';
import { contentHash } from './content-hash.js';
import type { ExaminedStixObject } from './examine.js';
import { compareStixTimestamps } from './stix-object.record.js';
import { comparableId } from './stix-types.js';

export interface PlannedStixObject extends ExaminedStixObject {
  /** {@link contentHash} of what was received. */
  readonly sha256: string;
}

export interface ImportPlan {
  /** Identities that objects of this import name as their creator: they become sources. */
  readonly creators: readonly PlannedStixObject[];
  readonly reports: readonly PlannedStixObject[];
  /** Kept verbatim only. */
  readonly others: readonly PlannedStixObject[];
  /** Objects with other content than one in the lists above under the same id and `modified`. */
  readonly conflicts: readonly { readonly object: PlannedStixObject; readonly with: PlannedStixObject }[];
  /** Identical copies of an object above. */
  readonly repeated: readonly PlannedStixObject[];
  /** Objects with errors. */
  readonly refused: readonly ExaminedStixObject[];
  /** The newest version in this import of an object, in its STIX 2.1 view. */
  readonly find: (id: string) => JsonObject | undefined;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Marking definitions and observables have no `modified`. */
const compareModified = (a: PlannedStixObject, b: PlannedStixObject): number => {
  const [left, right] = [a.received.modified, b.received.modified];
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  return compareStixTimestamps(left, right);
};

/** By id, then oldest first, then by content: two runs over the same objects agree whatever order they came in. */
const inOrder = (a: PlannedStixObject, b: PlannedStixObject): number =>
  compareText(a.received.id, b.received.id) || compareModified(a, b) || compareText(a.sha256, b.sha256);

/**
 * Plans an import: creators first, then reports, then the rest; all versions of an object oldest first. Of different contents under
 * one id and `modified` the one with the lower hash counts and the others are conflicts. Objects that have no versions may differ
 * without contradicting each other, so all of their contents are kept.
 */
export const planImport = (objects: readonly ExaminedStixObject[]): ImportPlan => {
  const planned = objects
    .filter(({ valid }) => valid)
    .map((object): PlannedStixObject => ({ ...object, sha256: contentHash(object.received) }))
    .toSorted(inOrder);
  const kept: PlannedStixObject[] = [];
  const repeated: PlannedStixObject[] = [];
  const conflicts: { object: PlannedStixObject; with: PlannedStixObject }[] = [];
  const newest = new Map<string, PlannedStixObject>();
  const contents = new Set<string>();
  for (const object of planned) {
    const { id, modified } = object.received;
    const content = `${id} ${object.sha256}`;
    const before = newest.get(id);
    if (contents.has(content)) repeated.push(object);
    else if (before && modified !== undefined && compareModified(before, object) === 0) conflicts.push({ object, with: before });
    else {
      kept.push(object);
      newest.set(id, object);
    }
    contents.add(content);
  }
  const creatorIds = new Set(
    kept.flatMap(({ view }) => (typeof view.created_by_ref === 'string' ? [comparableId(view.created_by_ref)] : [])),
  );
  const isCreator = ({ received }: PlannedStixObject) => received.type === 'identity' && creatorIds.has(received.id);
  return {
    creators: kept.filter(isCreator),
    reports: kept.filter(({ received }) => received.type === 'report'),
    others: kept.filter((object) => object.received.type !== 'report' && !isCreator(object)),
    conflicts,
    repeated,
    refused: objects.filter(({ valid }) => !valid),
    find: (id) => newest.get(comparableId(id))?.view,
  };
};
