/** The relationships of an import: each verbatim, and links where both ends are records; those that wait for an end are linked when it comes. */
import { isStricter, type Marking, raisedTo } from '../../access/marking.js';
import type { RecordedEvent } from '../../ledger/event-contract.js';
import type { JsonObject } from '../../json/json-value.js';
import type { Link } from '../../links/link.events.js';
import type { ImportedLink, LinkCommand } from '../../links/link.measure.js';
import type { Links } from '../../links/link.record.js';
import { linkableTypes } from '../../links/linked-types.js';
import { sameValue } from '../../ledger/text.js';
import type { AnyProfile } from '../../profiles/profile.record.js';
import { inParallel } from '../in-parallel.js';
import { reasonOf } from '../refusal-reason.js';
import type { ImportWriter } from './import-writer.js';
import { type ImportedObject, importedObject, type ImportOutcome } from './imported-object.js';
import { groupingOf, impliedBeside, impliedLinkId, type ImpliedLinkId, mapGroupingRefs } from './grouping-refs.js';
import { type ImpliedLinks, lateLinks, withLinks, withOutcome } from './implied-links.js';
import { mapRelationship, type MappedEnd, type MappedRelationship } from './relationship-mapping.js';
import type { ImportRun, StoredObject } from './stix-import.run.js';
import { conflicting, keptAsItIs } from './stix-import.run.js';
import type { StixItem } from './stix-item.js';
import { stixAwaitedId } from './stix-object.id.js';
import { stixObjectType } from './stix-object.type.js';
import { typeOfId } from './stix-types.js';

/** What linking needs of a record: those of an import are all known at once. */
interface End {
  readonly id: string;
  readonly marking: Marking;
  readonly isImported: boolean;
  readonly links: readonly Link[];
}

/** A relationship of which both ends may be records, or what a grouping names. */
interface Pending {
  /** Of the relationship, or of the grouping. */
  readonly stixId: string;
  /** A grouping names it: it has no line of its own in the receipt. */
  readonly isImplied?: boolean;
  readonly relationship: MappedRelationship;
  readonly marking: Marking;
  readonly before: readonly MappedRelationship[];
  readonly isRevoked: boolean;
  /** It was known before this import. */
  readonly isKnown: boolean;
  /** What it is without a link. */
  result: ImportedObject;
  /** What it relates and is not here. */
  missing: readonly string[];
}

/** Links that are written together. */
const BATCH = 200;
const AWAITED = 500;

const linkOf = ({ link }: MappedRelationship, other: End, { type }: MappedEnd): Link => ({
  ...link,
  to: { type, id: other.id },
});

const chunks = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

const grouped = <T>(list: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
};

export class ImportedLinks {
  private readonly ends = new Map<string, Promise<End | undefined>>();
  private readonly results: ImportedObject[] = [];
  /** Relationships of this import that may become links. */
  private readonly pending = new Map<string, Pending>();
  /** By grouping, what became of the links that it implies. */
  private readonly implied = new Map<string, ImpliedLinks>();
  private readonly impliedId: ImpliedLinkId;
  /** Groupings of which a relationship has ended. */
  private readonly freed = new Set<string>();

  constructor(
    private readonly run: ImportRun,
    private readonly writer: ImportWriter,
  ) {
    this.impliedId = impliedLinkId(writer.instanceKey.bytes, writer.tenantId);
  }

  /** Versions of a relationship come one after the other, oldest first. */
  async store(item: StixItem): Promise<void> {
    const reasons: string[] = [];
    try {
      const stored = await this.run.store(item, reasons);
      if (stored.reception === 'conflict') {
        this.results.push(conflicting(item, stored));
        return;
      }
      const result = importedObject(item, keptAsItIs(stored), reasons);
      const pending = stored.reception === 'received' ? await this.pendingOf(stored, result) : undefined;
      const earlier = this.pending.get(item.id);
      if (earlier) this.results.push(earlier.result);
      if (pending) this.pending.set(item.id, pending);
      else {
        if (earlier) this.pending.delete(item.id);
        this.results.push(result);
      }
    } catch (error) {
      this.results.push(importedObject(item, { outcome: 'refused' }, [...reasons, reasonOf(error)]));
    }
  }

