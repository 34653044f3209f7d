/** What changed, page by page: the shape of a page, and where the next one begins. */
import type { Protection } from '../../../access/marking.js';
import type { JsonObject } from '../../../json/json-value.js';
import { LedgerError } from '../../../ledger/errors.js';
import { kindOf, typeOfId, uuidOf } from '../stix-types.js';
import { helperObjects } from './bundle-writer.js';
import type { Candidate, Outgoing } from './closure.js';
import type { Incidents } from './holdings.queries.js';
import type { Look } from './own-object.stix.js';

/** Of what is asked for; left out: all. */
export interface PageFilter {
  /** STIX ids and types. */
  readonly ids?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly specVersions?: readonly string[] | undefined;
  /** `first`, `last`, `all`, or STIX timestamps; left out: `last`. What we make ourselves has its last version only. */
  readonly versions?: readonly string[] | undefined;
  /** The whole that is asked; empty lists narrow nothing. */
  readonly within?: Whole | undefined;
}
/** Ids are of STIX objects or of records: of what an object stands for, or is a part of. */
export interface Whole {
  readonly ids: readonly string[];
  readonly types: readonly string[];
}
export interface PageRequest {
  /** UTC, ISO 8601: only what was added after it. */
  readonly addedAfter?: string | undefined;
  /** Instead of `addedAfter`: only what came to be after this position. */
  readonly after?: bigint | undefined;
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
  /** Where it came to be as it is; several objects may share it. */
  readonly position: bigint;
  /** Of every record that it stands for; none of what anybody may know, such as who made it. */
  readonly protections: readonly Protection[];
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

/** A whole that narrows nothing does not ask for incidents of our own. */
export const incidentsIn = ({ ids, types, within }: PageFilter): Incidents => {
  const asked = within ?? { ids: ids ?? [], types: types ?? [] };
  const isAskedFor = asked.types.length === 0 ? asked.ids.length > 0 : asked.types.includes('incident');
  return isAskedFor ? 'all' : 'received';
};

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

/** TAXII 2.1 §3.4.1: its `modified`, else its `created`, else when it was added. */
export const versionIn = (object: JsonObject, addedAt: string): string =>
  textIn(object, 'modified') ?? textIn(object, 'created') ?? addedAt;

type Added = Pick<PagedObject, 'addedAt' | 'position' | 'protections'>;

const paged = (object: JsonObject, text: string, { addedAt, position, protections }: Added): PagedObject => ({
  id: String(object.id),
  version: versionIn(object, addedAt),
  addedAt,
  position,
  protections,
  spec_version: textIn(object, 'spec_version') ?? (kindOf(String(object.type)) === 'observable' ? '2.1' : '2.0'),
  object,
  text,
});
export const pagedObject = ({ text, candidate }: Outgoing): PagedObject => paged(JSON.parse(text) as JsonObject, text, candidate);

/** What objects of our own need beside them, where it is not in `helped`: it goes last. */
const helpersOf = (group: readonly Outgoing[], helped: ReadonlySet<string>, look: Look): readonly PagedObject[] => {
  const makers = group.flatMap(({ candidate }) => (candidate.verbatim === undefined ? [candidate.protections[0]] : []));
  const [{ candidate }] = group;
  return helperObjects(makers, look)
    .filter(({ id }) => !helped.has(String(id)))
    .map((object) => paged(object, JSON.stringify(object), { ...candidate, protections: [] }));
};

const wholeOf = ({ id, pastOf, derivedOf }: Candidate): string => pastOf ?? derivedOf ?? id;

const isWithin = ({ id, candidate }: Outgoing, { ids, types }: Whole): boolean =>
  (types.length === 0 || types.includes(typeOfId(id) ?? '')) &&
  (ids.length === 0 || [wholeOf(candidate), uuidOf(wholeOf(candidate))].some((id) => ids.includes(id)));

const isAsked = ({ id, spec_version: specVersion }: PagedObject, { ids, types, specVersions }: PageFilter): boolean =>
  (ids?.includes(id) ?? true) && (types?.includes(typeOfId(id) ?? '') ?? true) && (specVersions?.includes(specVersion) ?? true);

/** Gives out, position by position, what a page is asked for; of helpers each once in all its pages. */
export class PageContents {
  private readonly helped: Set<string>;

  constructor(
    private readonly filter: PageFilter,
    private readonly look: Look,
    begin: PageCursor | undefined,
  ) {
    this.helped = new Set(begin?.helped);
  }

  /** Which helpers were given out before the position that comes next. */
  get before(): readonly string[] {
    return [...this.helped];
  }

  /** Only helpers are asked for, of which each is given out once, and all of them were. */
  get isComplete(): boolean {
    const { ids } = this.filter;
    return ids !== undefined && ids.every((id) => this.helped.has(id));
  }

  /** @param at all that came to be at a position. */
  of(at: readonly Outgoing[]): readonly PagedObject[] {
    const { within } = this.filter;
    const group = within === undefined ? at : at.filter((one) => isWithin(one, within));
    if (group.length === 0) return [];
    const objects = group.map(pagedObject);
    const helpers = helpersOf(group, this.helped, this.look);
    return [...objects, ...helpers].filter((one) => isAsked(one, this.filter));
  }

  /** To be called once all at a position was given out. */
  passed(given: readonly PagedObject[]): void {
    for (const { id, protections } of given) if (protections.length === 0) this.helped.add(id);
  }
}

interface PageCursor {
  /** Everything up to here was given. */
  readonly after: bigint;
  /** And of what came to be here, so many. */
  readonly position: bigint;
  readonly offset: number;
  /** Helpers that were given before. */
  readonly helped: readonly string[];
}
export const cursorOf = ({ after, position, offset, helped }: PageCursor): string =>
  Buffer.from([after, position, offset, ...helped].join(' ')).toString('base64url');

/** @throws LedgerError INVALID_INPUT */
export const readCursor = (next: string): PageCursor => {
  const [, after, position, offset, helped = ''] =
    /^(-?\d{1,20}) (\d{1,20}) (\d{1,9})((?: [a-z-]+--[0-9a-f-]{36})*)$/.exec(Buffer.from(next, 'base64url').toString()) ?? [];
  if (after === undefined)
    throw new LedgerError('INVALID_INPUT', 'next is not one that a page gave. Ask without it to begin again.', {
      fields: [{ path: 'next', message: 'is not one that a page gave' }],
    });
  return {
    after: BigInt(after),
    position: BigInt(position),
    offset: Number(offset),
    helped: helped.split(' ').filter((id) => id !== ''),
  };
};
