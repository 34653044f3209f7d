/** What was revised here of a record that came as a STIX object, as an object of ours that is derived from it (STIX 2.1 §3.6). */
import type { JsonObject, JsonValue } from '../../../json/json-value.js';
import type { Loaded } from '../../../ledger/ledger.js';
import type { LinkedType } from '../../../links/link.events.js';
import type { AnyProfile } from '../../../profiles/profile.record.js';
import { linkedTypeOfId } from '../mapped-types.js';
import { kindOf } from '../stix-types.js';
import { tlpOfId } from '../tlp.js';
import { derivedUuid, LEDGER_EXTENSION, type Look } from './own-object.stix.js';

/** The STIX properties that say a field. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  title: ['name'],
  description: ['description'],
  aliases: ['aliases'],
  objectives: ['objective'],
  firstSeen: ['first_seen'],
  startDate: ['first_seen'],
  lastSeen: ['last_seen'],
  endDate: ['last_seen'],
  confidence: ['confidence'],
  externalReferences: ['external_references'],
  goals: ['goals'],
  threatActorTypes: ['threat_actor_types'],
  roles: ['roles'],
  sophistication: ['sophistication'],
  resourceLevel: ['resource_level'],
  primaryMotivation: ['primary_motivation'],
  attackId: ['external_references'],
  domain: ['external_references', 'kill_chain_phases'],
  tactics: ['kill_chain_phases'],
  killChainPhases: ['kill_chain_phases'],
  infrastructureTypes: ['infrastructure_types'],
  kind: ['identity_class'],
  sectors: ['sectors'],
  country: ['country'],
};
/** Those that a type does not have, of what its record says. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  'intrusion-set': ['threat_actor_types', 'roles', 'sophistication'],
  grouping: ['first_seen', 'last_seen'],
  vulnerability: ['identity_class', 'sectors', 'country'],
  location: ['identity_class', 'sectors'],
  identity: ['country'],
};
/** An object is not without them. */
const NEEDED: ReadonlySet<string> = new Set(['name', 'country', 'identity_class', 'external_references']);

/** Whether an object of somebody else can become one of ours: of STIX 2.1, and without marks that count the entries of its lists. */
export const canBeDerived = (value: JsonObject): boolean =>
  kindOf(String(value.type)) === 'domain' && value.spec_version === '2.1' && value.granular_markings === undefined;

const isRevised = ({ stix, revisedHere = [] }: AnyProfile): boolean => stix !== undefined && revisedHere.length > 0;

/** Whether the object that a record came as says something else than the record by now, and a derived one can tell it. */
export const hasRevision = ({ record }: Loaded<AnyProfile>, original: JsonObject): boolean =>
  isRevised(record) && canBeDerived(original);

const listed = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** Marks that state no TLP stay, and ours states what the record is now. */
const marksOf = (original: JsonObject, own: JsonObject): JsonObject => {
  const kept = listed(original.object_marking_refs).filter((ref) => typeof ref !== 'string' || tlpOfId(ref) === undefined);
  const refs = [...kept, ...listed(own.object_marking_refs)];
  return refs.length === 0 ? {} : { object_marking_refs: refs };
};

/** What the list of a grouping names and no record shows, and what its case is linked with. */
const refsOf = (original: JsonObject, own: JsonObject): JsonObject => {
  const linked = new Set<LinkedType | undefined>(['attackPattern', 'target', 'infrastructure']);
  const others = listed(original.object_refs).filter((ref) => typeof ref !== 'string' || !linked.has(linkedTypeOfId(ref)));
  const linkedRefs = listed(own.object_refs).filter((ref) => others.length === 0 || ref !== own.created_by_ref);
  return { object_refs: [...new Set([...others, ...linkedRefs])] };
};

/** The id of what we make of a record that came as an object of somebody else: the same whatever is revised. */
export const revisedIdOf = ({ id, tenantId, record }: Loaded<AnyProfile>, look: Look): string => {
  const origin = record.stix!.id;
  return `${origin.slice(0, origin.indexOf('--'))}--${derivedUuid(look, origin, 'derived profile', tenantId, id)}`;
};

/** Of the relationship that says what an object is derived from. */
export const derivedFromId = (derivedId: string): string => `relationship${derivedId.slice(derivedId.indexOf('--'))}`;

/**
 * All that the original says, but for the fields that were revised here.
 * @param own the record as an object of ours, as if it had come from nobody.
 * @returns the object, and the relationship that says what it is derived from.
 */
export const revisedObject = (
  profile: Loaded<AnyProfile>,
  original: JsonObject,
  own: JsonObject,
  look: Look,
): { readonly value: JsonObject; readonly derivedFrom: JsonObject } => {
  const id = revisedIdOf(profile, look);
  const { revisedHere = [], stix } = profile.record;
  const value: JsonObject = { ...original };
  const foreign = FOREIGN[String(original.type)] ?? [];
  for (const property of revisedHere.flatMap((field) => PROPERTIES[field] ?? [])) {
    if (foreign.includes(property)) continue;
    if (own[property] !== undefined) value[property] = own[property];
    else if (!NEEDED.has(property)) delete value[property];
  }
  delete value.object_marking_refs;
  const { created_by_ref: maker, created, modified, extensions } = own;
  const marks = marksOf(original, own);
  const ours = { created_by_ref: maker, created };
  const extension = { ...((extensions as JsonObject)[LEDGER_EXTENSION] as JsonObject), derived_from_ref: stix!.id };
  return {
    value: {
      ...value,
      id,
      ...ours,
      modified,
      ...marks,
      ...(original.type === 'grouping' ? refsOf(original, own) : {}),
      extensions: { ...(original.extensions as JsonObject | undefined), [LEDGER_EXTENSION]: extension },
    },
    derivedFrom: {
      type: 'relationship',
      spec_version: '2.1',
      id: derivedFromId(id),
      ...ours,
      modified: created,
      relationship_type: 'derived-from',
      source_ref: id,
      target_ref: stix!.id,
      ...marks,
    },
  };
};
