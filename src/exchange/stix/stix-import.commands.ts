/** Imports a STIX bundle: every object verbatim, identities that created something as sources, reports as published reports. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tlp } from '../../access/marking.js';
import { decideGrant } from '../../access/policy.js';
import { Blobs } from '../../ledger/blobs.js';
import { Clock } from '../../ledger/clock.js';
import { forbidden, LedgerError } from '../../ledger/errors.js';
import { type CommandContext, Ledger } from '../../ledger/ledger.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { tenantSettingsOf } from '../../tenants/tenant-settings.facts.js';
import { AttackReleases } from '../attack/attack-releases.js';
import { inParallel } from '../in-parallel.js';
import { readBundle, StixInputError } from './bundle.js';
import { examineTogether } from './examine.js';
import { type ImportPlan, planImport, type PlannedStixObject } from './import-plan.js';
import { type ImportedObject, type ImportOutcome, ImportRun } from './stix-import.run.js';
import { comparableId, typeOfId } from './stix-types.js';

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
    readonly options: {
      readonly unmarkedTlp?: Tlp | undefined;
      readonly onProgress?: ((done: number, total: number) => void) | undefined;
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
  ) {}

  async execute({ content, file, options, context }: ImportStix): Promise<ImportReceipt> {
    if (!decideGrant(context.subject, 'stix.import').allow) throw forbidden('None of your roles allows stix.import.');
    const { objects, warnings } = readOrRefuse(content, file);
    const plan = planImport(examineTogether(objects));
    const settings = await tenantSettingsOf(this.ledger, context.subject.tenantId);
    const { ledger, blobs, clock, instanceKey } = this;
    const run = new ImportRun({
      ledger,
      blobs,
      clock,
      instanceKey,
      techniqueWarnings: await this.attack.warner(context.subject.tenantId),
      plan,
      settings,
      unmarkedTlp: options.unmarkedTlp ?? 'AMBER',
      context,
    });
    const named = creatorsNamedIn(plan);
    await inParallel(named, (stixId) => run.nameCreator(stixId));
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
    const here = new Set(plan.creators.map(({ received }) => received.id));
    await inParallel(
      named.filter((stixId) => !here.has(stixId)),
      async (stixId) => {
        const source = await run.creatorReceivedBefore(stixId);
        if (source) results.push(source);
      },
    );
    for (const { received } of plan.repeated)
      results.push({
        stixId: received.id,
        stixType: received.type,
        outcome: 'unchanged',
        reasons: ['the file holds it twice'],
        record: null,
        position: null,
      });
    return receiptOf(
      run.importId,
      file,
      results,
      warnings.map(({ path, message }) => `${path}: ${message}`),
    );
  }
}

const readOrRefuse = (content: string | Uint8Array, file: string) => {
  try {
    return readBundle(content, file);
  } catch (error) {
    if (!(error instanceof StixInputError)) throw error;
    const message = `${error.file}, ${error.place}: ${error.message} ${error.hint}`.trim();
    throw new LedgerError('INVALID_INPUT', message, {
      fields: [{ path: 'input.bundle', place: error.place, message: error.message }],
    });
  }
};

/** The identities that valid objects of an import name as their creator. */
const creatorsNamedIn = ({ creators, reports, others }: ImportPlan): readonly string[] => [
  ...new Set(
    [...creators, ...reports, ...others].flatMap(({ view }) => {
      const ref = typeof view['created_by_ref'] === 'string' ? comparableId(view['created_by_ref']) : '';
      return typeOfId(ref) === 'identity' ? [ref] : [];
    }),
  ),
];

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

const receiptOf = (
  importId: string,
  file: string,
  objects: readonly ImportedObject[],
  warnings: readonly string[],
): ImportReceipt => {
  const counts: Record<ImportOutcome, number> = { created: 0, updated: 0, unchanged: 0, stored: 0, conflict: 0, refused: 0 };
  let position: bigint | null = null;
  for (const object of objects) {
    counts[object.outcome] += 1;
    if (object.position !== null && (position === null || object.position > position)) position = object.position;
  }
  return { importId, file, counts, objects, warnings, position };
};
