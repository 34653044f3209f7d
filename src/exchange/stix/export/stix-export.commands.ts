/** Exports as STIX: what may go to the receiver, recorded before any of it leaves. */
import { createHash } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Marking, secrecyRank, tlpRank } from '../../../access/marking.js';
import { decideGrant } from '../../../access/policy.js';
import { canonicalJson } from '../../../json/canonical-json.js';
import { Clock } from '../../../ledger/clock.js';
import { forbidden, LedgerError } from '../../../ledger/errors.js';
import { type CommandContext, Ledger, type Receipt } from '../../../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../../../ledger/record-id.js';
import { sharingCeilingsOf } from '../../../tenants/sharing-ceilings.facts.js';
import { audienceOf, type ReceiverInput } from './audience.js';
import type { WrittenBundle } from './bundle-writer.js';
import type { Closure } from './closure.js';
import { ExportQueries, type ExportSelection, reasonsOf } from './export.queries.js';
import type { TlpVersion } from './own-object.stix.js';
import type { ExportFacts } from './stix-export.events.js';
import { stixExportType } from './stix-export.type.js';

export interface ExportRequest {
  readonly selection: ExportSelection;
  readonly receiver: ReceiverInput;
  readonly tlpVersion: TlpVersion;
  readonly atLeast?: bigint | undefined;
}

export interface StixExported {
  readonly bundle: WrittenBundle;
  /** The objects of the bundle as JSON, by id. */
  readonly texts: ReadonlyMap<string, string>;
  readonly facts: ExportFacts;
  readonly receipt: Receipt;
}

export class ExportStix extends Command<StixExported> {
  constructor(
    readonly request: ExportRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ExportStix)
export class ExportStixHandler implements ICommandHandler<ExportStix> {
  constructor(
    private readonly ledger: Ledger,
    private readonly queries: ExportQueries,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError FORBIDDEN, NOT_FOUND, INVALID_INPUT; CONFLICT when a repeated command would send something else. */
  async execute({ request, context }: ExportStix): Promise<StixExported> {
    const { subject } = context;
    if (!decideGrant(subject, 'stix.export').allow) throw forbidden('None of your roles allows stix.export.');
    const { selection, receiver, tlpVersion, atLeast } = request;
    const audience = audienceOf(subject, receiver, tlpVersion, await sharingCeilingsOf(this.ledger, subject.tenantId));
    const { bundle, texts, closure } = await this.queries.export(audience, selection, { atLeast });
    const reasons = reasonsOf(closure);
    const { organisation, country } = audience.receiver;
    const facts: ExportFacts = {
      selection: selectionFacts(selection),
      receiver: organisation === '' ? null : { organisation, country: country ?? null },
      tlpVersion,
      ceiling: audience.maxTlp,
      exported: bundle.objectCount,
      withheld: reasons.reduce((sum, { count }) => sum + count, 0),
      reasons: [...reasons],
      omittedRefs: closure.omittedRefs,
      strictest: strictestOf(closure),
      bundleId: bundle.id,
      sha256: bundle.sha256,
      bytes: bundle.bytes,
      exportedBy: subject.actorId,
      at: this.clock.now().toISOString(),
    };
    const { id, fresh } = newRecordId(this.instanceKey, stixExportType.contracts.category, context);
    const { receipt, loaded } = await this.ledger.execute({
      type: stixExportType,
      recordId: id,
      action: 'stix.export',
      command: { type: 'Record', facts },
      request: { selection: facts.selection, receiver, tlpVersion },
      context,
      creates: true,
      fresh,
    });
    if (loaded.record.status !== 'exported' || loaded.record.sha256 !== bundle.sha256)
      throw new LedgerError('CONFLICT', 'What may go has changed since this export was made. Export again under another key.');
    return { bundle, texts, facts, receipt };
  }
}

const selectionFacts = ({ ids, types }: ExportSelection): ExportFacts['selection'] => {
  const sha256 = createHash('sha256')
    .update(canonicalJson({ ids: ids?.toSorted() ?? null, types: types?.toSorted() ?? null }))
    .digest('hex');
  return { kind: ids !== undefined ? 'ids' : types !== undefined ? 'types' : 'everything', sha256 };
};

const highest = <T>(values: readonly T[], rankOf: (value: T) => number): T =>
  values.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a));

const strictestOf = ({ objects }: Closure): ExportFacts['strictest'] => {
  const markings: Marking[] = objects.flatMap(({ candidate }) => candidate.protections.map(({ marking }) => marking));
  if (markings.length === 0) return null;
  return {
    secrecyLevel: highest(
      markings.map(({ secrecyLevel }) => secrecyLevel),
      secrecyRank,
    ),
    tlp: highest(
      markings.map(({ tlp }) => tlp),
      tlpRank,
    ),
  };
};
