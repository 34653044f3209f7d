/** One import under way: each object verbatim, creators as sources, reports as published reports. */
import { randomUUID } from 'node:crypto';
import type { Marking, Tlp } from '../../access/marking.js';
import { intelReportType } from '../../intel-reports/intel-report.type.js';
import { fitsInline } from '../../ledger/blob.events.js';
import type { Blobs } from '../../ledger/blobs.js';
import type { Clock } from '../../ledger/clock.js';
import { LedgerError } from '../../ledger/errors.js';
import type { Contracts } from '../../ledger/event-contract.js';
import type { Change, CommandContext, Ledger, Written } from '../../ledger/ledger.js';
import type { InstanceKey } from '../../ledger/record-id.js';
import { sourceType } from '../../sources/source.type.js';
import type { TenantSettingsRecord } from '../../tenants/tenant-settings.record.js';
import { reasonOf } from '../refusal-reason.js';
import { readBundle } from './bundle.js';
import { examine, type ExaminedStixObject } from './examine.js';
import type { ImportPlan, PlannedStixObject } from './import-plan.js';
import { type InstanceId, onFirstOpen, visibleInstance } from './instances.js';
import { mapIdentity, mapReport } from './mapping.js';
import { receptionOf } from './stix-object.decider.js';
import type { StixOrigin } from './stix-object.events.js';
import { mappedRecordId, stixCreatorId, stixObjectId } from './stix-object.id.js';
import type { StixObject } from './stix-object.record.js';
import { stixObjectType } from './stix-object.type.js';
import { tlpOfObject } from './tlp.js';

export type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'stored' | 'conflict' | 'refused';

export interface ImportedObject {
  readonly stixId: string;
  readonly stixType: string;
  readonly outcome: ImportOutcome;
  /** Why it was refused, or what the record does not show. */
  readonly reasons: readonly string[];
  /** The report or source it became. */
  readonly record: { readonly type: 'intelReport' | 'source'; readonly id: string } | null;
  readonly position: bigint | null;
}

type MappedOutcome = Pick<ImportedObject, 'outcome' | 'record' | 'position'>;

export interface ImportParts {
  readonly ledger: Ledger;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly instanceKey: InstanceKey;
  /** What to tell of technique ids. */
  readonly techniqueWarnings: (ids: readonly string[]) => readonly string[];
  readonly plan: ImportPlan;
  readonly settings: TenantSettingsRecord;
  /** Of objects that name none. */
  readonly unmarkedTlp: Tlp;
  readonly context: CommandContext;
}

export class ImportRun {
  readonly importId = randomUUID();

  private expectsNew = true;
  private readonly sourceIds = new Map<string, Promise<string>>();
  private readonly ledger: Ledger;
  private readonly tenantId: string;
  private readonly creators: ReadonlySet<PlannedStixObject>;

  constructor(private readonly parts: ImportParts) {
    this.ledger = parts.ledger;
    this.tenantId = parts.context.subject.tenantId;
    this.creators = new Set(parts.plan.creators);
  }

  /** Notes that objects of this import name an identity as their creator, wherever the identity is. */
  async nameCreator(stixId: string): Promise<void> {
    await this.ledger.execute({
      type: stixObjectType,
      recordId: stixCreatorId(this.parts.instanceKey, this.tenantId, stixId),
      action: 'stix.import',
      command: { type: 'NameCreator', stixId, importId: this.importId },
      request: { stixId },
      context: this.contextOf(),
      creates: true,
    });
  }

  /** Makes a source of an identity that came with an earlier import and is named as a creator only now. */
  async creatorReceivedBefore(stixId: string): Promise<ImportedObject | undefined> {
    const { blobs, context } = this.parts;
    const known = await visibleInstance(this.ledger, stixObjectType, context.subject, this.objectIds(stixId));
    if (known?.record.status !== 'received') return undefined;
    const { marking, current } = known.record;
    const text = await blobs.textOf(this.tenantId, current.text);
    const [received] = readBundle(text, stixId).objects;
    const identity = examine({ ...received, specVersion: current.specVersion });
    const base = { stixId, stixType: 'identity', record: null, position: null };
    try {
      const source = await this.source(identity, marking, false);
      return source === undefined || source.outcome === 'unchanged'
        ? undefined
        : { ...base, ...source, reasons: ['received before, and named as a creator now'] };
    } catch (error) {
      return { ...base, outcome: 'refused', reasons: [reasonOf(error)] };
    }
  }

