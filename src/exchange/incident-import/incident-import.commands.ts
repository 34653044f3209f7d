/** Imports incidents of another system from a file: rows or messages become facts, each incident by a command of its own. */
import { randomUUID } from 'node:crypto';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { markingFrom, type MarkingInput } from '../../access/marking-input.js';
import { decide, decideGrant } from '../../access/policy.js';
import { actorIdOf } from '../../auth/claims.js';
import { ImportIncident, importedIncidentId } from '../../incidents/incident.commands.js';
import type { IncidentOrigin } from '../../incidents/incident.events.js';
import { absent, type Incident } from '../../incidents/incident.record.js';
import { incidentType } from '../../incidents/incident.type.js';
import { Clock } from '../../ledger/clock.js';
import { forbidden } from '../../ledger/errors.js';
import { type CommandContext, Ledger } from '../../ledger/ledger.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { tenantSettingsOf } from '../../tenants/tenant-settings.facts.js';
import { AttackReleases } from '../attack/attack-releases.js';
import type { OnProgress } from '../import-answer.js';
import { HashedContent } from '../hashed-content.js';
import { ReasonBook } from '../imports/import-reasons.js';
import { Imports } from '../imports/imports.js';
import { inParallel } from '../in-parallel.js';
import { reasonOf } from '../refusal-reason.js';
import { readCsv } from './csv-file.js';
import type { CsvMapping } from './csv-mapping.js';
import { type IncidentImportReceipt, RowBook, type SignedIncidentImport } from './incident-import.receipt.js';
import { batchesOf, type Observation, type Step, stepsOf } from './observation.measure.js';
import { readOcsf } from './ocsf-file.js';
import type { Reading } from './reading.js';

export interface IncidentImportOptions {
  readonly file: string;
  /** Null: the file holds OCSF findings. */
  readonly mapping: CsvMapping | null;
  /** Of incidents that are new. */
  readonly marking: MarkingInput;
  /** Count what would be written, and write nothing. */
  readonly dryRun: boolean;
  readonly onProgress?: OnProgress | undefined;
}

export class ImportIncidents extends Command<SignedIncidentImport> {
  constructor(
    readonly content: AsyncIterable<Uint8Array>,
    readonly options: IncidentImportOptions,
    readonly context: CommandContext,
  ) {
    super();
  }
}

const LINE_BYTES = 1024 ** 2;

interface Reported {
  readonly origin: IncidentOrigin;
  readonly observations: Observation[];
}

@CommandHandler(ImportIncidents)
export class ImportIncidentsHandler implements ICommandHandler<ImportIncidents> {
  constructor(
    private readonly ledger: Ledger,
    private readonly commands: CommandBus,
    private readonly instanceKey: InstanceKey,
    private readonly attack: AttackReleases,
    private readonly imports: Imports,
    private readonly clock: Clock,
  ) {}

  async execute({ content, options, context }: ImportIncidents): Promise<SignedIncidentImport> {
    const { subject } = context;
    if (!decideGrant(subject, 'incident.import').allow) throw forbidden('None of your roles allows incident.import.');
    const { file, mapping, dryRun, onProgress } = options;
    const book = new RowBook();
    // Rows of an incident may stand anywhere in the file, so all are read before the first is recorded.
    const hashed = new HashedContent(content);
    const reported = await gathered(this.readings(hashed, mapping), book);
    await this.warnOfTechniques(subject.tenantId, reported, book);
    const { tlpSecrecy } = await tenantSettingsOf(this.ledger, subject.tenantId);
    const marking = markingFrom(options.marking, tlpSecrecy);
    const importId = randomUUID();
    const total = reported.reduce((rows, { observations }) => rows + observations.length, 0);
    let done = 0;
    await inParallel(reported, async ({ origin, observations }) => {
      const before = await this.before(origin, context);
      const steps = stepsOf(before, observations, { origin, marking, createdBy: subject.actorId });
      await this.record(origin, before, steps, book, dryRun ? undefined : { ...context, causationId: importId });
      done += observations.length;
      onProgress?.(done, total);
    });
    const receipt = book.receipt({ importId, file, dryRun });
    if (dryRun) return { ...receipt, signed: null };
    const facts = { ...factsOf(receipt), sha256: hashed.sha256(), bytes: hashed.bytes, system: mapping?.system ?? null };
    const { secrecyLevel, tlp } = marking;
    const signed = await this.imports.end(
      importId,
      {
        kind: 'incidents',
        ...facts,
        from: null,
        strictest: { secrecyLevel, tlp },
        importedBy: subject.actorId,
        at: this.clock.now().toISOString(),
      },
      context,
    );
    return { ...receipt, signed };
  }

