/** The write port over EventStoreDB. */
import { hash } from 'node:crypto';
import { decide, decideGrant } from '../../access/policy.js';
import { canonicalJson } from '../../json/canonical-json.js';
import { conflict, forbidden, LedgerError, notFound } from '../errors.js';
import type { Contracts, EventOf, Recorded, RecordedEvent } from '../event-contract.js';
import { metaOf } from '../event-meta.js';
import { eventId } from '../identity.js';
import { type Change, type CommandContext, foldInto, Ledger, type Loaded, type RecordType, type Written } from '../ledger.js';
import { streamName } from '../stream-name.js';
import { sameValue } from '../text.js';
import type { ReadEvent } from '../upcast.js';
import { type NewEvent, newEvent } from './batch-appends.js';
import { type EventStoreConnection, RevisionMismatch } from './connection.js';
import { toRecorded } from './recorded-event.js';
import { SharedReads } from './shared-reads.js';

const MAX_EVENT_BYTES = 64 * 1024;
const LONG_STREAM = 1_000;
const RACES = 3;

export interface LedgerOptions {
  readonly now: () => Date;
  readonly warn: (message: string) => void;
  /** Told of each change of a marking, as soon as it is written. */
  readonly remarked: (tenantId: string, position: bigint) => void;
}

export class EsdbLedger extends Ledger {
  private readonly reads = new SharedReads<readonly RecordedEvent[]>();

  constructor(
    private readonly connection: EventStoreConnection,
    private readonly readEvent: ReadEvent,
    private readonly options: LedgerOptions,
  ) {
    super();
  }

  async execute<C extends Contracts, Command, State>(change: Change<C, Command, State>): Promise<Written<State>> {
    const { type, recordId, context } = change;
    const stream = streamName(type.contracts.category, context.subject.tenantId, recordId);
    const commandHash = hash('sha256', requestText(change), 'base64url');
    let history: readonly RecordedEvent<EventOf<C>>[] = change.fresh ? [] : await this.eventsOf<C>(stream);
    for (let race = 0; ; race += 1) {
      const loaded = fold(type, history);
      authorise(change, loaded);
      const first = firstReceipt(type, history, context, commandHash);
      if (first) return first;
      if (context.expectedRevision !== undefined && context.expectedRevision !== loaded?.revision)
        throw conflict(loaded?.revision);
      const decided = type.decider.decide(change.command, loaded ? loaded.record : type.decider.initial);
      if (decided.length === 0) {
        if (!loaded) throw notFound(type.name);
        return { loaded, receipt: { id: recordId, revision: loaded.revision, position: loaded.position }, appended: false };
      }
      try {
        return await this.append(change, stream, commandHash, loaded, decided);
      } catch (error) {
        if (!(error instanceof RevisionMismatch)) throw error;
        history = await this.eventsOf<C>(stream);
        if (context.expectedRevision !== undefined || race >= RACES) throw conflict(history.at(-1)?.at.revision);
      }
    }
  }

  async load<C extends Contracts, Command, State>(
    type: RecordType<C, Command, State>,
    tenantId: string,
    recordId: string,
    revision?: bigint,
  ): Promise<Loaded<State> | undefined> {
    const events = await this.events(type.contracts, tenantId, recordId);
    return fold(type, revision === undefined ? events : events.filter(({ at }) => at.revision <= revision));
  }

  events<C extends Contracts>(contracts: C, tenantId: string, recordId: string): Promise<readonly RecordedEvent<EventOf<C>>[]> {
    return this.eventsOf(streamName(contracts.category, tenantId, recordId));
  }

  private eventsOf<C extends Contracts>(stream: string): Promise<readonly RecordedEvent<EventOf<C>>[]> {
    return this.reads.read(stream, () => this.readEvents(stream)) as Promise<readonly RecordedEvent<EventOf<C>>[]>;
  }

  private async readEvents(stream: string): Promise<readonly RecordedEvent[]> {
    const found = await this.connection.readStream(stream);
    if (found.length > LONG_STREAM) this.options.warn(`stream ${stream} has ${found.length} events; commands on it get slow`);
    return found.flatMap(({ event }) => {
      const recorded = event && toRecorded(event, this.readEvent);
      return recorded ? [recorded] : [];
    });
  }

