/** Imports a STIX bundle: every object verbatim, identities that created something as sources, reports as published reports. */
import { randomUUID } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Marking, Tlp } from '../../access/marking.js';
import { decideGrant } from '../../access/policy.js';
import { intelReportType } from '../../intel-reports/intel-report.type.js';
import { fitsInline } from '../../ledger/blob.events.js';
import { Blobs } from '../../ledger/blobs.js';
import { Clock } from '../../ledger/clock.js';
import { RuleViolation } from '../../ledger/decider.js';
import { forbidden, LedgerError } from '../../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../../ledger/ledger.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { sourceType } from '../../sources/source.type.js';
import { tenantSettingsOf } from '../../tenants/tenant-settings.facts.js';
import type { TenantSettingsRecord } from '../../tenants/tenant-settings.record.js';
import { readBundle, StixInputError } from './bundle.js';
import { examine } from './examine.js';
import { type ImportPlan, planImport, type PlannedStixObject } from './import-plan.js';
import { mapIdentity, mapReport } from './mapping.js';
import { stixObjectId } from './stix-object.id.js';
import { receptionOf } from './stix-object.decider.js';
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

export interface ImportReceipt {
  readonly importId: string;
  readonly file: string;
  readonly counts: Readonly<Record<ImportOutcome, number>>;
  readonly objects: readonly ImportedObject[];
  readonly warnings: readonly string[];
  /** Of the last change; give it as atLeast to a query that has to show the import. Null: nothing changed. */
  readonly position: bigint | null;
}

export class ImportStix extends Command<ImportReceipt> {
  constructor(
    readonly content: string | Uint8Array,
    readonly file: string,
    readonly options: { readonly unmarkedTlp?: Tlp | undefined; readonly onProgress?: ((done: number, total: number) => void) | undefined },
    readonly context: CommandContext,
  ) {
    super();
  }
}

const AT_ONCE = 64;

