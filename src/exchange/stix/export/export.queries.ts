/** What an audience is given of what a tenant holds, as STIX objects. */
import { decide } from '../../../access/policy.js';
import type { Subject } from '../../../access/actor.js';
import { intelReportType } from '../../../intel-reports/intel-report.type.js';
import { currentContent, type IntelReport } from '../../../intel-reports/intel-report.record.js';
import type { BlobRef } from '../../../ledger/blob.events.js';
import type { Blobs } from '../../../ledger/blobs.js';
import { LedgerError, notFound } from '../../../ledger/errors.js';
import { recordIdFrom } from '../../../ledger/identity.js';
import type { Ledger } from '../../../ledger/ledger.js';
import type { InstanceKey } from '../../../ledger/record-id.js';
import { inParallel } from '../../in-parallel.js';
import { typeOfId, uuidOf } from '../stix-types.js';
import { type Audience, verdictFor } from './audience.js';
import { bundledTexts, type WrittenBundle, writeBundle } from './bundle-writer.js';
import { candidatesOf, isStoodFor, objectsNamedBy, recordsNamedBy, valueOf, type Wanted } from './candidates.js';
import { type Closure, closureOf, type Outgoing } from './closure.js';
import { idOf, isOf, stixIdOf } from './held-ids.js';
import {
  type Held,
  type HeldRecord,
  type HeldVersion,
  type HoldingOptions,
  HoldingQueries,
  type Incidents,
  isOwnIncident,
  narrowed,
  OWN_TYPES,
  placeOf,
} from './holdings.queries.js';
import {
  cursorOf,
  type ExportPage,
  grouped,
  incidentsIn,
  PageContents,
  type PagedObject,
  type PageFilter,
  type PageRequest,
  readCursor,
} from './export-page.js';
import type { Look } from './own-object.stix.js';
import { KEPT_AS, RECORD_TYPES, recordIdsOf } from './own-types.js';
import { originOf } from './profiles.stix.js';
import { NamedQueries } from './named.queries.js';
import { namedBy } from './stix-refs.js';
import { type PastVersion, VersionQueries } from './versions.queries.js';

/** What is asked for; nothing: everything but incidents of our own, which go out where they are asked for. */
export interface ExportSelection {
  /** STIX ids, or UUIDs of records: these, what they name and what they are related to. */
  readonly ids?: readonly string[] | undefined;
  /** STIX types. */
  readonly types?: readonly string[] | undefined;
}

export interface Exported {
  readonly bundle: WrittenBundle;
  /** The objects of the bundle as JSON, by id. */
  readonly texts: ReadonlyMap<string, string>;
  readonly closure: Closure;
}

/** Rows that are looked at together: as many as a page holds, and one that says whether there is more. */
const batchFor = (limit: number): number => Math.min(Math.max(limit, 100), 1_000) + 1;

/** What one export may look at. */
const MOST_HELD = 100_000;

const JOINS: readonly string[] = ['relationship', 'sighting'];
const INCIDENT = 'incident';

/** What came to be from a position on, up to the end of what is looked at together. */
type Source = (after: bigint) => Promise<{
  readonly positions: readonly bigint[];
  readonly closure: Closure;
  readonly isLast: boolean;
}>;

/** What was read so far, each thing once. */
class Gathered {
  readonly held = new Map<string, Held>();
  readonly texts = new Map<string, string>();
  readonly asked = new Set<string>();

  all(): readonly Held[] {
    return [...this.held.values()];
  }
}

export class ExportQueries {
  private readonly versions: VersionQueries;
  private readonly named: NamedQueries;

  constructor(
    private readonly holdings: HoldingQueries,
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly instanceKey: InstanceKey,
  ) {
    this.versions = new VersionQueries(ledger, blobs);
    this.named = new NamedQueries(holdings);
  }

  /**
   * @throws LedgerError NOT_FOUND naming an id of which nothing is known or visible; INVALID_INPUT when there is more than one export may
   * hold.
   */
  async export(audience: Audience, selection: ExportSelection, options: HoldingOptions): Promise<Exported> {
    const look = this.lookOf(audience);
    const gathered = new Gathered();
    const wanted = await this.gather(gathered, audience.subject, selection, look, options);
    const closure = await this.close(gathered, audience, look, wanted);
    const texts = bundledTexts(closure, look);
    return { bundle: writeBundle(texts), texts, closure };
  }

