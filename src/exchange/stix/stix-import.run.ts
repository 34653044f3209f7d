/** One import under way: each object verbatim, and the records that are worked with. */
import { type Marking, raisedTo, type Tlp } from '../../access/marking.js';
import { BODY_MEDIA_TYPE } from '../../intel-reports/intel-report.events.js';
import { incidentType } from '../../incidents/incident.type.js';
import { intelReportType } from '../../intel-reports/intel-report.type.js';
import { fitsInline } from '../../ledger/blob.events.js';
import type { Blobs } from '../../ledger/blobs.js';
import type { Clock } from '../../ledger/clock.js';
import { RuleViolation } from '../../ledger/decider.js';
import type { Loaded, Written } from '../../ledger/ledger.js';
import { linkableTypes } from '../../links/linked-types.js';
import type { ProfileCommand } from '../../profiles/profile.measure.js';
import { differingHere } from '../../profiles/profile-import.measure.js';
import type { AnyProfile } from '../../profiles/profile.record.js';
import { sourceType } from '../../sources/source.type.js';
import type { TenantSettingsRecord } from '../../tenants/tenant-settings.record.js';
import { reasonOf } from '../refusal-reason.js';
import { readBundle } from './bundle.js';
import { examine, type ExaminedStixObject } from './examine.js';
import type { ImportPlan } from './import-plan.js';
import type { ImportWriter } from './import-writer.js';
import { type ImportedObject, importedObject, type MappedOutcome, mappedTo } from './imported-object.js';
import { withImpacts } from './incident-impacts.js';
import { mapIncident } from './incident-mapping.js';
import { mapIdentity, mapReport } from './mapping.js';
import { isMapped } from './mapped-types.js';
import { mapProfile, type MappedProfile } from './profile-mapping.js';
import {
  bindingContentOf,
  CONTENT_NOT_READ,
  type KnownContent,
  receptionOf,
  type StixObjectCommand,
} from './stix-object.decider.js';
import { stixAwaitedId, stixCreatorId } from './stix-object.id.js';
import type { ReceivedVersion, StixObject } from './stix-object.record.js';
import { stixObjectType } from './stix-object.type.js';
import type { StixItem } from './stix-item.js';
import { comparableId } from './stix-types.js';
import { tlpOfObject } from './tlp.js';

export interface ImportParts {
  readonly writer: ImportWriter;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** What to tell of technique ids. */
  readonly techniqueWarnings: (ids: readonly string[]) => readonly string[];
  readonly plan: ImportPlan;
  readonly settings: TenantSettingsRecord;
  /** Of objects that name none. */
  readonly unmarkedTlp: Tlp;
}

/** An object as it is kept verbatim. */
export interface StoredObject {
  readonly object: ExaminedStixObject;
  readonly marking: Marking;
  readonly reception: ReturnType<typeof receptionOf>;
  readonly written: Written<StixObject>;
}

export interface KnownObject extends Pick<StoredObject, 'object' | 'marking'> {
  readonly others: readonly ReceivedVersion[];
}

type Receive = Extract<StixObjectCommand, { type: 'Receive' }>;

const createdByRefOf = ({ view }: ExaminedStixObject): string | undefined =>
  typeof view.created_by_ref === 'string' ? comparableId(view.created_by_ref) : undefined;

export class ImportRun {
  /** Objects that became records which can be linked. */
  readonly arrived: string[] = [];

  /** Groupings of this import that are records, and whether they were known before it. */
  readonly groupings = new Map<string, boolean>();

  /** The highest marking of what came; null: nothing was kept. */
  strictest: Pick<Marking, 'secrecyLevel' | 'tlp'> | null = null;

  private readonly sourceIds = new Map<string, Promise<string>>();
  private readonly writer: ImportWriter;
  private readonly creators: ReadonlySet<string>;

  constructor(private readonly parts: ImportParts) {
    this.writer = parts.writer;
    this.creators = new Set(parts.plan.creators.map(({ id }) => id));
  }

  /** Notes that objects of this import name an identity as their creator, wherever the identity is. */
  async nameCreator(stixId: string): Promise<void> {
    const { importId, instanceKey, tenantId } = this.writer;
    await this.writer.write({
      type: stixObjectType,
      recordId: stixCreatorId(instanceKey, tenantId, stixId),
      command: { type: 'NameCreator', stixId, importId },
      request: { stixId },
    });
  }

