/** Exports as STIX: what may go to the receiver, recorded before any of it leaves. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Marking, secrecyRank, tlpRank } from '../../../access/marking.js';
import { decideGrant } from '../../../access/policy.js';
import { canonicalJson } from '../../../json/canonical-json.js';
import { Clock } from '../../../ledger/clock.js';
import { forbidden, LedgerError } from '../../../ledger/errors.js';
import { type CommandContext, Ledger, type Receipt } from '../../../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../../../ledger/record-id.js';
import { sharingCeilingsOf } from '../../../tenants/sharing-ceilings.facts.js';
import { type Audience, audienceOf, type ReceiverInput } from './audience.js';
import { writeBundle, type WrittenBundle } from './bundle-writer.js';
import type { Closure } from './closure.js';
import { reasonsOf } from './closure.js';
import { type Exported, ExportQueries, type ExportSelection } from './export.queries.js';
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

/** Exports what its receiver has not: nothing is recorded, and the answer undefined, when there is none. */
export class ExportNews extends Command<StixExported | undefined> {
  /** @param known whether the receiver has an object, by id and JSON. */
  constructor(
    readonly request: ExportRequest,
    readonly known: (id: string, text: string) => boolean,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@Injectable()
export class StixExports {
  constructor(
    private readonly ledger: Ledger,
    private readonly queries: ExportQueries,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError FORBIDDEN, NOT_FOUND, INVALID_INPUT; CONFLICT when a repeated command would send something else. */
  async all(request: ExportRequest, context: CommandContext): Promise<StixExported> {
    return this.record(request, context, await this.exported(request, context));
  }

  /** @throws as {@link StixExports.all} does. */
  async news(
    request: ExportRequest,
    known: (id: string, text: string) => boolean,
    context: CommandContext,
  ): Promise<StixExported | undefined> {
    const { audience, closure, texts: all } = await this.exported(request, context);
    const texts = new Map([...all].filter(([id, text]) => !known(id, text)));
    if (texts.size === 0) return undefined;
    const objects = closure.objects.filter(({ id }) => texts.has(id));
    return this.record(request, context, { audience, texts, bundle: writeBundle(texts), closure: { ...closure, objects } });
  }

  private async exported({ selection, receiver, tlpVersion, atLeast }: ExportRequest, { subject }: CommandContext) {
    if (!decideGrant(subject, 'stix.export').allow) throw forbidden('None of your roles allows stix.export.');
    const audience = audienceOf(subject, receiver, tlpVersion, await sharingCeilingsOf(this.ledger, subject.tenantId));
    return { audience, ...(await this.queries.export(audience, selection, { atLeast })) };
  }

  private async record(
    { selection, receiver, tlpVersion }: ExportRequest,
    context: CommandContext,
    { audience, bundle, texts, closure }: Exported & { readonly audience: Audience },
  ): Promise<StixExported> {
    const { subject } = context;
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

@CommandHandler(ExportStix)
export class ExportStixHandler implements ICommandHandler<ExportStix> {
  constructor(private readonly exports: StixExports) {}

  execute({ request, context }: ExportStix): Promise<StixExported> {
    return this.exports.all(request, context);
  }
}

@CommandHandler(ExportNews)
export class ExportNewsHandler implements ICommandHandler<ExportNews> {
  constructor(private readonly exports: StixExports) {}

  execute({ request, known, context }: ExportNews): Promise<StixExported | undefined> {
    return this.exports.news(request, known, context);
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
