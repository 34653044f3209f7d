/** Receives what partners push, takes it in, and says what became of it. */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Subject } from '../../../access/actor.js';
import { fitsInline } from '../../../ledger/blob.events.js';
import { Blobs } from '../../../ledger/blobs.js';
import { Clock } from '../../../ledger/clock.js';
import { LedgerError } from '../../../ledger/errors.js';
import { type CommandContext, Ledger, type Loaded } from '../../../ledger/ledger.js';
import { tenantSettingsOf } from '../../../tenants/tenant-settings.facts.js';
import { collectionMarking } from '../../collections/collection.record.js';
import { type ImportReceipt, ImportStix } from '../../stix/stix-import.commands.js';
import { Receipts } from '../../receipts/receipts.js';
import type { SignedReceipt } from '../../receipts/signed-receipt.js';
import { comparableId } from '../../stix/stix-types.js';
import { TAXII_MEDIA_TYPE, type TaxiiStatus, type TaxiiStatusDetail } from '../taxii-resources.js';
import { CollectionAccess, importerOf, type OpenCollection, recorderOf, senderOf } from './collection-access.js';
import { markingFaults, type PushedObject, readEnvelope } from './pushed-envelope.js';
import { taxiiPushType } from './taxii-exchange.types.js';
import type { TaxiiPushRecord } from './taxii-push.record.js';
import { type PushPlace, TaxiiPushWork } from './taxii-push-work.js';

/** How long the answer to a push waits for its end, in milliseconds. */
const ANSWER_AFTER_MS = 3_000;
/** Whoever receives a push has taken it in by then, or ended; taking in the same twice changes nothing. */
const TAKEN_UP_AFTER_MS = 300_000;
/** When one that was broken off again is taken up once more. */
const AGAIN_AFTER_MS = 900_000;

interface Outcomes {
  readonly successes: readonly TaxiiStatusDetail[];
  readonly failures: readonly TaxiiStatusDetail[];
}

