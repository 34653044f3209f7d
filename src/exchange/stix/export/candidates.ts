/** Makes candidates of an export from what is held: objects as they came, records of ours as STIX writes them, links as relationships. Pure. */
import type { Protection } from '../../../access/marking.js';
import { isJsonObject, type JsonObject } from '../../../json/json-value.js';
import type { IncidentRecord } from '../../../incidents/incident.record.js';
import type { IntelReportRecord } from '../../../intel-reports/intel-report.record.js';
import type { InfrastructureRecord } from '../../../infrastructure/infrastructure.record.js';
import type { Loaded } from '../../../ledger/ledger.js';
import type { Links } from '../../../links/link.record.js';
import type { Link, LinkedType } from '../../../links/link.events.js';
import type { Mergeable } from '../../../profiles/merge.record.js';
import type { AnyProfile } from '../../../profiles/profile.record.js';
import type { SourceRecord } from '../../../sources/source.record.js';
import { impliedBy } from '../grouping-refs.js';
import { compareStixTimestamps } from '../stix-object.record.js';
import type { Candidate } from './closure.js';
import type { Held, HeldObject, HeldRecord } from './holdings.queries.js';
import { type Look, organisationRef, protectionOf } from './own-object.stix.js';
import { incidentIdOf, incidentObject } from './incident.stix.js';
import { linkObject, observablesOf, originOf, profileObject, stixIdOf } from './profiles.stix.js';
import { hasRevision, revisedObject } from './revised-profile.stix.js';
import type { PastVersion } from './versions.queries.js';
import { isAsReceived, reportIdOf, reportObject, shownVersion, sourceIdOf, sourceObject } from './report.stix.js';

/** The text of large content, by the id of its record. */
export type Texts = ReadonlyMap<string, string>;

/** What was asked for. */
export interface Wanted {
  readonly has: (stixId: string) => boolean;
  /** Links too: between what was asked for, or with what was asked for and is the later of the two. */
  readonly links: 'none' | 'between' | 'with latest';
}

type Profile = Loaded<AnyProfile & Partial<Links & Mergeable>>;

/** Whether it has links. */
export const isProfile = ({ type }: HeldRecord): boolean => !['intelReport', 'source', 'incident'].includes(type);
const asProfile = ({ loaded }: HeldRecord): Profile => loaded as unknown as Profile;
const asReport = ({ loaded }: HeldRecord) => loaded as unknown as Loaded<IntelReportRecord>;
const asIncident = ({ loaded }: HeldRecord) => loaded as unknown as Loaded<IncidentRecord>;
const asSource = ({ loaded }: HeldRecord) => loaded as unknown as Loaded<SourceRecord>;

/** Under which STIX id a record goes out. */
export const stixIdOfRecord = (held: HeldRecord, look: Look): string => {
  if (held.type === 'intelReport') return reportIdOf(asReport(held), look);
  if (held.type === 'incident') return incidentIdOf(asIncident(held));
  return held.type === 'source' ? sourceIdOf(asSource(held)) : stixIdOf(held.type, asProfile(held));
};

/** Whether the received object goes out in the place of a record. */
export const isStoodFor = (held: HeldRecord): boolean =>
  originOf(held.loaded.record) !== undefined && (held.type !== 'intelReport' || isAsReceived(asReport(held).record));

/** STIX ids of objects that a record names. */
export const objectsNamedBy = (held: HeldRecord): readonly string[] => {
  const origin = originOf(held.loaded.record);
  const refs = held.type === 'intelReport' ? (shownVersion(asReport(held).record)?.content.objectRefs ?? []) : [];
  return origin === undefined ? refs : [...refs, origin.id];
};

/** Ids of records that a record names. */
export const recordsNamedBy = (held: HeldRecord): readonly string[] => {
  if (held.type === 'source') return [];
  if (held.type === 'intelReport') return shownVersion(asReport(held).record)?.content.sourceIds ?? [];
  const { links = [], merged = [], mergedInto = null } = asProfile(held).record;
  return [...links.map(({ to }) => to.id), ...merged, ...(mergedInto === null ? [] : [mergedInto])];
};

const newer = (a: HeldObject, b: HeldObject): HeldObject => {
  const order = a.modified === null || b.modified === null ? 0 : compareStixTimestamps(a.modified, b.modified);
  return order > 0 || (order === 0 && a.id < b.id) ? a : b;
};

const values = new WeakMap<HeldObject, JsonObject>();

/** Read once. */
export const valueOf = (object: HeldObject, texts: Texts): JsonObject => {
  const known = values.get(object);
  if (known !== undefined) return known;
  const value: unknown = JSON.parse(textOf(object, texts));
  const read = isJsonObject(value) ? value : {};
  values.set(object, read);
  return read;
};

const textOf = ({ id, content }: HeldObject, texts: Texts): string => (typeof content === 'string' ? content : texts.get(id)!);

/** What is held, ready to be looked up. */
class Shelf {
  private readonly records = new Map<string, HeldRecord>();
  readonly objects = new Map<string, HeldObject>();
  /** Records by the received object that they follow. */
  readonly followers = new Map<string, HeldRecord[]>();