  /** Makes a source of an identity that came with an earlier import and is named as a creator only now. */
  async creatorReceivedBefore(stixId: string): Promise<ImportedObject | undefined> {
    const known = await this.receivedBefore(stixId);
    if (!known) return undefined;
    const identity = { id: stixId, type: 'identity' };
    try {
      const source = await this.source(known.object, known.marking, false);
      return source === undefined || source.outcome === 'unchanged'
        ? undefined
        : importedObject(identity, source, ['received before, and named as a creator now']);
    } catch (error) {
      return importedObject(identity, { outcome: 'refused' }, [reasonOf(error)]);
    }
  }

  /** Makes a target of an identity that came with an earlier import and is said to be one only now. */
  async targetReceivedBefore(stixId: string): Promise<void> {
    const known = await this.receivedBefore(stixId);
    if (known) await this.profile(mapProfile(known.object)!, known.marking, [], false);
  }

  /** The current version of an object and the others, as far as the importer may see it. */
  async receivedBefore(stixId: string): Promise<KnownObject | undefined> {
    const known = await this.writer.visible(stixObjectType, this.writer.objectIds(stixId));
    if (known?.record.status !== 'received') return undefined;
    const { marking, current, versions } = known.record;
    const others = versions.filter(({ sha256 }) => sha256 !== current.sha256);
    return { object: await this.read(stixId, current), marking, others };
  }

  /** A version of an object that is kept. */
  async read(stixId: string, { text, specVersion }: Pick<ReceivedVersion, 'text' | 'specVersion'>): Promise<ExaminedStixObject> {
    const [received] = readBundle(await this.parts.blobs.textOf(this.writer.tenantId, text), stixId).objects;
    return examine({ ...received, specVersion });
  }

  async import(item: StixItem): Promise<ImportedObject> {
    const reasons: string[] = [];
    try {
      const stored = await this.store(item, reasons);
      if (stored.reception === 'conflict') return conflicting(item, stored);
      const { object, marking, written } = stored;
      const isNew = written.appended && written.receipt.revision === 0n;
      const mapped = await this.mapped(object, marking, reasons, isNew);
      if (!mapped) return importedObject(item, keptAsItIs(stored), reasons);
      if (item.type === 'grouping') this.groupings.set(item.id, this.groupings.get(item.id) ?? !isNew);
      const { outcome, record, position } = mapped;
      return importedObject(item, { outcome, record, position: position ?? positionOf(written) }, reasons);
    } catch (error) {
      return importedObject(item, { outcome: 'refused' }, [...reasons, reasonOf(error)]);
    }
  }

  /** Keeps an object verbatim. */
  async store(item: StixItem, reasons: string[]): Promise<StoredObject> {
    const object = await item.read();
    const { received, view } = object;
    const marking = this.markingOf(object, reasons);
    const text = fitsInline(received.text)
      ? received.text
      : await this.parts.blobs.put(Buffer.from(received.text), 'application/stix+json', this.writer.contextOf());
    const { sha256 } = item;
    const command: Receive = {
      type: 'Receive',
      stixId: received.id,
      stixType: received.type,
      specVersion: received.specVersion,
      created: typeof view['created'] === 'string' ? view['created'] : null,
      modified: received.modified ?? null,
      sha256,
      text,
      marking,
      importId: this.writer.importId,
      receivedBy: this.writer.subject.actorId,
      createdByRef: createdByRefOf(object),
    };
    const written = await this.receive(command).catch(async (error: unknown) => {
      if (!(error instanceof RuleViolation) || error.code !== CONTENT_NOT_READ) throw error;
      return this.receive({ ...command, known: await this.knownContent(received.id) });
    });
    const { secrecyLevel, tlp } = raisedTo(marking, { ...marking, ...this.strictest });
    this.strictest = { secrecyLevel, tlp };
    const record = written.loaded.record;
    const conflicts = record.status === 'received' && record.conflicts.some((known) => known.sha256 === sha256);
    const late = record.status === 'received' && record.current.sha256 !== sha256;
    if (late && !conflicts && written.appended) reasons.push('older than the version that is known');
    return { object, marking, written, reception: conflicts ? 'conflict' : late ? 'late' : 'received' };
  }