  /**
   * Links what can be linked, and notes what waits for an end. Noted first and looked for again then, as an end looks for what waits after
   * it is there: of two imports at once one sees the other.
   */
  async settle(imported: readonly ImportedObject[]): Promise<readonly ImportedObject[]> {
    const named = await Promise.all([...this.run.groupings].map(([stixId, isKnown]) => this.namedBy(stixId, isKnown)));
    const waiting = await this.link([...this.pending.values(), ...named.flat()]);
    await this.note(waiting);
    for (const stixId of waiting.flatMap(({ missing }) => missing)) this.ends.delete(stixId);
    const still = await this.link(waiting);
    for (const pending of still) this.tell(pending);
    await this.linkFreed();
    await this.linkAwaiting(this.run.arrived);
    await this.linkFreed();
    const came = new Set(imported.map(({ stixId }) => stixId));
    return [...withLinks(imported, this.implied), ...this.results, ...lateLinks(this.implied, came)];
  }

  /** What groupings imply counts again where a relationship has ended that said more. */
  private async linkFreed(): Promise<void> {
    const freed = [...this.freed];
    this.freed.clear();
    await this.link((await Promise.all(freed.map((stixId) => this.namedBy(stixId, true)))).flat());
  }

  /** What a grouping names now, and what earlier versions of it named. */
  private async namedBy(stixId: string, isKnown: boolean): Promise<readonly Pending[]> {
    const known = await this.run.receivedBefore(stixId);
    if (!known) return [];
    const { object, marking, others } = known;
    const refsOf = (view: JsonObject) => (view.revoked === true ? [] : mapGroupingRefs(stixId, view, this.impliedId));
    const now = refsOf(object.view);
    const held = new Set(now.map(({ link }) => link.linkId));
    const past = new Map<string, MappedRelationship>();
    for (const version of others)
      for (const one of refsOf((await this.run.read(stixId, version)).view))
        if (!held.has(one.link.linkId)) past.set(one.link.linkId, one);
    const result: ImportedObject = {
      stixId,
      stixType: 'grouping',
      outcome: 'unchanged',
      reasons: [],
      record: null,
      position: null,
    };
    const pending = { stixId, isImplied: true, marking, before: [], isKnown, result, missing: [] };
    return [
      ...now.map((relationship) => ({ ...pending, relationship, isRevoked: false })),
      ...[...past.values()].map((relationship) => ({ ...pending, relationship, isRevoked: true })),
    ];
  }

  private tell(pending: Pending, outcome: Partial<ImportedObject> = {}): void {
    const { stixId, isImplied, result } = pending;
    if (!isImplied) this.results.push({ ...result, ...outcome });
    else this.implied.set(stixId, withOutcome(this.implied.get(stixId), outcome));
  }

  private async pendingOf({ object, marking, written }: StoredObject, result: ImportedObject): Promise<Pending | undefined> {
    const { received, view } = object;
    const relationship = mapRelationship(received.id, view);
    if (!relationship) return undefined;
    const record = written.loaded.record;
    const earlier = record.status === 'received' ? record.versions.filter(({ sha256 }) => sha256 !== record.current.sha256) : [];
    const before = await Promise.all(
      earlier.map(async (version) => mapRelationship(received.id, (await this.run.read(received.id, version)).view)),
    );
    return {
      stixId: received.id,
      relationship,
      marking,
      before: before.filter((one) => one !== undefined),
      isRevoked: view.revoked === true,
      isKnown: !written.appended || earlier.length > 0,
      result,
      missing: [],
    };
  }

  /** @returns those of which an end is not here. */
  private async link(pending: readonly Pending[]): Promise<readonly Pending[]> {
    const waiting: Pending[] = [];
    await inParallel(
      grouped(pending, ({ relationship }) => relationship.owner.stixId),
      async (group) => {
        for (const batch of chunks(group, BATCH)) waiting.push(...(await this.linkAll(batch)));
      },
    );
    return waiting;
  }

