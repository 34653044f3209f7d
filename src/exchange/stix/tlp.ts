/** TLP in STIX: both registries of marking definitions, and the TLP that an object's markings amount to. */
import { type Tlp, tlpRank } from '../../access/marking.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { comparableId } from './stix-types.js';

export interface RegisteredTlp {
  readonly id: string;
  readonly tlp: Tlp;
  /** FIRST TLP 1.0 (STIX 2.1 §7.2.1.4) or TLP 2.0 (OASIS extension definition). */
  readonly registry: '1.0' | '2.0';
}

/** The extension that carries TLP 2.0. */
export const TLP_2_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

const registered = (registry: RegisteredTlp['registry'], tlp: Tlp, uuid: string): RegisteredTlp => ({
  id: `marking-definition--${uuid}`,
  tlp,
  registry,
});

export const TLP_REGISTRY: readonly RegisteredTlp[] = [
  registered('1.0', 'WHITE', '613f2e26-407d-48c7-9eca-b8e91df99dc9'),
  registered('1.0', 'GREEN', '34098fce-860f-48ae-8e50-ebd3cc5e41da'),
  registered('1.0', 'AMBER', 'f88d31f6-486f-44da-b317-01333bde0b82'),
  registered('1.0', 'RED', '5e57c739-391a-4eb3-b6be-7d15ca92d5ed'),
  registered('2.0', 'CLEAR', '94868c89-83c2-464b-929b-a1a8aa3c8487'),
  registered('2.0', 'GREEN', 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb'),
  registered('2.0', 'AMBER', '55d920b0-5e8b-4f79-9ee9-91f868d9b421'),
  registered('2.0', 'AMBER+STRICT', '939a9414-2ddd-4d32-a0cd-375ea402b003'),
  registered('2.0', 'RED', 'e828b379-4e03-4974-9ac4-e53a884c97c1'),
];

/** OpenCTI's own id for AMBER+STRICT, older than TLP 2.0's; understood, never written. */
export const OPENCTI_AMBER_STRICT = 'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37';

const BY_ID: ReadonlyMap<string, Tlp> = new Map([
  ...TLP_REGISTRY.map(({ id, tlp }) => [id, tlp] as const),
  [OPENCTI_AMBER_STRICT, 'AMBER+STRICT'],
]);

/** @returns the TLP that a marking definition's id stands for, in either registry. */
export const tlpOfId = (id: string): Tlp | undefined => BY_ID.get(comparableId(id));

/** The registered id of a TLP. WHITE has one in TLP 1.0 only, CLEAR and AMBER+STRICT in TLP 2.0 only. */
export const tlpId = (tlp: Tlp, registry: RegisteredTlp['registry']): string | undefined =>
  TLP_REGISTRY.find((entry) => entry.tlp === tlp && entry.registry === registry)?.id;

/** The TLP that a marking definition's own content states, in the spelling of either registry, upper case. */
export const statedTlp = (definition: JsonObject): string | undefined => {
  const ofDefinition = isJsonObject(definition.definition) ? definition.definition.tlp : undefined;
  const extension = isJsonObject(definition.extensions) ? definition.extensions[TLP_2_EXTENSION] : undefined;
  const ofExtension = isJsonObject(extension) ? extension.tlp_2_0 : undefined;
  const stated = ofExtension ?? ofDefinition;
  return typeof stated === 'string' ? stated.toUpperCase() : undefined;
};

/** A statement (STIX 2.1 §7.2.1.3) restricts nobody's reading. OpenCTI writes other markings as statements and says so beside them. */
const isStatement = (definition: JsonObject): boolean => {
  const declared = definition.x_opencti_definition_type;
  return (
    definition.definition_type === 'statement' &&
    definition.extensions === undefined &&
    (declared === undefined || (typeof declared === 'string' && declared.toLowerCase() === 'statement'))
  );
};

/** Finds a marking definition that was received, by id. */
export type MarkingLookup = (id: string) => JsonObject | undefined;

export interface TlpOfRefs {
  /** The most restrictive; RED when a marking is not understood; undefined when none of them is a TLP. */
  readonly tlp: Tlp | undefined;
  /** Every marking is understood. */
  readonly known: boolean;
  /** The markings that are not: missing, or of a kind that may restrict reading. */
  readonly unknown: readonly string[];
}

const stricter = (a: Tlp | undefined, b: Tlp): Tlp => (a === undefined || tlpRank(b) > tlpRank(a) ? b : a);

/**
 * The TLP of a list of marking definition ids. The most restrictive wins and WHITE stays WHITE; statements do not matter; what is not
 * understood fails closed, as RED.
 * @param lookup is asked only for ids outside the registries.
 */
export const tlpOfRefs = (refs: readonly string[], lookup: MarkingLookup): TlpOfRefs => {
  let tlp: Tlp | undefined;
  const unknown: string[] = [];
  for (const ref of refs.map(comparableId)) {
    const registeredAs = tlpOfId(ref);
    if (registeredAs) {
      tlp = stricter(tlp, registeredAs);
      continue;
    }
    const definition = lookup(ref);
    if (!definition || !isStatement(definition)) unknown.push(ref);
  }
  return unknown.length === 0 ? { tlp, known: true, unknown } : { tlp: 'RED', known: false, unknown };
};

export interface TlpOfObject {
  readonly tlp: Tlp;
  /** The object itself names a TLP. */
  readonly marked: boolean;
  readonly known: boolean;
  readonly unknown: readonly string[];
}

const strings = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/**
 * The TLP of an object shown whole: its object markings, else `unmarked`, raised by its granular markings (STIX 2.1 §7.2.3), since a
 * record that holds all fields is as sensitive as the most sensitive of them.
 */
export const tlpOfObject = (object: JsonObject, lookup: MarkingLookup, unmarked: Tlp = 'AMBER'): TlpOfObject => {
  const whole = tlpOfRefs(strings(object.object_marking_refs), lookup);
  const granular = Array.isArray(object.granular_markings) ? object.granular_markings : [];
  const parts = tlpOfRefs(
    granular.flatMap((marking) =>
      isJsonObject(marking) && typeof marking.marking_ref === 'string' ? [marking.marking_ref] : [],
    ),
    lookup,
  );
  const ofWhole = whole.tlp ?? unmarked;
  return {
    tlp: parts.tlp === undefined ? ofWhole : stricter(ofWhole, parts.tlp),
    marked: whole.tlp !== undefined,
    known: whole.known && parts.known,
    unknown: [...new Set([...whole.unknown, ...parts.unknown])],
  };
};