  private async receive(command: Receive): Promise<Written<StixObject>> {
    const { stixId, sha256 } = command;
    return (await this.writer.createOpen(
      { type: stixObjectType, command, request: { stixId, sha256 } },
      this.writer.objectIds(stixId),
      true,
    ))!;
  }

  /** What the current version of a large object says that later ones are bound to. */
  private async knownContent(stixId: string): Promise<KnownContent | undefined> {
    const known = await this.writer.visible(stixObjectType, this.writer.objectIds(stixId));
    if (known?.record.status !== 'received') return undefined;
    const { text, sha256 } = known.record.current;
    return { sha256, ...bindingContentOf(await this.parts.blobs.textOf(this.writer.tenantId, text)) };
  }

  private markingOf({ view }: Pick<ExaminedStixObject, 'view'>, reasons: string[]): Marking {
    const { tlp, unknown } = tlpOfObject(view, this.parts.plan.find, this.parts.unmarkedTlp);
    if (unknown.length > 0) reasons.push(`marked TLP:RED, because these markings are not known: ${unknown.join(', ')}`);
    return {
      secrecyLevel: this.parts.settings.tlpSecrecy[tlp],
      tlp,
      organisations: [],
      releasableTo: [],
      notReleasableTo: [],
      recipients: [],
    };
  }

  private async mapped(
    object: ExaminedStixObject,
    marking: Marking,
    reasons: string[],
    isNew: boolean,
  ): Promise<MappedOutcome | undefined> {
    const { type } = object.received;
    if (type === 'report') return this.report(object, marking, reasons, isNew);
    if (type === 'identity') return this.identity(object, marking, reasons, isNew);
    if (type === 'incident') return this.incident(object, marking, reasons, isNew);
    return isMapped(type) ? this.profile(mapProfile(object)!, marking, reasons, isNew) : undefined;
  }

  /** Asked after the identity was stored, as naming looks for the identity after it was noted: of two imports at once one sees the other. */
  private async identity(
    object: ExaminedStixObject,
    marking: Marking,
    reasons: string[],
    isNew: boolean,
  ): Promise<MappedOutcome | undefined> {
    const { id } = object.received;
    const { ledger, instanceKey, tenantId } = this.writer;
    const isThere = async (recordId: string) => (await ledger.load(stixObjectType, tenantId, recordId)) !== undefined;
    const isCreator = this.creators.has(id) || (await isThere(stixCreatorId(instanceKey, tenantId, id)));
    const isTarget = this.parts.plan.targets.has(id) || (await isThere(stixAwaitedId(instanceKey, tenantId, id)));
    const target = isTarget ? await this.profile(mapProfile(object)!, marking, reasons, isNew) : undefined;
    const source = isCreator ? await this.source(object, marking, isNew) : undefined;
    return source ?? target;
  }

  /** @param mayAdd whether one may be made beside hidden ones: one that was hidden since the object came is not made once more. */
  private async source(object: ExaminedStixObject, marking: Marking, mayAdd: boolean): Promise<MappedOutcome | undefined> {
    const { origin, ...identity } = mapIdentity(object);
    const written = await this.writer.createOpen(
      {
        type: sourceType,
        command: {
          type: 'Import',
          ...identity,
          sectors: [...identity.sectors],
          marking,
          by: this.writer.subject.actorId,
          stix: origin,
        },
        request: { stixId: origin.id, modified: origin.modified },
      },
      this.writer.recordIds(sourceType, origin.id),
      mayAdd,
    );
    return written && mappedTo('source', written, origin);
  }

  private async profile(
    { type, profile, blank, origin, ended, notes }: MappedProfile,
    marking: Marking,
    reasons: string[],
    mayAdd: boolean,
  ): Promise<MappedOutcome | undefined> {
    reasons.push(...notes.map(({ path, message }) => `${path}: ${message}`));
    const command: ProfileCommand<object> = {
      type: 'Import',
      profile,
      blank,
      marking,
      by: this.writer.subject.actorId,
      stix: origin,
      ended,
    };
    const recordType = linkableTypes[type].type;
    const written = await this.writer.createOpen(
      { type: recordType, command: command as never, request: { stixId: origin.id, modified: origin.modified } },
      this.writer.recordIds(recordType, origin.id),
      mayAdd,
    );
    if (!written) return undefined;
    this.arrived.push(origin.id);
    if (written.appended) {
      const { record } = written.loaded as Loaded<unknown> as Loaded<AnyProfile>;
      reasons.push(...keptHere(recordType.name, record, profile));
    }
    return mappedTo(type, written, origin);
  }

