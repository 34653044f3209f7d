/** Imports a STIX bundle: every object verbatim, and as records what the ledger works with. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Subject } from '../../access/actor.js';
import type { Tlp } from '../../access/marking.js';
import { decideGrant } from '../../access/policy.js';
import { Blobs } from '../../ledger/blobs.js';
import { Clock } from '../../ledger/clock.js';
import { forbidden, LedgerError } from '../../ledger/errors.js';
import { type CommandContext, Ledger } from '../../ledger/ledger.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { tenantSettingsOf } from '../../tenants/tenant-settings.facts.js';
import { AttackReleases } from '../attack/attack-releases.js';
import { ReasonBook } from '../imports/import-reasons.js';
import { Imports } from '../imports/imports.js';
import type { OnProgress } from '../import-answer.js';
import { inParallel } from '../in-parallel.js';
import type { SignedReceipt } from '../receipts/signed-receipt.js';
import { StixInputError } from './bundle.js';
import { type ImportPlan, planImport } from './import-plan.js';
import { ImportWriter } from './import-writer.js';
import { type ImportedObject, importedObject, type ImportOutcome } from './imported-object.js';
import { ImportedLinks } from './stix-import.links.js';
import { ImportRun } from './stix-import.run.js';
import { type ExaminedInput, examineInput, type StixContent } from './stix-input.js';
import type { StixItem } from './stix-item.js';
import { uuidOf } from './stix-types.js';

export interface ImportReceipt {
  readonly importId: string;
  readonly file: string;
  readonly counts: Readonly<Record<ImportOutcome, number>>;
  readonly objects: readonly ImportedObject[];
  readonly warnings: readonly string[];
  /** Objects that went in, or were known, with something to be said about them. */
  readonly warned: number;
  /** Of the last change; give it as atLeast to a query that has to show the import. Null: nothing changed. */
  readonly position: bigint | null;
  /** The receipt without its objects, for whoever has to show it to others. */
  readonly signed: SignedReceipt;
}

