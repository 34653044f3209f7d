/** Takes a pushed envelope apart, and finds what is marked above what a collection takes in. */
import { BadRequestException, UnprocessableEntityException } from '@nestjs/common';
import { type SecrecyLevel, secrecyRank, type Tlp, tlpRank } from '../../../access/marking.js';
import { JsonSyntaxError } from '../../../json/json-syntax-error.js';
import { isJsonObject, type JsonObject } from '../../../json/json-value.js';
import { type JsonDocument, readJson } from '../../../json/strict-json.js';
import type { CollectionRecord } from '../../collections/collection.record.js';
import { comparableId, typeOfId } from '../../stix/stix-types.js';
import { tlpOfObject } from '../../stix/tlp.js';

const MOST_OBJECTS = 50_000;
const MAX_DEPTH = 64;

export interface PushedObject {
  /** As it is spelt. */
  readonly id: string;
  /** Its `modified`, else its `created`; undefined where it has neither (TAXII 2.1 §4.3.1.1). */
  readonly version: string | undefined;
  readonly value: JsonObject;
  /** As it came. */
  readonly text: string;
}

const read = (content: Uint8Array): JsonDocument => {
  try {
    return readJson(content, { maxDepth: MAX_DEPTH, elementsOf: 'objects', maxElements: MOST_OBJECTS });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new BadRequestException(`The body is not valid JSON, line ${error.line}, column ${error.column}: ${error.message}`);
  }
};

const textIn = (value: JsonObject, name: string): string | undefined =>
  typeof value[name] === 'string' ? value[name] : undefined;

/**
 * TAXII 2.1 §3.7.
 * @throws BadRequestException for what is no JSON; UnprocessableEntityException for what is no envelope of STIX objects.
 */
export const readEnvelope = (content: Uint8Array): readonly PushedObject[] => {
  const { value: root, text, elements } = read(content);
  if (!isJsonObject(root) || root.type !== undefined || !Array.isArray(root.objects) || root.objects.length === 0)
    throw new UnprocessableEntityException('Send an envelope: {"objects": […]} with one STIX object or more, and no bundle.');
  return root.objects.map((value, index) => {
    const id = isJsonObject(value) ? textIn(value, 'id') : undefined;
    if (!isJsonObject(value) || id === undefined || typeof value.type !== 'string' || typeOfId(comparableId(id)) === undefined)
      throw new UnprocessableEntityException(
        `objects[${index}] is no STIX object: it needs a type, and an id such as type--uuid.`,
      );
    const { start, end } = elements![index];
    const version = textIn(value, 'modified') ?? textIn(value, 'created');
    return { id, version, value, text: text.slice(start, end) };
  });
};

/** How strict what an organisation sends may be: TLP:AMBER+STRICT stays where it is, and TLP:RED is for persons (FIRST TLP 2.0). */
const STRICTEST_TAKEN: Tlp = 'AMBER';

/** Of each object, why its marking keeps it out; undefined: it does not. */
export const markingFaults = (
  objects: readonly PushedObject[],
  { maximum }: Pick<CollectionRecord, 'maximum'>,
  tlpSecrecy: Readonly<Record<Tlp, SecrecyLevel>>,
): ReadonlyMap<PushedObject, string> => {
  const definitions = new Map(objects.map(({ id, value }) => [comparableId(id), value]));
  const most = tlpRank(maximum.tlp) < tlpRank(STRICTEST_TAKEN) ? maximum.tlp : STRICTEST_TAKEN;
  const faults = new Map<PushedObject, string>();
  for (const object of objects) {
    const { tlp, unknown } = tlpOfObject(object.value, (id) => definitions.get(id));
    if (unknown.length > 0) faults.set(object, `object_marking_refs: these markings are not known: ${unknown.join(', ')}`);
    else if (tlpRank(tlp) > tlpRank(most)) faults.set(object, `it is TLP:${tlp}, and this collection takes up to TLP:${most}`);
    else if (secrecyRank(tlpSecrecy[tlp]) > secrecyRank(maximum.secrecyLevel))
      faults.set(object, `TLP:${tlp} is ${tlpSecrecy[tlp]} here, and this collection takes up to ${maximum.secrecyLevel}`);
  }
  return faults;
};