  private async incident(
    object: ExaminedStixObject,
    marking: Marking,
    reasons: string[],
    mayAdd: boolean,
  ): Promise<MappedOutcome | undefined> {
    const find = await withImpacts(object.view, marking, {
      find: this.parts.plan.find,
      markingOf: (view) => this.markingOf({ view }, []),
      receivedBefore: (id) => this.receivedBefore(id),
    });
    const { profile, blank, origin, endedAt, notes } = mapIncident(object, find);
    reasons.push(...notes.map(({ path, message }) => `${path}: ${message}`));
    reasons.push(...this.parts.techniqueWarnings(profile.techniqueIds ?? []));
    const { actorId } = this.writer.subject;
    const written = await this.writer.createOpen(
      {
        type: incidentType,
        command: {
          type: 'Receive',
          received: { type: 'Import', profile, blank, marking, by: actorId, stix: origin },
          endedAt,
        },
        request: { stixId: origin.id, modified: origin.modified },
      },
      this.writer.recordIds(incidentType, origin.id),
      mayAdd,
    );
    const record = written?.loaded.record;
    if (written?.appended && record?.status !== 'absent') reasons.push(...keptHere('incident', record!, profile));
    return written && mappedTo('incident', written, origin);
  }

  private async report(
    object: ExaminedStixObject,
    marking: Marking,
    reasons: string[],
    mayAdd: boolean,
  ): Promise<MappedOutcome | undefined> {
    const { content, publishedAt, origin, notes } = mapReport(object, this.parts.plan.find);
    reasons.push(...notes.map(({ path, message }) => `${path}: ${message}`));
    reasons.push(...this.parts.techniqueWarnings(content.techniqueIds));
    const sourceIds = origin.createdByRef ? [await this.sourceIdOf(origin.createdByRef)] : [];
    const body = fitsInline(content.body)
      ? content.body
      : await this.parts.blobs.put(Buffer.from(content.body), BODY_MEDIA_TYPE, this.writer.contextOf());
    const written = await this.writer.createOpen(
      {
        type: intelReportType,
        command: {
          type: 'Import',
          content: { ...content, body, sourceIds },
          marking,
          by: this.writer.subject.actorId,
          publishedAt,
          now: this.parts.clock.now().toISOString(),
          stix: origin,
        },
        request: { stixId: origin.id, modified: origin.modified },
      },
      this.writer.recordIds(intelReportType, origin.id),
      mayAdd,
    );
    return written && mappedTo('intelReport', written, origin);
  }

  /** A source keeps the UUID of its identity, so a creator that comes later finds its reports. */
  private sourceIdOf(stixId: string): Promise<string> {
    const idOf = this.writer.recordIds(sourceType, stixId);
    const known = this.sourceIds.get(stixId) ?? this.writer.visible(sourceType, idOf).then((source) => source?.id ?? idOf(0));
    this.sourceIds.set(stixId, known);
    return known;
  }
}

const positionOf = ({ appended, receipt }: Written<unknown>): bigint | null => (appended ? receipt.position : null);

export const conflicting = (item: Pick<StixItem, 'id' | 'type'>, { written }: StoredObject): ImportedObject =>
  importedObject(item, { outcome: 'conflict', position: positionOf(written) }, [
    'other content is known under the same id and modified',
  ]);

/** Of an object that no record is made of. */
export const keptAsItIs = ({ written, reception }: StoredObject): Pick<ImportedObject, 'outcome' | 'position'> => ({
  outcome: !written.appended ? 'unchanged' : reception === 'received' && written.receipt.revision > 0n ? 'updated' : 'stored',
  position: positionOf(written),
});

const keptHere = (name: string, record: Pick<AnyProfile, 'revisedHere'>, profile: object): readonly string[] => {
  const fields = differingHere(record, profile, record.revisedHere ?? []);
  return fields.length === 0 ? [] : [`the ${name} keeps what was revised here: ${fields.join(', ')}`];
};