  /** Of one owner. */
  private async linkAll(batch: readonly Pending[]): Promise<readonly Pending[]> {
    const { owner } = batch[0].relationship;
    const holder = await this.recordOf(owner, false);
    const unlinked = holder && batch.some(({ isKnown }) => isKnown) ? await this.unlinkedHere(owner, holder) : new Set<string>();
    const waiting: Pending[] = [];
    const wanted: (ImportedLink & { readonly pending: Pending })[] = [];
    for (const pending of batch) {
      const { relationship, marking, before, isRevoked, isImplied = false } = pending;
      const other = await this.recordOf(relationship.other, relationship.isTarget);
      if (!holder || !other) {
        if (isImplied && isRevoked) continue;
        pending.missing = [...(holder ? [] : [owner.stixId]), ...(other ? [] : [relationship.other.stixId])];
        waiting.push(pending);
        continue;
      }
      const link = linkOf(relationship, other, relationship.other);
      const hides = isStricter(marking, raisedTo(holder.marking, other.marking));
      if (hides) refuse(pending, 'kept as it came: it is marked more strictly than what it relates, and a link would show it');
      if (!holder.isImported) refuse(pending, 'kept as it came: an import does not change records of your own');
      else if (unlinked.has(link.linkId)) refuse(pending, 'kept as it came: the link was removed here');
      else if (!hides || before.length > 0) {
        const ended = isRevoked || hides;
        const insteadOf = isImplied ? undefined : impliedBeside(relationship, this.impliedId);
        const grouping = isImplied ? undefined : groupingOf(relationship);
        if (ended && grouping !== undefined) this.freed.add(grouping);
        const known = before.map((one) => linkOf(one, other, one.other));
        wanted.push({ pending, link, before: known, ended, implied: isImplied, insteadOf });
      }
    }
    if (holder) for (const { pending, ...outcome } of await this.write(owner, holder, wanted)) this.tell(pending, outcome);
    const written = new Set(wanted.map(({ pending }) => pending));
    for (const pending of batch) if (!written.has(pending) && !waiting.includes(pending)) this.tell(pending);
    return waiting;
  }

  /** Links that somebody removed from a record. */
  private async unlinkedHere({ type }: MappedEnd, { id, links }: End): Promise<ReadonlySet<string>> {
    const held = new Set(links.map(({ linkId }) => linkId));
    const events: readonly RecordedEvent[] = await this.writer.ledger.events(
      linkableTypes[type].type.contracts,
      this.writer.tenantId,
      id,
    );
    return new Set(
      events
        .filter(({ event, at }) => event.type.endsWith('Unlinked') && !isOfAnImport(at))
        .map(({ event: { data } }) => (data as { readonly linkId: string }).linkId)
        .filter((linkId) => !held.has(linkId)),
    );
  }

  private async write(
    { type }: MappedEnd,
    holder: End,
    wanted: readonly (ImportedLink & { readonly pending: Pending })[],
  ): Promise<readonly (Partial<ImportedObject> & { readonly pending: Pending })[]> {
    if (wanted.length === 0) return [];
    const command: LinkCommand = {
      type: 'ImportLinks',
      links: wanted.map(({ pending: _, ...link }) => link),
    };
    try {
      const { receipt, appended, loaded } = await this.writer.write({
        type: linkableTypes[type].type,
        recordId: holder.id,
        command,
        request: { relationships: wanted.map(({ link }) => link.linkId) },
      });
      const { links = [] } = loaded.record as Partial<Links>;
      return wanted.map(({ pending, link, ended }) => {
        const known = holder.links.find(({ linkId }) => linkId === link.linkId);
        const now = links.find(({ linkId }) => linkId === link.linkId);
        if (!appended || sameValue(known ?? null, now ?? null)) return { pending, ...unlinkedReason(pending, link, now, ended) };
        const outcome: ImportOutcome = known ? 'updated' : 'created';
        return { pending, outcome, record: { type, id: receipt.id }, position: receipt.position };
      });
    } catch (error) {
      const reason = reasonOf(error);
      return wanted.map(({ pending }) => ({ pending, reasons: [...pending.result.reasons, `not linked: ${reason}`] }));
    }
  }