  private async append<C extends Contracts, Command, State>(
    { type, recordId, context }: Change<C, Command, State>,
    stream: string,
    commandHash: string,
    loaded: Loaded<State> | undefined,
    decided: readonly EventOf<C>[],
  ): Promise<Written<State>> {
    const recordedAt = this.options.now().toISOString();
    const base = loaded ? loaded.revision + 1n : 0n;
    const staged = decided.map((event, index) => {
      const spec = type.contracts.spec[event.type];
      const data = spec.schema.parse(event.data);
      const id = eventId(stream, context.subject.actorId, context.commandId, index);
      const meta = metaOf(context, commandHash, spec.version, recordedAt);
      const at: Recorded = {
        eventId: id,
        category: type.contracts.category,
        recordId,
        revision: base + BigInt(index),
        position: 0n,
        recordedAt,
        meta,
      };
      return { event: { type: event.type, data } as EventOf<C>, at };
    });
    const after = staged.reduce<Loaded<State> | undefined>(
      (before, { event, at }) => foldInto(type.decider, before, event, at),
      loaded,
    )!;
    refuseOwnBlindness(type, context, after);
    const introducing = this.introduce?.(context);
    if (introducing) await introducing;
    const appended = await this.connection.append(stream, loaded?.revision, staged.map(toStoreEvent));
    if (loaded && !sameValue(type.markingOf(loaded.record), type.markingOf(after.record)))
      this.options.remarked(loaded.tenantId, appended.position);
    return {
      loaded: { ...after, revision: appended.revision, position: appended.position },
      receipt: { id: recordId, revision: appended.revision, position: appended.position },
      appended: true,
    };
  }
}

const requestText = ({ action, request }: { readonly action: string; readonly request: object }): string =>
  canonicalJson({ action, request: JSON.parse(JSON.stringify(request)) });

const toStoreEvent = ({ event, at }: RecordedEvent): NewEvent => {
  const stored = newEvent(at.eventId, event.type, event.data, at.meta);
  if (Buffer.byteLength(stored.data) > MAX_EVENT_BYTES)
    throw new LedgerError(
      'INVALID_INPUT',
      `The change is too large to be recorded: at most ${MAX_EVENT_BYTES / 1024} KiB, the body apart.`,
    );
  return stored;
};

const fold = <C extends Contracts, Command, State>(
  type: RecordType<C, Command, State>,
  history: readonly RecordedEvent<EventOf<C>>[],
): Loaded<State> | undefined =>
  history.reduce<Loaded<State> | undefined>((before, { event, at }) => foldInto(type.decider, before, event, at), undefined);

const authorise = <C extends Contracts, Command, State>(
  { type, action, context, creates }: Change<C, Command, State>,
  loaded: Loaded<State> | undefined,
): void => {
  const marking = loaded && type.markingOf(loaded.record);
  if (loaded && marking) {
    const verdict = decide(context.subject, action, {
      tenantId: loaded.tenantId,
      ownerOrganisation: loaded.ownerOrganisation,
      marking,
    });
    if (verdict.allow) return;
    throw verdict.unseen ? notFound(type.name) : forbidden(`None of your roles allows ${action}.`);
  }
  const granted = decideGrant(context.subject, action).allow;
  if (!creates) throw notFound(type.name);
  if (!granted) throw forbidden(`None of your roles allows ${action}.`);
};

const firstReceipt = <C extends Contracts, Command, State>(
  type: RecordType<C, Command, State>,
  history: readonly RecordedEvent<EventOf<C>>[],
  { commandId, subject }: CommandContext,
  commandHash: string,
): Written<State> | undefined => {
  const known = history.findLastIndex(({ at }) => at.meta.commandId === commandId && at.meta.actorId === subject.actorId);
  if (known < 0) return undefined;
  const { at } = history[known];
  if (at.meta.commandHash !== commandHash)
    throw new LedgerError(
      'IDEMPOTENCY_KEY_REUSED',
      'This idempotency key was used for another change. Use a new key for each change.',
    );
  return {
    loaded: fold(type, history)!,
    receipt: { id: at.recordId, revision: at.revision, position: at.position },
    appended: false,
  };
};

/** Nobody may give a record a marking that they could not read themselves. */
const refuseOwnBlindness = <C extends Contracts, Command, State>(
  type: RecordType<C, Command, State>,
  { subject }: CommandContext,
  { tenantId, ownerOrganisation, record }: Loaded<State>,
): void => {
  const marking = type.markingOf(record);
  if (!marking) return;
  const verdict = decide(subject, 'read', { tenantId, ownerOrganisation, marking });
  if (!verdict.allow) throw forbidden(`You cannot set a marking that you could not read yourself (rule: ${verdict.rule}).`);
};