export class ImportStix extends Command<ImportReceipt> {
  constructor(
    readonly content: StixContent,
    readonly file: string,
    readonly options: {
      readonly unmarkedTlp?: Tlp | undefined;
      /** Where it was fetched from; without credentials. */
      readonly from?: string | undefined;
      readonly onProgress?: OnProgress | undefined;
      /** Who writes down the import as a whole, where whoever imports may not see that record. */
      readonly recordedBy?: Subject | undefined;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ImportStix)
export class ImportStixHandler implements ICommandHandler<ImportStix> {
  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly attack: AttackReleases,
    private readonly imports: Imports,
  ) {}

  async execute(command: ImportStix): Promise<ImportReceipt> {
    const { content, file, context } = command;
    if (!decideGrant(context.subject, 'stix.import').allow) throw forbidden('None of your roles allows stix.import.');
    const input = await readOrRefuse(content, file);
    try {
      return await this.import(input, command);
    } finally {
      await input.close();
    }
  }

  private async import(input: ExaminedInput, { file, options, context }: ImportStix): Promise<ImportReceipt> {
    const { unmarkedTlp = 'AMBER', from = null, onProgress, recordedBy = context.subject } = options;
    const { subject } = context;
    const plan = planImport(input.items);
    const settings = await tenantSettingsOf(this.ledger, subject.tenantId);
    const writer = new ImportWriter(this.ledger, this.instanceKey, context);
    const run = new ImportRun({
      writer,
      blobs: this.blobs,
      clock: this.clock,
      techniqueWarnings: await this.attack.warner(subject.tenantId),
      plan,
      settings,
      unmarkedTlp,
    });
    const objects = [...refusedIn(plan), ...(await worked(plan, run, writer, onProgress)), ...repeatedIn(plan)];
    const { counts, position } = summaryOf(objects);
    const reasons = new ReasonBook();
    for (const object of objects) reasons.enter(object.reasons);
    const saidOf = new Set(objects.filter(isWarned).map(({ stixId }) => stixId));
    const warned = new Set([...input.items.filter((item) => item.warned).map(({ id }) => id), ...saidOf]).size;
    const signed = await this.imports.end(
      writer.importId,
      {
        kind: 'stix',
        file,
        from,
        sha256: input.sha256,
        bytes: input.bytes,
        unmarkedTlp,
        counts: { ...counts, warned },
        reasons: reasons.summary(),
        strictest: run.strictest,
        lastPosition: position === null ? null : position.toString(),
        importedBy: subject.actorId,
        at: this.clock.now().toISOString(),
      },
      { ...context, subject: recordedBy },
    );
    const warnings = input.warnings.map(({ path, message }) => `${path}: ${message}`);
    return { importId: writer.importId, file, counts, objects, warnings, warned, position, signed };
  }
}

const readOrRefuse = async (content: StixContent, file: string): Promise<ExaminedInput> => {
  try {
    return await examineInput(content, file);
  } catch (error) {
    if (!(error instanceof StixInputError)) throw error;
    const message = `${error.file}, ${error.place}: ${error.message}. ${error.hint}`;
    throw new LedgerError('INVALID_INPUT', message, {
      fields: [{ path: 'input.bundle', place: error.place, message: error.message }],
    });
  }
};

/** Imports what is valid. */
const worked = async (
  plan: ImportPlan,
  run: ImportRun,
  writer: ImportWriter,
  onProgress: OnProgress | undefined,
): Promise<readonly ImportedObject[]> => {
  const results: ImportedObject[] = [];
  const named = creatorsNamedIn(plan);
  await inParallel(named, (stixId) => run.nameCreator(stixId));
  const conflicts = plan.conflicts.map(({ object }) => object);
  const total = plan.creators.length + plan.others.length + conflicts.length;
  let done = 0;
  const takeAll = (objects: readonly StixItem[], take: (object: StixItem) => Promise<void>): Promise<void> =>
    inParallel(groupedByUuid(objects), async (group) => {
      for (const object of group) {
        await take(object);
        done += 1;
        onProgress?.(done, total);
      }
    });
  const importOne = async (object: StixItem): Promise<void> => void results.push(await run.import(object));
  const links = new ImportedLinks(run, writer);
  await takeAll(plan.creators, importOne);
  await takeAll(plan.others, (object) => (object.type === 'relationship' ? links.store(object) : importOne(object)));
  await takeAll(conflicts, importOne);
  const here = new Set(plan.creators.map(({ id }) => id));
  await inParallel(
    named.filter((stixId) => !here.has(stixId)),
    async (stixId) => {
      const source = await run.creatorReceivedBefore(stixId);
      if (source) results.push(source);
    },
  );
  return links.settle(results);
};

const refusedIn = ({ refused }: ImportPlan): readonly ImportedObject[] =>
  refused.map((item) => importedObject(item, { outcome: 'refused' }, item.errors));

const repeatedIn = ({ repeated }: ImportPlan): readonly ImportedObject[] =>
  repeated.map((item) => importedObject(item, { outcome: 'unchanged' }, ['the file holds it twice']));

const isWarned = ({ outcome, reasons }: ImportedObject): boolean =>
  reasons.length > 0 && outcome !== 'refused' && outcome !== 'conflict';

/** The identities that valid objects of an import name as their creator. */
const creatorsNamedIn = ({ creators, others }: ImportPlan): readonly string[] => [
  ...new Set([creators, others].flatMap((list) => list.flatMap(({ creator }) => (creator === undefined ? [] : [creator])))),
];

/** What shares a UUID is one object, or would be one record: it goes one after the other. Groups go in the order of the input. */
const groupedByUuid = (objects: readonly StixItem[]): readonly (readonly StixItem[])[] => {
  const groups = new Map<string, StixItem[]>();
  for (const object of objects) {
    const uuid = uuidOf(object.id);
    const group = groups.get(uuid);
    if (group) group.push(object);
    else groups.set(uuid, [object]);
  }
  return [...groups.values()].toSorted(([a], [b]) => a.offset - b.offset);
};

const summaryOf = (objects: readonly ImportedObject[]): Pick<ImportReceipt, 'counts' | 'position'> => {
  const counts: Record<ImportOutcome, number> = { created: 0, updated: 0, unchanged: 0, stored: 0, conflict: 0, refused: 0 };
  let position: bigint | null = null;
  for (const object of objects) {
    counts[object.outcome] += 1;
    if (object.position !== null && (position === null || object.position > position)) position = object.position;
  }
  return { counts, position };
};
