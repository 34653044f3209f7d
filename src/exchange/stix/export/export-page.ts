/** What changed, page by page: the shape of a page, and where the next one begins. */
import type { JsonObject } from '../../../json/json-value.js';
import { LedgerError } from '../../../ledger/errors.js';
import { kindOf } from '../stix-types.js';
import { helperObjects } from './bundle-writer.js';
import type { Outgoing } from './closure.js';
import type { Look } from './own-object.stix.js';

export interface PageFilter {
  /** STIX ids and types; left out: all. */
  readonly ids?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
}
export interface PageRequest {
  /** UTC, ISO 8601: only what was added after it. */
  readonly addedAfter?: string | undefined;
  /** At least 1. */
  readonly limit: number;
  /** Of the page before. */
  readonly next?: string | undefined;
}
export interface PagedObject {
  readonly id: string;
  /** Its `modified`, else its `created`, else when it was added (TAXII 2.1 §3.4.1). */
  readonly version: string;
  /** UTC, ISO 8601 with milliseconds; several objects may share it. */
  readonly addedAt: string;
  readonly spec_version: string;
  readonly object: JsonObject;
  /** Its JSON, as it came where it came from somebody else. */
  readonly text: string;
}
export interface ExportPage {
  /** In the order in which they were added. */
  readonly objects: readonly PagedObject[];
  readonly more: boolean;
  /** Null where nothing follows. */
  readonly next: string | null;
  /** Of what this page passed, as far as the subject may see it. */
  readonly withheld: number;
}

/** By the position that they came to be at, each group in the order of ids. */
export const grouped = (objects: readonly Outgoing[]): ReadonlyMap<bigint, readonly Outgoing[]> => {
  const groups = new Map<bigint, Outgoing[]>();
  for (const one of objects.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { position } = one.candidate;
    const group = groups.get(position);
    if (group) group.push(one);
    else groups.set(position, [one]);
  }
  return groups;
};

const textIn = (object: JsonObject, property: string): string | undefined =>
  typeof object[property] === 'string' ? object[property] : undefined;

const paged = (object: JsonObject, text: string, addedAt: string): PagedObject => ({
  id: String(object.id),
  version: textIn(object, 'modified') ?? textIn(object, 'created') ?? addedAt,
  addedAt,
  spec_version: textIn(object, 'spec_version') ?? (kindOf(String(object.type)) === 'observable' ? '2.1' : '2.0'),
  object,
  text,
});
export const pagedObject = ({ text, candidate: { addedAt } }: Outgoing): PagedObject =>
  paged(JSON.parse(text) as JsonObject, text, addedAt);

/** What objects of our own need beside them, once in a page: it goes last, so that a cursor into a group counts the same with and without. */
export const helpersOf = (group: readonly Outgoing[], helped: Set<string>, look: Look): readonly PagedObject[] =>
  group
    .filter(({ candidate }) => candidate.verbatim === undefined)
    .flatMap(({ candidate: { protections, addedAt } }) =>
      helperObjects([protections[0]], look)
        .filter(({ id }) => !helped.has(String(id)))
        .map((object) => {
          helped.add(String(object.id));
          return paged(object, JSON.stringify(object), addedAt);
        }),
    );

interface PageCursor {
  /** Everything up to here was given. */
  readonly after: bigint;
  /** And of what came to be here, so many. */
  readonly position: bigint;
  readonly offset: number;
}
export const cursorOf = ({ after, position, offset }: PageCursor): string =>
  Buffer.from(`${after}.${position}.${offset}`).toString('base64url');

/** @throws LedgerError INVALID_INPUT */
export const readCursor = (next: string): PageCursor => {
  const [, after, position, offset] =
    /^(-?\d{1,20})\.(\d{1,20})\.(\d{1,9})$/.exec(Buffer.from(next, 'base64url').toString()) ?? [];
  if (after === undefined)
    throw new LedgerError('INVALID_INPUT', 'next is not one that a page gave. Ask without it to begin again.', {
      fields: [{ path: 'next', message: 'is not one that a page gave' }],
    });
  return { after: BigInt(after), position: BigInt(position), offset: Number(offset) };
};