  async import(object: PlannedStixObject): Promise<ImportedObject> {
    const { received } = object;
    const base = { stixId: received.id, stixType: received.type, record: null };
    const reasons: string[] = [];
    try {
      const marking = this.markingOf(object, reasons);
      const { written, reception } = await this.store(object, marking);
      const position = written.appended ? written.receipt.position : null;
      if (reception === 'conflict')
        return { ...base, outcome: 'conflict', reasons: ['other content is known under the same id and modified'], position };
      const isNew = written.appended && written.receipt.revision === 0n;
      const mapped = await this.mapped(object, marking, reasons, isNew);
      if (mapped) return { ...base, ...mapped, reasons, position: mapped.position ?? position };
      const outcome = !written.appended
        ? 'unchanged'
        : reception === 'received' && written.receipt.revision > 0n
          ? 'updated'
          : 'stored';
      return { ...base, outcome, reasons, position };
    } catch (error) {
      return { ...base, outcome: 'refused', reasons: [...reasons, reasonOf(error)], position: null };
    }
  }

  private markingOf({ view }: PlannedStixObject, reasons: string[]): Marking {
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

  private async store(
    object: PlannedStixObject,
    marking: Marking,
  ): Promise<{ written: Written<StixObject>; reception: ReturnType<typeof receptionOf> }> {
    const { received, sha256, view } = object;
    const text = fitsInline(received.text)
      ? received.text
      : await this.parts.blobs.put(Buffer.from(received.text), 'application/stix+json', this.contextOf());
    const created = typeof view['created'] === 'string' ? view['created'] : null;
    const written = (await this.createOpen(
      {
        type: stixObjectType,
        action: 'stix.import',
        command: {
          type: 'Receive',
          stixId: received.id,
          stixType: received.type,
          specVersion: received.specVersion,
          created,
          modified: received.modified ?? null,
          sha256,
          text,
          marking,
          importId: this.importId,
          receivedBy: this.parts.context.subject.actorId,
        },
        request: { stixId: received.id, sha256 },
        context: this.contextOf(),
      },
      this.objectIds(received.id),
      true,
    ))!;
    const record = written.loaded.record;
    const conflicting = record.status === 'received' && record.conflicts.some((known) => known.sha256 === sha256);
    const late = record.status === 'received' && record.current.sha256 !== sha256;
    return { written, reception: conflicting ? 'conflict' : late ? 'late' : 'received' };
  }

  private async mapped(
    object: PlannedStixObject,
    marking: Marking,
    reasons: string[],
    isNew: boolean,
  ): Promise<MappedOutcome | undefined> {
    if (object.received.type === 'report') return this.report(object, marking, reasons, isNew);
    return (await this.isCreator(object)) ? this.source(object, marking, isNew) : undefined;
  }

  /** Asked after the identity was stored, as naming looks for the identity after it was noted: of two imports at once one sees the other. */
  private async isCreator(object: PlannedStixObject): Promise<boolean> {
    if (object.received.type !== 'identity') return false;
    if (this.creators.has(object)) return true;
    const named = await this.ledger.load(
      stixObjectType,
      this.tenantId,
      stixCreatorId(this.parts.instanceKey, this.tenantId, object.received.id),
    );
    return named !== undefined;
  }

  /** @param mayAdd whether one may be made beside hidden ones: one that was hidden since the object came is not made once more. */
  private async source(object: ExaminedStixObject, marking: Marking, mayAdd: boolean): Promise<MappedOutcome | undefined> {
    const { origin, ...identity } = mapIdentity(object);
    const written = await this.createOpen(
      {
        type: sourceType,
        action: 'stix.import',
        command: {
          type: 'Import',
          ...identity,
          sectors: [...identity.sectors],
          marking,
          by: this.parts.context.subject.actorId,
          stix: origin,
        },
        request: { stixId: origin.id, modified: origin.modified },
        context: this.contextOf(),
      },
      this.recordIds(sourceType, origin.id),
      mayAdd,
    );
    return written && mappedTo('source', written, origin);
  }

  private async report(
    object: PlannedStixObject,
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
      : await this.parts.blobs.put(Buffer.from(content.body), 'text/markdown', this.contextOf());
    const written = await this.createOpen(
      {
        type: intelReportType,
        action: 'stix.import',
        command: {
          type: 'Import',
          content: { ...content, body, sourceIds },
          marking,
          by: this.parts.context.subject.actorId,
          publishedAt,
          now: this.parts.clock.now().toISOString(),
          stix: origin,
        },
        request: { stixId: origin.id, modified: origin.modified },
        context: this.contextOf(),
      },
      this.recordIds(intelReportType, origin.id),
      mayAdd,
    );
    return written && mappedTo('intelReport', written, origin);
  }

  /** A source keeps the UUID of its identity, so a creator that comes later finds its reports. */
  private sourceIdOf(stixId: string): Promise<string> {
    const idOf = this.recordIds(sourceType, stixId);
    const known =
      this.sourceIds.get(stixId) ??
      visibleInstance(this.ledger, sourceType, this.parts.context.subject, idOf).then((source) => source?.id ?? idOf(0));
    this.sourceIds.set(stixId, known);
    return known;
  }

  private objectIds(stixId: string): InstanceId {
    return (instance) => stixObjectId(this.parts.instanceKey, this.tenantId, stixId, instance);
  }

  private recordIds({ contracts: { category } }: { readonly contracts: Contracts }, stixId: string): InstanceId {
    return (instance) => mappedRecordId(this.parts.instanceKey, category, this.tenantId, stixId, instance);
  }

  private createOpen<C extends Contracts, Command, State>(
    change: Omit<Change<C, Command, State>, 'recordId'>,
    idOf: InstanceId,
    mayAdd: boolean,
  ): Promise<Written<State> | undefined> {
    return onFirstOpen(
      idOf,
      (recordId) => this.create({ ...change, recordId }),
      async (recordId) => (await this.ledger.load(change.type, this.tenantId, recordId)) !== undefined,
      mayAdd,
    );
  }

  /**
   * Executes a command that may make its record. While the import has met nothing known, nothing is loaded first: a stream that is there
   * after all refuses the append, and is loaded then.
   */
  private async create<C extends Contracts, Command, State>(change: Change<C, Command, State>): Promise<Written<State>> {
    if (!this.expectsNew) return this.ledger.execute({ ...change, creates: true });
    try {
      const written = await this.ledger.execute({ ...change, creates: true, fresh: true });
      if (!written.appended || written.receipt.revision > 0n) this.expectsNew = false;
      return written;
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'UNAVAILABLE') throw error;
      // What is refused as a first version may be no change at all to a known record.
      this.expectsNew = false;
      return this.ledger.execute({ ...change, creates: true });
    }
  }

  /** Each change of an import is a command of its own under the import's correlation. */
  private contextOf(): CommandContext {
    const { subject, correlationId, reason } = this.parts.context;
    return {
      subject,
      commandId: randomUUID(),
      correlationId,
      causationId: this.importId,
      ...(reason === undefined ? {} : { reason }),
    };
  }
}

const mappedTo = (type: 'intelReport' | 'source', written: Written<unknown>, origin: StixOrigin): MappedOutcome => ({
  outcome: outcomeOf(written, origin),
  record: { type, id: written.receipt.id },
  position: written.appended ? written.receipt.position : null,
});

/** The first import of a record is its first event, and a second one when it comes revoked. */
const outcomeOf = ({ appended, receipt }: Written<unknown>, { revoked }: StixOrigin): ImportOutcome =>
  !appended ? 'unchanged' : receipt.revision === (revoked ? 1n : 0n) ? 'created' : 'updated';