  constructor(
    held: readonly Held[],
    private readonly look: Look,
  ) {
    for (const one of held)
      if (one.kind === 'object') {
        const known = this.objects.get(one.stixId);
        this.objects.set(one.stixId, known ? newer(known, one) : one);
      } else {
        this.records.set(one.loaded.id, one);
        const origin = originOf(one.loaded.record);
        if (origin !== undefined) this.followers.set(origin.id, [...(this.followers.get(origin.id) ?? []), one]);
      }
  }

  /** The profile that stands for one, which may be part of another; undefined where that is not known. */
  standing(id: string): HeldRecord | undefined {
    const seen = new Set<string>();
    for (let held = this.records.get(id); held !== undefined;) {
      const { mergedInto = null } = asProfile(held).record;
      if (mergedInto === null || seen.has(held.loaded.id)) return held;
      seen.add(held.loaded.id);
      held = this.records.get(mergedInto);
    }
    return undefined;
  }

  all(): IterableIterator<HeldRecord> {
    return this.records.values();
  }

  /** Whether a grouping that came from elsewhere says it already, by naming the other in its list. */
  isImplied({ linkId, to }: Link, held: HeldRecord): boolean {
    const other = this.records.get(to.id);
    if (other === undefined || (held.type === 'investigation') === (other.type === 'investigation')) return false;
    const [grouping, named] = held.type === 'investigation' ? [held, other] : [other, held];
    const { idFrom } = this.look;
    const [groupingId, namedId] = [stixIdOfRecord(grouping, this.look), stixIdOfRecord(named, this.look)];
    return linkId === impliedBy(idFrom, grouping.loaded.tenantId, groupingId, namedId);
  }

  linksOf(id: string): Links['links'] {
    const held = this.records.get(id);
    return held === undefined ? [] : (asProfile(held).record.links ?? []);
  }

  stixIdsOf(ids: readonly string[]): readonly string[] {
    return [
      ...new Set(
        ids.flatMap((id) => {
          const held = this.standing(id);
          return held === undefined ? [] : [stixIdOfRecord(held, this.look)];
        }),
      ),
    ];
  }
}

const own = (held: HeldRecord, value: JsonObject, wanted: Wanted, more: Partial<Candidate> = {}): Candidate => {
  const { loaded } = held;
  const id = String(value.id);
  return {
    id,
    value,
    protections: [protectionOf(loaded, loaded.record.marking)],
    wanted: wanted.has(id),
    addedAt: loaded.updatedAt,
    position: loaded.position,
    ...more,
  };
};

const objectCandidate = (object: HeldObject, shelf: Shelf, texts: Texts, wanted: Wanted): Candidate => {
  const followers = (shelf.followers.get(object.stixId) ?? []).filter(isStoodFor);
  const ofRecords: readonly Protection[] = followers.map(({ loaded }) => protectionOf(loaded, loaded.record.marking));
  return {
    id: object.stixId,
    value: valueOf(object, texts),
    verbatim: textOf(object, texts),
    protections: [protectionOf(object, object.marking), ...ofRecords],
    wanted: wanted.has(object.stixId),
    addedAt: object.receivedAt,
    position: object.position,
    streamId: object.id,
  };
};

/** An earlier version goes where the current one and all that stands for it may go, and it itself. */
const pastCandidate = (past: PastVersion, current: Candidate): Candidate => {
  const { unfit: _, ...others } = current;
  return {
    ...others,
    id: `${past.stixId} ${past.position}`,
    value: valueOf(past, new Map()),
    verbatim: past.content,
    protections: [protectionOf(past, past.marking), ...current.protections],
    wanted: true,
    follows: [past.stixId],
    pastOf: past.stixId,
    addedAt: past.receivedAt,
    position: past.position,
  };
};

const reportCandidate = (held: HeldRecord, shelf: Shelf, texts: Texts, look: Look, wanted: Wanted): Candidate => {
  const report = asReport(held);
  const sourceRefs = shelf.stixIdsOf(shownVersion(report.record)?.content.sourceIds ?? []);
  const body = texts.get(report.id) ?? '';
  const value = reportObject(report, { body, sourceRefs }, look);
  if (value === undefined) return own(held, { type: 'report', id: reportIdOf(report, look) }, wanted, { unfit: 'not-published' });
  const refs = value.object_refs;
  return own(held, value, wanted, { ...(refs === undefined ? { unfit: 'no-object-refs' } : {}), insteadOfRefs: sourceRefs });
};

const profileCandidate = (held: HeldRecord, shelf: Shelf, look: Look, wanted: Wanted): Candidate => {
  const profile = asProfile(held);
  const maker = organisationRef(profile.tenantId, profile.ownerOrganisation, look);
  const value = valueOfProfile(held, shelf, look);
  const parts = observablesIn(held, String(value.id), look);
  return own(held, value, wanted, { parts, ...(held.type === 'investigation' ? { insteadOfRefs: [maker] } : {}) });
};

