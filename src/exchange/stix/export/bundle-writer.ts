/** A bundle in an order and under an id that follow from its objects: the same objects give the same bytes. */
import { createHash } from 'node:crypto';
import { type Protection, tlpRank } from '../../../access/marking.js';
import type { JsonObject } from '../../../json/json-value.js';
import { naturalId } from '../../../ledger/identity.js';
import type { Closure, Outgoing } from './closure.js';
import { extensionObjects, type Look, organisationIdentity } from './own-object.stix.js';

export interface WrittenBundle {
  readonly id: string;
  readonly objectCount: number;
  /** In order; together they are the bundle. */
  readonly pieces: readonly string[];
  /** Of the whole, as UTF-8. */
  readonly sha256: string;
  readonly bytes: number;
}

const strictness = ({ candidate: { protections } }: Outgoing): number =>
  Math.max(...protections.map(({ marking }) => tlpRank(marking.tlp)));

/** What came from others goes before what we write about the same thing; of our own the stricter, then the first in order. */
const before = (a: Outgoing, b: Outgoing): boolean => {
  const [isA, isB] = [a, b].map(({ id, candidate }) => candidate.verbatim !== undefined && candidate.id === id);
  if (isA !== isB) return isA;
  const order = strictness(a) - strictness(b);
  return order > 0 || (order === 0 && a.text < b.text);
};

/** The identities of the organisations that made objects of ours, and the extension that these carry. */
export const helperObjects = (made: readonly Protection[], look: Look): readonly JsonObject[] => {
  const makers = new Map(
    made.map((protection) => [JSON.stringify([protection.tenantId, protection.ownerOrganisation]), protection]),
  );
  const identities = [...makers.values()].map(({ tenantId, ownerOrganisation }) =>
    organisationIdentity(tenantId, ownerOrganisation, look),
  );
  return identities.length === 0 ? [] : [...identities, ...extensionObjects(look)];
};

/** The texts of the objects by id, with the identities and the extension that our own need. */
export const bundledTexts = ({ objects }: Pick<Closure, 'objects'>, look: Look): ReadonlyMap<string, string> => {
  const chosen = new Map<string, Outgoing>();
  const makers: Protection[] = [];
  for (const outgoing of objects) {
    const { id, candidate } = outgoing;
    const known = chosen.get(id);
    if (!known || before(outgoing, known)) chosen.set(id, outgoing);
    if (candidate.verbatim === undefined) makers.push(candidate.protections[0]);
  }
  const texts = new Map([...chosen].map(([id, { text }]) => [id, text]));
  for (const object of helperObjects(makers, look)) texts.set(String(object.id), JSON.stringify(object));
  return texts;
};

const byId = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);

/** STIX 2.1 §8; a bundle without objects has no list of them. */
export const writeBundle = (texts: ReadonlyMap<string, string>): WrittenBundle => {
  const ordered = [...texts].toSorted(byId).map(([, text]) => text);
  const contents = createHash('sha256');
  for (const text of ordered) contents.update(text).update('\n');
  const id = `bundle--${naturalId('bundle', contents.digest('hex'))}`;
  const head = `{"type":"bundle","id":"${id}"`;
  const pieces =
    ordered.length === 0
      ? [`${head}}\n`]
      : [`${head},"objects":[\n`, ...ordered.map((text, index) => (index === 0 ? text : `,\n${text}`)), '\n]}\n'];
  const whole = createHash('sha256');
  let bytes = 0;
  for (const piece of pieces) {
    whole.update(piece);
    bytes += Buffer.byteLength(piece);
  }
  return { id, objectCount: ordered.length, pieces, sha256: whole.digest('hex'), bytes };
};