@CommandHandler(ImportStix)
export class ImportStixHandler implements ICommandHandler<ImportStix> {
  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  async execute({ content, file, options, context }: ImportStix): Promise<ImportReceipt> {
    if (!decideGrant(context.subject, 'stix.import').allow) throw forbidden('None of your roles allows stix.import.');
    const { objects, warnings } = readOrRefuse(content, file);
    const plan = planImport(objects.map(examine));
    const settings = await tenantSettingsOf(this.ledger, context.subject.tenantId);
    const run = new ImportRun(this.ledger, this.blobs, this.clock, this.instanceKey, plan, settings, options.unmarkedTlp ?? 'AMBER', context);
    const phases = [plan.creators, plan.reports, plan.others, plan.conflicts.map(({ object }) => object)];
    const total = phases.reduce((n, phase) => n + phase.length, 0);
    let done = 0;
    const results: ImportedObject[] = plan.refused.map(({ received, problems }) => ({
      stixId: received.id,
      stixType: received.type,
      outcome: 'refused',
      reasons: problems.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`),
      record: null,
      position: null,
    }));
    for (const phase of phases)
      await inParallel(groupedById(phase), async (versions) => {
        for (const object of versions) {
          results.push(await run.import(object));
          done += 1;
          options.onProgress?.(done, total);
        }
      });
    for (const { received } of plan.repeated)
      results.push({ stixId: received.id, stixType: received.type, outcome: 'unchanged', reasons: ['the file holds it twice'], record: null, position: null });
    return receiptOf(run.importId, file, results, warnings.map(({ path, message }) => `${path}: ${message}`));
  }
}

const readOrRefuse = (content: string | Uint8Array, file: string) => {
  try {
    return readBundle(content, file);
  } catch (error) {
    if (!(error instanceof StixInputError)) throw error;
    const message = `${error.file}, ${error.place}: ${error.message} ${error.hint}`.trim();
    throw new LedgerError('INVALID_INPUT', message, { fields: [{ path: 'input.bundle', place: error.place, message: error.message }] });
  }
};

/** All versions of an object go one after the other, oldest first. */
const groupedById = (objects: readonly PlannedStixObject[]): readonly (readonly PlannedStixObject[])[] => {
  const groups = new Map<string, PlannedStixObject[]>();
  for (const object of objects) {
    const group = groups.get(object.received.id);
    if (group) group.push(object);
    else groups.set(object.received.id, [object]);
  }
  return [...groups.values()];
};

const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const item = items[next]!;
      next += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
};

const receiptOf = (importId: string, file: string, objects: readonly ImportedObject[], warnings: readonly string[]): ImportReceipt => {
  const counts: Record<ImportOutcome, number> = { created: 0, updated: 0, unchanged: 0, stored: 0, conflict: 0, refused: 0 };
  let position: bigint | null = null;
  for (const object of objects) {
    counts[object.outcome] += 1;
    if (object.position !== null && (position === null || object.position > position)) position = object.position;
  }
  return { importId, file, counts, objects, warnings, position };
};

/** One import under way. */
class ImportRun {
  readonly importId = randomUUID();

  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly plan: ImportPlan,
    private readonly settings: TenantSettingsRecord,
    private readonly unmarkedTlp: Tlp,
    private readonly context: CommandContext,
  ) {}

  async import(object: PlannedStixObject): Promise<ImportedObject> {
    const { received } = object;
    const base = { stixId: received.id, stixType: received.type, record: null };
    const reasons: string[] = [];
    try {
      const marking = this.markingOf(object, reasons);
      const { written, reception } = await this.store(object, marking);
      const position = written.appended ? written.receipt.position : null;
      if (reception === 'conflict') return { ...base, outcome: 'conflict', reasons: ['other content is known under the same id and modified'], position };
      const mapped = await this.mapped(object, marking, reasons);
      if (mapped) return { ...base, ...mapped, reasons, position: mapped.position ?? position };
      return { ...base, outcome: written.appended ? (reception === 'received' && written.receipt.revision > 0n ? 'updated' : 'stored') : 'unchanged', reasons, position };
    } catch (error) {
      if (!(error instanceof RuleViolation) && !(error instanceof LedgerError && error.code !== 'UNAVAILABLE')) throw error;
      return { ...base, outcome: 'refused', reasons: [...reasons, error.message], position: null };
    }
  }

  private markingOf({ view }: PlannedStixObject, reasons: string[]): Marking {
    const { tlp, unknown } = tlpOfObject(view, this.plan.find, this.unmarkedTlp);
    if (unknown.length > 0) reasons.push(`marked TLP:RED, because these markings are not known: ${unknown.join(', ')}`);
    return { secrecyLevel: this.settings.tlpSecrecy[tlp], tlp, organisations: [], releasableTo: [], notReleasableTo: [], recipients: [] };
  }

  private async store(object: PlannedStixObject, marking: Marking): Promise<{ written: Written<StixObject>; reception: ReturnType<typeof receptionOf> }> {
    const { received, sha256, view } = object;
    const text = fitsInline(received.text) ? received.text : await this.blobs.put(Buffer.from(received.text), 'application/stix+json', this.contextOf());
    const created = typeof view['created'] === 'string' ? view['created'] : null;
    const written = await this.ledger.execute({
      type: stixObjectType,
      recordId: stixObjectId(this.instanceKey, this.context.subject.tenantId, received.id),
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
        receivedBy: this.context.subject.actorId,
      },
      request: { stixId: received.id, sha256 },
      context: this.contextOf(),
      creates: true,
    });
    const record = written.loaded.record;
    const conflicting = record.status === 'received' && record.conflicts.some((known) => known.sha256 === sha256);
    const late = record.status === 'received' && record.current.sha256 !== sha256;
    return { written, reception: conflicting ? 'conflict' : late ? 'late' : 'received' };
  }

  private async mapped(object: PlannedStixObject, marking: Marking, reasons: string[]): Promise<Pick<ImportedObject, 'outcome' | 'record' | 'position'> | undefined> {
    if (object.received.type === 'report') return this.report(object, marking, reasons);
    return this.plan.creators.includes(object) ? this.source(object, marking) : undefined;
  }

  private async source(object: PlannedStixObject, marking: Marking) {
    const { origin, ...identity } = mapIdentity(object);
    const id = uuidOf(object);
    const written = await this.ledger.execute({
      type: sourceType,
      recordId: id,
      action: 'stix.import',
      command: { type: 'Import', ...identity, sectors: [...identity.sectors], marking, by: this.context.subject.actorId, stix: origin },
      request: { stixId: origin.id, modified: origin.modified },
      context: this.contextOf(),
      creates: true,
    });
    return { outcome: outcomeOf(written), record: { type: 'source' as const, id }, position: written.appended ? written.receipt.position : null };
  }

  private async report(object: PlannedStixObject, marking: Marking, reasons: string[]) {
    const { content, publishedAt, origin, notes } = mapReport(object, this.plan.find);
    reasons.push(...notes.map(({ path, message }) => `${path}: ${message}`));
    const id = uuidOf(object);
    // A source keeps the UUID of its identity, so a creator that comes later finds its reports.
    const sourceIds = origin.createdByRef ? [origin.createdByRef.slice(origin.createdByRef.indexOf('--') + 2)] : [];
    const body = fitsInline(content.body) ? content.body : await this.blobs.put(Buffer.from(content.body), 'text/markdown', this.contextOf());
    const written = await this.ledger.execute({
      type: intelReportType,
      recordId: id,
      action: 'stix.import',
      command: {
        type: 'Import',
        content: { ...content, body, sourceIds },
        marking,
        by: this.context.subject.actorId,
        publishedAt,
        now: this.clock.now().toISOString(),
        stix: origin,
      },
      request: { stixId: origin.id, modified: origin.modified },
      context: this.contextOf(),
      creates: true,
    });
    return { outcome: outcomeOf(written), record: { type: 'intelReport' as const, id }, position: written.appended ? written.receipt.position : null };
  }

  /** Each change of an import is a command of its own under the import's correlation. */
  private contextOf(): CommandContext {
    const { subject, correlationId, reason } = this.context;
    return { subject, commandId: randomUUID(), correlationId, causationId: this.importId, ...(reason === undefined ? {} : { reason }) };
  }
}

const uuidOf = ({ received }: PlannedStixObject): string => received.id.slice(received.id.indexOf('--') + 2);
const outcomeOf = (written: Written<unknown>): ImportOutcome =>
  !written.appended ? 'unchanged' : written.loaded.createdAt === written.loaded.updatedAt ? 'created' : 'updated';