  /**
   * What an audience is given in the order of the log, for whoever asks again and again: an object that changes comes again.
   * @throws LedgerError INVALID_INPUT for a `next` that no page gave.
   */
  async page(audience: Audience, filter: PageFilter, request: PageRequest): Promise<ExportPage> {
    const { addedAfter, limit, next } = request;
    const look = this.lookOf(audience);
    const begin = next === undefined ? undefined : readCursor(next);
    const contents = new PageContents(filter, look, begin);
    const objects: PagedObject[] = [];
    let withheld = 0;
    let after = begin?.after ?? request.after ?? (await this.holdings.positionAt(addedAfter));
    const source = await this.sourceOf(audience, filter, look, batchFor(limit));
    for (;;) {
      const { positions, closure, isLast } = await source(after);
      withheld += [...closure.withheld.values()].reduce((sum, count) => sum + count, 0);
      const groups = grouped(closure.objects);
      for (const position of positions) {
        const paged = contents.of(groups.get(position) ?? []);
        for (let offset = position === begin?.position ? begin.offset : 0; offset < paged.length; offset += 1) {
          if (objects.length === limit)
            return { objects, more: true, next: cursorOf({ after, position, offset, helped: contents.before }), withheld };
          objects.push(paged[offset]);
        }
        contents.passed(paged);
        after = position;
      }
      if (isLast || contents.isComplete) return { objects, more: false, next: null, withheld };
    }
  }

  /** Where the batches of a page come from: few objects by their ids, or the whole log; with their versions where these are asked for. */
  private async sourceOf(audience: Audience, filter: PageFilter, look: Look, size: number): Promise<Source> {
    const { subject } = audience;
    const { ids, versions = ['last'] } = filter;
    const withVersions = versions.some((version) => version !== 'last');
    const incidents = incidentsIn(filter);
    const named = ids === undefined ? undefined : await this.namedBatch(audience, ids, look, withVersions, incidents);
    return async (after) => {
      const held =
        named?.filter((one) => placeOf(one) > after) ?? (await this.batchAfter(subject, after, withVersions, size, incidents));
      const isLast = named !== undefined || held.length < size;
      const closure = await this.closeBatch(held, audience, look, versions);
      return { positions: [...new Set(held.map(placeOf))], closure, isLast };
    };
  }

  private batchAfter(
    subject: Subject,
    after: bigint,
    withVersions: boolean,
    size: number,
    incidents: Incidents,
  ): Promise<readonly (Held | HeldVersion)[]> {
    return withVersions
      ? this.holdings.versionsAfter(subject, after, size, incidents)
      : this.holdings.after(subject, after, size, incidents);
  }

  /** @returns undefined where one of the ids is of a helper, which goes with the first object of ours that there is. */
  private async namedBatch(
    { subject }: Audience,
    ids: readonly string[],
    look: Look,
    withVersions: boolean,
    incidents: Incidents,
  ): Promise<readonly (Held | HeldVersion)[] | undefined> {
    if (await this.named.isOfHelpers(subject, ids, look)) return undefined;
    const wanted = new Set([...ids, ...(await this.named.basesOf(subject, ids, look))]);
    const found = await this.fetch(new Gathered(), subject, [...wanted], {});
    const held = found.filter(
      (one) =>
        (wanted.has(idOf(one)) || wanted.has(stixIdOf(one, look)) || isOf(one, wanted)) &&
        (incidents === 'all' || !isOwnIncident(one)),
    );
    const objects = withVersions ? await this.holdings.versionsOf(subject, [...wanted], MOST_HELD) : [];
    const others = withVersions ? held.filter(({ kind }) => kind === 'record') : held;
    return [...others, ...objects].toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  }

  private async closeBatch(
    batch: readonly (Held | HeldVersion)[],
    audience: Audience,
    look: Look,
    versions: readonly string[],
  ): Promise<Closure> {
    const { subject } = audience;
    const held = batch.flatMap((one) => ('object' in one ? (one.isCurrent ? [one.object] : []) : [one]));
    const older = batch.flatMap((one) => ('object' in one && !one.isCurrent ? [one] : []));
    const gathered = new Gathered();
    await this.put(gathered, held);
    await this.fetch(gathered, subject, await this.holdings.ownersOfLinksTo(subject, held.map(idOf), {}), {});
    const past = await this.versions.pastOf(audience, older);
    const names = past.flatMap((one) => {
      const { needed, spare } = namedBy(valueOf(one, gathered.texts));
      return [one.stixId, ...needed, ...spare];
    });
    await this.fetch(gathered, subject, [...new Set(names)], {});
    await this.gatherContext(gathered, subject, {});
    const ids = new Set(held.map((one) => stixIdOf(one, look)));
    const ofPast = new Set(past.map(({ stixId }) => stixId).filter((id) => !ids.has(id)));
    const wanted: Wanted = { has: (id) => ids.has(id) || ofPast.has(id), links: 'with latest' };
    const closure = await this.close(gathered, audience, look, wanted, past);
    if (versions.every((version) => version === 'last')) return closure;
    // A version that lost a part is no longer that version, and the current one, which has a place of its own, tells it.
    const whole = closure.objects.filter(({ id, candidate }) =>
      candidate.pastOf === undefined ? !ofPast.has(candidate.id) : candidate.id === id,
    );
    return { ...closure, objects: (await this.versions.wanted(whole, audience, versions)).map(underOwnId) };
  }