const valueOfProfile = (held: HeldRecord, shelf: Shelf, look: Look): JsonObject => {
  const profile = asProfile(held);
  const { links = [], merged = [] } = profile.record;
  const linked = [...links, ...merged.flatMap((id) => shelf.linksOf(id))].map(({ to }) => to.id);
  const refs = shelf.stixIdsOf(linked);
  const maker = organisationRef(profile.tenantId, profile.ownerOrganisation, look);
  return profileObject(held.type as LinkedType, profile, { linkedRefs: refs.length === 0 ? [maker] : refs }, look);
};

const observablesIn = (held: HeldRecord, source: string, look: Look): readonly JsonObject[] =>
  held.type === 'infrastructure' ? observablesOf(asProfile(held) as unknown as Loaded<InfrastructureRecord>, source, look) : [];

/** What was revised here of what came from somebody else: it goes beside the original, and only where that goes. */
const revisedCandidate = (held: HeldRecord, shelf: Shelf, texts: Texts, look: Look, wanted: Wanted): Candidate | undefined => {
  const profile = asProfile(held);
  const original = shelf.objects.get(profile.record.stix?.id ?? '');
  const said = original && valueOf(original, texts);
  if (!said || !hasRevision(profile, said) || profile.record.status === 'merged') return undefined;
  const { value, derivedFrom } = revisedObject(profile, said, valueOfProfile(held, shelf, look), look);
  const observables = profile.record.revisedHere?.includes('values') ? observablesIn(held, String(value.id), look) : [];
  return own(held, value, wanted, {
    protections: [protectionOf(held.loaded, held.loaded.record.marking), protectionOf(original, original.marking)],
    wanted: wanted.has(original.stixId),
    follows: [original.stixId],
    derivedOf: original.stixId,
    insteadOfRefs: [String(value.created_by_ref)],
    parts: [...observables, derivedFrom],
  });
};

const isLinkWanted = ({ has, links }: Wanted, owner: string, other: string, latest: string): boolean =>
  links === 'between' ? has(owner) && has(other) : links === 'with latest' && has(latest);

const linkCandidates = (held: HeldRecord, shelf: Shelf, look: Look, wanted: Wanted): readonly Candidate[] => {
  const { links = [] } = asProfile(held).record;
  const owner = shelf.standing(held.loaded.id);
  if (owner === undefined) return [];
  return links.flatMap((link) => {
    const other = shelf.standing(link.to.id);
    if (other === undefined || other === owner || shelf.isImplied(link, held)) return [];
    const [ownerId, otherId] = [stixIdOfRecord(owner, look), stixIdOfRecord(other, look)];
    const value = linkObject(link, [asProfile(held), ownerId], [asProfile(other), otherId], look);
    const { marking } = other.loaded.record;
    const candidate = own(held, value, wanted);
    const [latest, latestId] =
      other.loaded.position > candidate.position ? ([other, otherId] as const) : ([held, ownerId] as const);
    return [
      {
        ...candidate,
        protections: [candidate.protections[0], protectionOf(other.loaded, marking)] as const,
        wanted: candidate.wanted || isLinkWanted(wanted, ownerId, otherId, latestId),
        addedAt: latest.loaded.updatedAt,
        position: latest.loaded.position,
      },
    ];
  });
};

/**
 * One candidate an id: the received object in the place of the records that follow it, and each of these has to allow it.
 * @param texts of bodies of reports, and of objects that lie in blobs.
 * @param past earlier versions of received objects, each a candidate of its own.
 */
export const candidatesOf = (
  held: readonly Held[],
  texts: Texts,
  look: Look,
  wanted: Wanted,
  past: readonly PastVersion[] = [],
): readonly Candidate[] => {
  const shelf = new Shelf(held, look);
  const candidates = new Map<string, Candidate>();
  const add = (candidate: Candidate): void => {
    if (!candidates.has(candidate.id)) candidates.set(candidate.id, candidate);
  };
  for (const object of shelf.objects.values()) add(objectCandidate(object, shelf, texts, wanted));
  for (const record of shelf.all()) {
    if (isProfile(record)) for (const link of linkCandidates(record, shelf, look, wanted)) add(link);
    if (isStoodFor(record)) {
      const revised = isProfile(record) ? revisedCandidate(record, shelf, texts, look, wanted) : undefined;
      if (revised) add(revised);
      continue;
    }
    if (record.type === 'intelReport') add(reportCandidate(record, shelf, texts, look, wanted));
    else if (record.type === 'source') add(own(record, sourceObject(asSource(record), look), wanted));
    else if (record.loaded.record.status === 'merged')
      add(own(record, { type: '', id: stixIdOfRecord(record, look) }, wanted, { unfit: 'merged' }));
    else if (record.type === 'incident') add(own(record, incidentObject(asIncident(record), look), wanted));
    else add(profileCandidate(record, shelf, look, wanted));
  }
  for (const version of past) {
    const current = candidates.get(version.stixId);
    if (current?.verbatim !== undefined) add(pastCandidate(version, current));
  }
  return [...candidates.values()];
};