@Injectable()
export class TaxiiPushes {
  private readonly logger = new Logger('TAXII');
  /** By id: those that this process is taking in. */
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly commands: CommandBus,
    private readonly receipts: Receipts,
    private readonly access: CollectionAccess,
    private readonly work: TaxiiPushWork,
  ) {}

  /**
   * @returns the status after the push, or after 3 s of it.
   * @throws BadRequestException, UnprocessableEntityException, and nothing is taken in.
   */
  async receive(open: OpenCollection, content: Buffer, context: CommandContext): Promise<TaxiiStatus> {
    const pushed = readEnvelope(content);
    const { collection, receiver, subject } = open;
    const recording: CommandContext = { ...context, subject: recorderOf(open) };
    const text = content.toString('utf8');
    const place = { tenantId: subject.tenantId, id: randomUUID() };
    await this.work.expect(place, this.in(TAKEN_UP_AFTER_MS));
    const { loaded } = await this.ledger.execute({
      type: taxiiPushType,
      recordId: place.id,
      action: 'taxii.write',
      command: {
        type: 'Receive',
        facts: {
          collectionId: collection.id,
          sender: receiver,
          maximum: collection.record.maximum,
          objects: pushed.length,
          envelope: await this.kept(text, recording),
          sha256: createHash('sha256').update(content).digest('hex'),
          bytes: content.byteLength,
          pushedBy: subject.actorId,
          at: this.clock.now().toISOString(),
          marking: collectionMarking(collection.record),
        },
      },
      request: { collectionId: collection.id },
      context: recording,
      creates: true,
      fresh: true,
    });
    await Promise.race([this.takeIn(open, loaded.id, context), delay(ANSWER_AFTER_MS, undefined, { ref: false })]);
    return this.statusOf(await this.load(subject.tenantId, loaded.id), pushed);
  }

  /**
   * What was broken off is taken up again: taking in the same twice changes nothing.
   * @param openAs finds the collection as it stands open to the caller now; undefined where it does not.
   * @throws LedgerError NOT_FOUND to all but who pushed.
   */
  async status(
    subject: Subject,
    id: string,
    context: CommandContext,
    openAs: (collectionId: string) => Promise<OpenCollection | undefined>,
  ): Promise<TaxiiStatus> {
    const push = await this.load(subject.tenantId, id);
    if (push?.record.pushedBy !== subject.actorId) throw new LedgerError('NOT_FOUND', 'There is no such status.');
    if (push.record.status === 'pending' && !this.running.has(id)) {
      const open = await openAs(push.record.collectionId);
      if (open?.canWrite === true) void this.takeIn(open, id, context);
    }
    return this.statusOf(push, undefined);
  }

  /** A push that ended with its process, as its sender may add to the collection now. */
  async takeUp(place: PushPlace): Promise<void> {
    if (!this.running.has(place.id)) await this.work.whileMine(place, () => this.resume(place));
  }

  private async resume(place: PushPlace): Promise<void> {
    const { tenantId, id } = place;
    const push = await this.load(tenantId, id);
    if (push?.record.status !== 'pending') return this.work.end(place);
    await this.work.expect(place, this.in(AGAIN_AFTER_MS));
    const { collectionId, sender, maximum } = push.record;
    const subject = senderOf(tenantId, sender, maximum.secrecyLevel);
    const open = await this.access.one(subject, collectionId).catch(() => undefined);
    if (open?.canWrite === true) await this.takeIn(open, id, { subject, commandId: randomUUID(), correlationId: randomUUID() });
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private takeIn(open: OpenCollection, id: string, context: CommandContext): Promise<void> {
    const work = this.import(open, id, context)
      .catch((error: unknown) => this.logger.error(`push ${id} was broken off: ${String(error)}`))
      .finally(() => this.running.delete(id));
    this.running.set(id, work);
    return work;
  }

  private async import(open: OpenCollection, id: string, context: CommandContext): Promise<void> {
    const { tenantId } = open.subject;
    const { record } = (await this.load(tenantId, id))!;
    // Another process was there before.
    if (record.status === 'complete') return this.work.end({ tenantId, id });
    const envelope = Buffer.from(await this.blobs.textOf(tenantId, record.envelope));
    const objects = readEnvelope(envelope);
    const { tlpSecrecy } = await tenantSettingsOf(this.ledger, tenantId);
    const messages = new Map(markingFaults(objects, open.collection.record, tlpSecrecy));
    const refused = new Set(messages.keys());
    const importing: CommandContext = { ...context, subject: importerOf(open), causationId: id };
    const importIds: string[] = [];
    for (const round of roundsOf(objects.filter((object) => !refused.has(object)))) {
      const content = `{"objects":[${round.map(({ text }) => text).join(',\n')}]}`;
      const receipt = await this.commands.execute(
        new ImportStix(content, `push ${id}`, { recordedBy: recorderOf(open) }, importing),
      );
      importIds.push(receipt.importId);
      for (const [object, message] of refusalsOf(round, receipt)) {
        refused.add(object);
        messages.set(object, message);
      }
    }
    const detail = (object: PushedObject): TaxiiStatusDetail => {
      const message = messages.get(object);
      return { id: object.id, version: object.version ?? record.at, ...(message === undefined ? {} : { message }) };
    };
    const outcomes: Outcomes = {
      successes: objects.filter((object) => !refused.has(object)).map(detail),
      failures: objects.filter((object) => refused.has(object)).map(detail),
    };
    const recording: CommandContext = { ...context, commandId: randomUUID(), subject: recorderOf(open), causationId: id };
    await this.ledger.execute({
      type: taxiiPushType,
      recordId: id,
      action: 'taxii.write',
      command: {
        type: 'TakeIn',
        facts: {
          importIds,
          succeeded: outcomes.successes.length,
          failed: outcomes.failures.length,
          outcomes: await this.kept(JSON.stringify(outcomes), recording),
          at: this.clock.now().toISOString(),
        },
      },
      request: { id },
      context: recording,
    });
    await this.work.end({ tenantId, id });
  }

  private in(ms: number): string {
    return new Date(this.clock.now().getTime() + ms).toISOString();
  }

  private kept(text: string, context: CommandContext) {
    return fitsInline(text) ? text : this.blobs.put(Buffer.from(text), TAXII_MEDIA_TYPE, context);
  }

  private async load(tenantId: string, id: string): Promise<Loaded<TaxiiPushRecord> | undefined> {
    const loaded = await this.ledger.load(taxiiPushType, tenantId, id);
    return loaded === undefined || loaded.record.status === 'absent' ? undefined : (loaded as Loaded<TaxiiPushRecord>);
  }

  /** TAXII 2.1 §4.3.1; `x_receipt` is ours, as §3.1 allows: the sender can show others what was taken in, and where in the log. */
  private async statusOf(
    push: Loaded<TaxiiPushRecord> | undefined,
    known: readonly PushedObject[] | undefined,
  ): Promise<TaxiiStatus> {
    if (!push) throw new LedgerError('NOT_FOUND', 'There is no such status.');
    const { id, tenantId, record } = push;
    const { taken, at, objects: total } = record;
    const base = { id, request_timestamp: `${at.slice(0, -1)}000Z`, total_count: total };
    if (taken === null) {
      const pending = known ?? readEnvelope(Buffer.from(await this.blobs.textOf(tenantId, record.envelope)));
      const pendings = pending.map((object) => ({ id: object.id, version: object.version ?? at }));
      return { ...base, status: 'pending', success_count: 0, failure_count: 0, pending_count: total, pendings };
    }
    const { successes, failures } = JSON.parse(await this.blobs.textOf(tenantId, taken.outcomes)) as Outcomes;
    return {
      ...base,
      status: 'complete',
      success_count: taken.succeeded,
      ...(successes.length > 0 ? { successes: [...successes] } : {}),
      failure_count: taken.failed,
      ...(failures.length > 0 ? { failures: [...failures] } : {}),
      pending_count: 0,
      x_receipt: this.receiptOf(push, taken),
    };
  }

  private receiptOf(
    { id, tenantId, record, position }: Loaded<TaxiiPushRecord>,
    { importIds, succeeded, failed, at }: NonNullable<TaxiiPushRecord['taken']>,
  ): SignedReceipt {
    const { collectionId, sender, sha256, bytes, objects } = record;
    return this.receipts.sign({
      type: 'collection-push',
      pushId: id,
      tenant: tenantId,
      collectionId,
      sender: { ...sender },
      sha256,
      bytes,
      objects,
      succeeded,
      failed,
      importIds: [...importIds],
      receivedAt: record.at,
      takenInAt: at,
      recordedPosition: position.toString(),
    });
  }
}

/** The receipt of an import knows objects by their ids: versions of one object go one import after the other, in the order in which they came. */
const roundsOf = (objects: readonly PushedObject[]): readonly (readonly PushedObject[])[] => {
  const rounds: PushedObject[][] = [];
  const seen = new Map<string, number>();
  for (const object of objects) {
    const id = comparableId(object.id);
    const round = seen.get(id) ?? 0;
    seen.set(id, round + 1);
    (rounds[round] ??= []).push(object);
  }
  return rounds;
};

const refusalsOf = (round: readonly PushedObject[], { objects }: ImportReceipt): ReadonlyMap<PushedObject, string> => {
  const refused = new Map(objects.filter(({ outcome }) => outcome === 'refused').map(({ stixId, reasons }) => [stixId, reasons]));
  return new Map(
    round.flatMap((object) => {
      const reasons = refused.get(comparableId(object.id));
      return reasons === undefined ? [] : [[object, reasons.join('; ')] as const];
    }),
  );
};