  /** Ids that the chosen releases of ATT&CK do not have as current are kept. */
  private async warnOfTechniques(tenantId: string, reported: readonly Reported[], book: RowBook): Promise<void> {
    const warningsOf = await this.attack.warner(tenantId);
    for (const { line, details } of reported.flatMap(({ observations }) => observations))
      for (const warning of warningsOf(details.techniqueIds ?? [])) book.warn(line, warning);
  }

  private readings(content: AsyncIterable<Uint8Array>, mapping: CsvMapping | null): AsyncIterable<Reading> {
    const pseudonymOf = (system: string, name: string): string => actorIdOf(this.instanceKey.bytes, system, name);
    return mapping
      ? readCsv(content, mapping, (name) => pseudonymOf(mapping.system, name), LINE_BYTES)
      : readOcsf(content, pseudonymOf, LINE_BYTES);
  }

  /** What the caller may change is compared with; the command refuses the rest. */
  private async before(origin: IncidentOrigin, { subject }: CommandContext): Promise<Incident> {
    const loaded = await this.ledger.load(incidentType, subject.tenantId, importedIncidentId(subject.tenantId, origin));
    if (!loaded || loaded.record.status === 'absent') return absent;
    return decide(subject, 'incident.import', { ...loaded, marking: loaded.record.marking }).allow ? loaded.record : absent;
  }

  /** @param context undefined: nothing is written. */
  private async record(
    origin: IncidentOrigin,
    before: Incident,
    steps: readonly Step[],
    book: RowBook,
    context: CommandContext | undefined,
  ): Promise<void> {
    let changed = false;
    let refusal: string | undefined;
    for (const batch of batchesOf(steps)) {
      const facts = batch.flatMap((step) => step.facts);
      if (facts.length > 0 && context && refusal === undefined)
        try {
          const { receipt, appended } = await this.commands.execute(
            new ImportIncident(origin, facts, { ...context, commandId: randomUUID() }, before.status === 'absent' && !changed),
          );
          if (appended) book.written(receipt.position);
        } catch (error) {
          refusal = reasonOf(error);
        }
      changed ||= facts.length > 0 && refusal === undefined;
      enter(batch, refusal, book);
    }
    if (changed || refusal === undefined)
      book.incident(!changed ? 'unchanged' : before.status === 'absent' ? 'opened' : 'updated');
  }
}

const factsOf = ({ file, rows, incidents, errors, warnings, position }: IncidentImportReceipt) => {
  const reasons = new ReasonBook();
  reasons.enter([...errors, ...warnings].map(({ column, reason }) => (column === null ? reason : `${column}: ${reason}`)));
  return {
    file,
    rows: { ...rows, warned: warnings.length },
    incidents,
    reasons: reasons.summary(),
    lastPosition: position === null ? null : position.toString(),
  };
};

const enter = (steps: readonly Step[], refusal: string | undefined, book: RowBook): void => {
  for (const { observation, facts, known } of steps)
    if (facts.length === 0) book.nothingNew(known);
    else if (refusal === undefined) book.recorded(facts);
    else book.error(observation.line, refusal);
};

const gathered = async (readings: AsyncIterable<Reading>, book: RowBook): Promise<readonly Reported[]> => {
  const incidents = new Map<string, Reported>();
  for await (const reading of readings) {
    book.read();
    if ('problem' in reading) {
      book.error(reading.line, reading.problem.message, reading.problem.column);
      continue;
    }
    const { origin, observation, warnings } = reading.report;
    for (const warning of warnings) book.warn(reading.line, warning);
    const key = JSON.stringify([origin.system, origin.id]);
    const incident = incidents.get(key);
    if (incident) incident.observations.push(observation);
    else incidents.set(key, { origin, observations: [observation] });
  }
  return [...incidents.values()];
};