  private lookOf({ tlpVersion }: Audience): Look {
    return { tlpVersion, idFrom: (...key) => recordIdFrom(this.instanceKey.bytes, 'stix', ...key) };
  }

  private async close(
    gathered: Gathered,
    audience: Audience,
    look: Look,
    wanted: Wanted,
    past: readonly PastVersion[] = [],
  ): Promise<Closure> {
    await this.settle(gathered, audience.subject, look, wanted);
    return closureOf(candidatesOf(gathered.all(), gathered.texts, look, wanted, past), verdictFor(audience), look);
  }

  private async gather(
    gathered: Gathered,
    subject: Subject,
    { ids, types }: ExportSelection,
    look: Look,
    options: HoldingOptions,
  ): Promise<Wanted> {
    if (ids !== undefined) return this.gatherNamed(gathered, subject, ids, look, options);
    const ownTypes =
      types === undefined || types.some((type) => JOINS.includes(type))
        ? OWN_TYPES
        : types.flatMap((type) => KEPT_AS[type] ?? []);
    const incidents = types?.includes(INCIDENT) === true ? 'all' : 'received';
    const found = await Promise.all([
      this.holdings.objects(subject, types === undefined ? {} : { stixTypes: types }, options),
      ...[...new Set(ownTypes)].map((type) => this.holdings.records(subject, type, narrowed(type, incidents), options)),
    ]);
    await this.put(gathered, found.flat());
    if (types === undefined) return this.gatherEverything(gathered, subject, look, options);
    await this.gatherContext(gathered, subject, options);
    const wanted = new Set(types);
    return { has: (id) => wanted.has(typeOfId(id) ?? ''), links: 'none' };
  }

  /** Incidents of our own may be named by what there is, and are looked at so that none is told of that stays here. */
  private async gatherEverything(gathered: Gathered, subject: Subject, look: Look, options: HoldingOptions): Promise<Wanted> {
    const named = this.namesOf(gathered, gathered.all()).filter((id) => typeOfId(id) === INCIDENT);
    const beside = await this.fetch(gathered, subject, named, options);
    const ours = new Set(beside.filter(isOwnIncident).map((one) => stixIdOf(one, look)));
    return { has: (id) => !ours.has(id), links: 'between' };
  }

  /** What is named, what that names, and what relates it to others; then what would be revealed by these. */
  private async gatherNamed(
    gathered: Gathered,
    subject: Subject,
    ids: readonly string[],
    look: Look,
    options: HoldingOptions,
  ): Promise<Wanted> {
    const named = await this.fetch(gathered, subject, ids, options);
    const known = new Set(named.flatMap((held) => [idOf(held), stixIdOf(held, look)]));
    for (const id of ids) if (!known.has(id) && !known.has(uuidOf(id))) throw notFound(`record or STIX object as ${id}`);
    const wanted = new Set(named.map((held) => stixIdOf(held, look)));
    const near = await this.fetch(gathered, subject, this.namesOf(gathered, named), options);
    const owners = await this.holdings.ownersOfLinksTo(subject, named.map(idOf), options);
    near.push(...(await this.fetch(gathered, subject, owners, options)));
    const joins = await this.holdings.objects(subject, { stixTypes: JOINS }, options);
    const touching = await this.touching(gathered, joins, wanted);
    await this.put(gathered, touching);
    near.push(...touching, ...(await this.fetch(gathered, subject, this.namesOf(gathered, touching), options)));
    for (const held of near) wanted.add(stixIdOf(held, look));
    await this.gatherContext(gathered, subject, options);
    return { has: (id) => wanted.has(id), links: 'between' };
  }

  private async touching(gathered: Gathered, joins: readonly Held[], ids: ReadonlySet<string>): Promise<readonly Held[]> {
    await this.readTexts(gathered, joins);
    return joins.filter(
      (held) => held.kind === 'object' && namedBy(valueOf(held, gathered.texts)).needed.some((id) => ids.has(id)),
    );
  }