  /** The record of an end; an identity that is a target becomes one. */
  private async recordOf({ type, stixId }: MappedEnd, isTarget: boolean): Promise<End | undefined> {
    const known = this.ends.get(stixId);
    if (known) return known;
    const find = async (): Promise<End | undefined> => {
      const recordType = linkableTypes[type].type;
      const loaded = await this.writer.visible(recordType, this.writer.recordIds(recordType, stixId));
      if (!loaded) return undefined;
      const { marking, stix, links = [] } = loaded.record as AnyProfile & Partial<Links>;
      if (stix && stix.id !== stixId) return undefined;
      return { id: loaded.id, marking, isImported: stix !== undefined, links };
    };
    const found = find().then(async (record) => {
      if (record || !isTarget) return record;
      await this.run.targetReceivedBefore(stixId);
      return find();
    });
    this.ends.set(stixId, found);
    return found;
  }

  private async note(waiting: readonly Pending[]): Promise<void> {
    const missing = new Map<string, string[]>();
    for (const pending of waiting)
      for (const stixId of pending.missing) {
        const list = missing.get(stixId);
        if (list) list.push(pending.stixId);
        else missing.set(stixId, [pending.stixId]);
      }
    await inParallel([...missing], async ([stixId, relationships]) => {
      const { importId, instanceKey, tenantId } = this.writer;
      for (const batch of chunks(relationships, AWAITED))
        await this.writer.write({
          type: stixObjectType,
          recordId: stixAwaitedId(instanceKey, tenantId, stixId),
          command: { type: 'Await', stixId, relationships: [...batch], importId },
          request: { stixId, relationships: batch },
        });
    });
  }

  /** Relationships that came before what they relate. */
  private async linkAwaiting(arrived: readonly string[]): Promise<void> {
    const { ledger, instanceKey, tenantId } = this.writer;
    const ids = new Set<string>();
    await inParallel(arrived, async (stixId) => {
      const awaited = await ledger.load(stixObjectType, tenantId, stixAwaitedId(instanceKey, tenantId, stixId));
      if (awaited?.record.status === 'awaited') for (const id of awaited.record.relationships) ids.add(id);
    });
    const found: Pending[] = [];
    await inParallel(
      [...ids].filter((id) => !this.pending.has(id)),
      async (stixId) => {
        if (typeOfId(stixId) === 'grouping') {
          if (!this.run.groupings.has(stixId)) found.push(...(await this.namedBy(stixId, true)));
          return;
        }
        const known = await this.run.receivedBefore(stixId);
        const relationship = known && mapRelationship(stixId, known.object.view);
        if (!known || !relationship) return;
        const result: ImportedObject = {
          stixId,
          stixType: 'relationship',
          outcome: 'unchanged',
          reasons: ['received before, and what it relates is here now'],
          record: null,
          position: null,
        };
        const isRevoked = known.object.view.revoked === true;
        found.push({ stixId, relationship, marking: known.marking, before: [], isRevoked, isKnown: true, result, missing: [] });
      },
    );
    const others = this.results.length;
    await this.link(found.toSorted((a, b) => (a.stixId < b.stixId ? -1 : 1)));
    const linked = this.results.splice(others);
    this.results.push(...linked.filter(({ outcome }) => outcome !== 'unchanged'));
  }
}

/** What a person does begins a chain of causes; what an import does is caused by it. */
const isOfAnImport = ({ meta }: RecordedEvent['at']): boolean => meta.$causationId !== meta.$correlationId;

const refuse = (pending: Pending, reason: string): void => {
  if (pending.isImplied) return;
  pending.result = { ...pending.result, reasons: [...pending.result.reasons, reason] };
};

/** Why a relationship changed nothing, where that is not as it says. */
const unlinkedReason = (
  { isImplied, result }: Pending,
  wanted: Link,
  now: Link | undefined,
  ended: boolean,
): Partial<ImportedObject> => {
  if (isImplied || ended || (now && sameValue(now, wanted))) return {};
  const reason = now ? 'the link keeps what is said of it here' : 'these records are linked already';
  return { reasons: [...result.reasons, reason] };
};
