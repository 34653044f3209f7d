/** What validating one object needs to know of the others that came with it. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { compareStixTimestamps } from './stix-object.record.js';
import { timestampFault } from './stix-timestamp.js';
import { comparableId } from './stix-types.js';

/** STIX 2.1 §3.6: what all versions of an object have in common, and the version that ended it. */
export interface VersionHistory {
  /** Of the first version that was added. */
  readonly created?: string;
  readonly createdBy?: string;
  /** The `modified` of the earliest version with `revoked: true`. */
  readonly revokedAt?: string;
}

/** Each look-up may know nothing: what is not there is not checked. Ids are given as spelt. */
export interface StixContext {
  readonly extensionDefinition?: (id: string) => JsonObject | undefined;
  readonly history?: (id: string) => VersionHistory | undefined;
  /** The version of an object with this `modified`; the newest one when that is not given. */
  readonly translated?: (id: string, modified: string | undefined) => JsonObject | undefined;
}

const timestampOf = (object: Readonly<Record<string, JsonValue | undefined>>, name: string): string | undefined => {
  const value = object[name];
  return typeof value === 'string' && timestampFault(value) === undefined ? value : undefined;
};

/** A history with one more version, in the order of the input. */
export const extended = (known: VersionHistory | undefined, object: JsonObject): VersionHistory => {
  const [created, modified] = [timestampOf(object, 'created'), timestampOf(object, 'modified')];
  const createdBy = typeof object.created_by_ref === 'string' ? comparableId(object.created_by_ref) : undefined;
  const isRevoked = object.revoked === true && modified !== undefined;
  const isEarlier = isRevoked && (known?.revokedAt === undefined || compareStixTimestamps(modified, known.revokedAt) < 0);
  return {
    ...(known ?? { created, createdBy }),
    ...(isEarlier && { revokedAt: modified }),
  };
};

/** A version of an object, or what stands for one. */
type Version = Readonly<Record<string, JsonValue | undefined>>;
interface TranslatedVersions<One extends Version> {
  readonly newest: One;
  readonly byModified: Map<JsonValue | undefined, One>;
}

const withVersion = <One extends Version>(known: TranslatedVersions<One> | undefined, one: One): TranslatedVersions<One> => {
  if (!known) return { newest: one, byModified: new Map([[one.modified, one]]) };
  known.byModified.set(one.modified, one);
  const [newest, modified] = [timestampOf(known.newest, 'modified'), timestampOf(one, 'modified')];
  const isNewer = newest !== undefined && modified !== undefined && compareStixTimestamps(modified, newest) > 0;
  return isNewer ? { ...known, newest: one } : known;
};

const translatedIn = <One extends Version>(
  versions: TranslatedVersions<One> | undefined,
  modified: string | undefined,
): One | undefined => (modified === undefined ? versions?.newest : versions?.byModified.get(modified));

/** Which of the versions of an object, in the order of the input, a translation is of. */
export const translatedOf = <One extends Version>(versions: readonly One[], modified: string | undefined): One | undefined =>
  translatedIn(versions.reduce<TranslatedVersions<One> | undefined>(withVersion, undefined), modified);

/**
 * The context of objects that are all in memory: extension definitions, version histories, and the objects that language content
 * among them translates.
 */
export const stixContextOf = (objects: readonly JsonObject[]): StixContext => {
  const definitions = new Map<string, JsonObject>();
  const histories = new Map<string, VersionHistory>();
  const wanted = new Set<string>();
  const translated = new Map<string, TranslatedVersions<JsonObject>>();
  for (const { type, object_ref: ref } of objects)
    if (type === 'language-content' && typeof ref === 'string') wanted.add(comparableId(ref));
  for (const object of objects) {
    if (typeof object.id !== 'string') continue;
    const id = comparableId(object.id);
    if (object.type === 'extension-definition') definitions.set(id, object);
    if (object.modified !== undefined) histories.set(id, extended(histories.get(id), object));
    if (wanted.has(id)) translated.set(id, withVersion(translated.get(id), object));
  }
  return {
    extensionDefinition: (id) => definitions.get(comparableId(id)),
    history: (id) => histories.get(comparableId(id)),
    translated: (id, modified) => translatedIn(translated.get(comparableId(id)), modified),
  };
};

/** The extension entries of an object, those that are objects. */
export const extensionsIn = (object: JsonObject): [key: string, extension: JsonObject][] =>
  isJsonObject(object.extensions)
    ? Object.entries(object.extensions).flatMap(([key, extension]) => (isJsonObject(extension) ? [[key, extension]] : []))
    : [];