  /** Until nothing is named that was not looked for: what stays here may be named by what is named. */
  private async gatherContext(gathered: Gathered, subject: Subject, options: HoldingOptions): Promise<void> {
    let latest = gathered.all();
    while (latest.length > 0) latest = await this.fetch(gathered, subject, this.namesOf(gathered, latest), options);
  }

  private namesOf({ texts }: Gathered, held: readonly Held[]): readonly string[] {
    return [
      ...new Set(
        held.flatMap((one) => {
          if (one.kind === 'record') return [...recordsNamedBy(one), ...objectsNamedBy(one)];
          const { needed, spare } = namedBy(valueOf(one, texts));
          return [one.stixId, ...needed, ...spare];
        }),
      ),
    ];
  }

  /** Looks for what was not looked for before. @returns what is new. */
  private async fetch(gathered: Gathered, subject: Subject, ids: readonly string[], options: HoldingOptions): Promise<Held[]> {
    const { held, asked } = gathered;
    const wanted = ids.filter((id) => !asked.has(id));
    for (const id of wanted) asked.add(id);
    if (wanted.length === 0) return [];
    const stixIds = wanted.filter((id) => typeOfId(id) !== undefined);
    const recordIds = wanted.flatMap((id) =>
      typeOfId(id) === undefined ? [id] : recordIdsOf(this.instanceKey, subject.tenantId, id),
    );
    const found = await Promise.all([
      this.holdings.objects(subject, { stixIds }, options),
      ...OWN_TYPES.map((type) => this.holdings.records(subject, type, { ids: recordIds }, options)),
    ]);
    const fresh = found.flat().filter((one) => !held.has(idOf(one)));
    await this.put(gathered, fresh);
    return fresh;
  }

  private async put(gathered: Gathered, held: readonly Held[]): Promise<void> {
    for (const one of held) gathered.held.set(idOf(one), one);
    if (gathered.held.size > MOST_HELD)
      throw new LedgerError(
        'INVALID_INPUT',
        `There are more than ${MOST_HELD.toLocaleString('en')} records and objects to look at. Export fewer: name ids or types.`,
      );
    await this.readTexts(gathered, held);
  }

  private async readTexts({ texts }: Gathered, held: readonly Held[]): Promise<void> {
    const large = held.flatMap((one) =>
      one.kind === 'object' && typeof one.content !== 'string' ? [{ ...one, ref: one.content satisfies BlobRef }] : [],
    );
    await inParallel(large, async ({ id, tenantId, ref }) => {
      texts.set(id, await this.blobs.textOf(tenantId, ref));
    });
  }

  /** Reads what lists do not show of the wanted ones: bodies of reports, and whether a record that follows an object is hidden. */
  private async settle(gathered: Gathered, subject: Subject, look: Look, wanted: Wanted): Promise<void> {
    const { held, texts } = gathered;
    const followed = new Set(
      gathered.all().flatMap((one) => (one.kind === 'record' ? [originOf(one.loaded.record)?.id ?? ''] : [])),
    );
    await inParallel(gathered.all(), async (one) => {
      if (!wanted.has(stixIdOf(one, look))) return;
      if (one.kind === 'object') {
        if (followed.has(one.stixId)) return;
        const follower = await this.followerOf(subject, one.stixType, one.stixId);
        if (follower === 'hidden') held.delete(one.id);
        else if (follower) held.set(follower.loaded.id, follower);
      } else if (one.type === 'intelReport' && !isStoodFor(one)) {
        const report = await this.ledger.load(intelReportType, subject.tenantId, one.loaded.id);
        const body = report && bodyOf(report.record);
        if (body !== undefined) texts.set(one.loaded.id, await this.blobs.textOf(subject.tenantId, body));
      }
    });
  }

  /** The record that follows an object, where lists do not show it: hidden, or too new for them. */
  private async followerOf(subject: Subject, stixType: string, stixId: string): Promise<HeldRecord | 'hidden' | undefined> {
    for (const type of KEPT_AS[stixType] ?? []) {
      const recordType = RECORD_TYPES[type];
      const loaded = await this.ledger.load(recordType, subject.tenantId, uuidOf(stixId));
      const marking = loaded && recordType.markingOf(loaded.record);
      if (!loaded || !marking || originOf(loaded.record as object)?.id !== stixId) continue;
      if (!decide(subject, 'read', { ...loaded, marking }).allow) return 'hidden';
      return { kind: 'record', type, loaded: loaded as HeldRecord['loaded'] };
    }
    return undefined;
  }
}

const bodyOf = (report: IntelReport) => currentContent(report)?.body;

const underOwnId = (one: Outgoing): Outgoing => (one.candidate.pastOf === undefined ? one : { ...one, id: one.candidate.pastOf });
