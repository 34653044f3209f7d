/** Compares what the writers were told with what the log holds. */
import assert from 'node:assert/strict';
import { type AllStreamRecordedEvent, EventStoreDBClient } from '@eventstore/db-client';
import { readEvent } from '../../../src/event-catalogue.js';
import type { RecordedEvent } from '../../../src/ledger/event-contract.js';
import { eventId } from '../../../src/ledger/identity.js';
import { toRecorded } from '../../../src/ledger/esdb/recorded-event.js';
import { streamName } from '../../../src/ledger/stream-name.js';
import { type Sighting, sightingOf } from './observer.js';
import { type Request, recordTypeOf, subjectOf } from './workload.js';
import type { Entry } from './writers.js';

/** Long enough to tell what is wrong, short enough to read. */
const SHOWN = 5;

export interface Log {
  /** Everything, system events too. */
  readonly sightings: readonly Sighting[];
  readonly events: readonly AllStreamRecordedEvent[];
}

/** Reads $all from its beginning with a client of its own. */
export const readLog = async (eventStoreUrl: string): Promise<Log> => {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const sightings: Sighting[] = [];
  const events: AllStreamRecordedEvent[] = [];
  try {
    for await (const resolved of client.readAll()) {
      sightings.push(sightingOf(resolved));
      if (!resolved.event!.streamId.startsWith('$')) events.push(resolved.event!);
    }
  } finally {
    await client.dispose();
  }
  return { sightings, events };
};

const none = (findings: readonly string[], what: string): void =>
  assert.equal(findings.length, 0, `${findings.length} ${what}:\n${findings.slice(0, SHOWN).join('\n')}`);

export const assertPositionsGrow = ({ sightings }: Log): void =>
  none(
    sightings.filter(({ position }, i) => i > 0 && position <= sightings[i - 1].position).map(({ fingerprint }) => fingerprint),
    'events not after the one before',
  );

/** Each stream's revisions run 0, 1, 2 … in the order of $all, and no event id occurs twice. */
export const assertContiguousStreams = ({ events }: Log): void => {
  const next = new Map<string, bigint>();
  const ids = new Set<string>();
  const findings: string[] = [];
  for (const { streamId, revision, id } of events) {
    const expected = next.get(streamId) ?? 0n;
    if (revision !== expected) findings.push(`${streamId}: revision ${revision} instead of ${expected}`);
    if (ids.has(id)) findings.push(`${streamId}@${revision}: event id ${id} occurs twice`);
    ids.add(id);
    next.set(streamId, revision + 1n);
  }
  none(findings, 'breaks in streams');
};

export const streamOf = (request: Request): string =>
  streamName(request.category, subjectOf(request.writer).tenantId, request.recordId);

/** What a command left in the log, and the record before it. */
interface Trace {
  readonly before: unknown;
  readonly events: readonly RecordedEvent[];
}

/**
 * Replays every stream. @returns by command id what each command wrote, with the state that it found.
 * A command whose events do not follow each other directly is a finding.
 */
const tracesOf = (log: Log, journal: readonly Entry[]): ReadonlyMap<string, Trace> => {
  const requests = new Map(journal.map(({ request }) => [request.commandId, request]));
  const states = new Map<string, unknown>();
  const lastCommand = new Map<string, string>();
  const traces = new Map<string, { before: unknown; events: RecordedEvent[] }>();
  const findings: string[] = [];
  for (const stored of log.events) {
    if (stored.streamId.startsWith('blob-')) continue;
    const recorded = toRecorded(stored, readEvent);
    const request = recorded && requests.get(recorded.at.meta.commandId);
    if (!request || stored.streamId !== streamOf(request)) {
      findings.push(`${stored.streamId}@${stored.revision}: nobody asked for it`);
      continue;
    }
    const { decider } = recordTypeOf(request);
    const before = states.has(stored.streamId) ? states.get(stored.streamId) : decider.initial;
    const { commandId } = request;
    const trace = traces.get(commandId);
    if (!trace) traces.set(commandId, { before, events: [recorded] });
    else if (lastCommand.get(stored.streamId) === commandId) trace.events.push(recorded);
    else findings.push(`${stored.streamId}@${stored.revision}: command ${commandId} wrote here before`);
    lastCommand.set(stored.streamId, commandId);
    states.set(stored.streamId, decider.evolve(before, recorded.event));
  }
  none(findings, 'events that no single command explains');
  return traces;
};

/** A command is in the log whole or not at all: exactly what its rules decide on the record as it stood, under its own event ids. */
const assertWhole = ({ request }: Entry, { before, events }: Trace): void => {
  const { decider, contracts } = recordTypeOf(request);
  const decided = decider.decide(request.command, before).map(({ type, data }) => ({
    type,
    data: JSON.parse(JSON.stringify(contracts.spec[type].schema.parse(data))),
  }));
  assert.deepEqual(
    events.map(({ event: { type, data } }) => ({ type, data })),
    decided,
  );
  const { actorId } = subjectOf(request.writer);
  assert.deepEqual(
    events.map(({ at }) => at.eventId),
    events.map((_, index) => eventId(streamOf(request), actorId, request.commandId, index)),
  );
};

const describeEntry = ({ request, outcomes }: Entry): string =>
  `writer ${request.writer}, command ${request.number} (${request.command.type} on ${streamOf(request)}), told ${outcomes
    .map((outcome) => JSON.stringify(outcome, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)))
    .join(', then ')}`;

/** How the commands of a run ended, and what of them the log holds. */
export interface Tally {
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknownWritten: number;
  readonly unknownNotWritten: number;
  /** Commands of more than one event. */
  readonly severalEvents: number;
  /** Commands whose outcome was unknown at first and known when they were repeated. */
  readonly settledByRepeating: number;
}

/**
 * Every acknowledged command stands at its revision and position, every refused one left nothing, every one in doubt is there once or
 * not at all, none in part; and a writer's acknowledged commands stand in the order in which it sent them.
 */
export const auditOutcomes = (log: Log, journal: readonly Entry[]): Tally => {
  const traces = tracesOf(log, journal);
  const places = new Map(log.events.map((event) => [`${event.streamId}@${event.revision}`, event.position.commit]));
  const lastOf = new Map<number, bigint>();
  const findings: string[] = [];
  const tally = { acknowledged: 0, refused: 0, unknownWritten: 0, unknownNotWritten: 0, severalEvents: 0, settledByRepeating: 0 };
  const check = (entry: Entry): void => {
    const { request, outcomes } = entry;
    const trace = traces.get(request.commandId);
    const last = outcomes.at(-1)!;
    const doubted = outcomes.length > 1;
    if (trace) assertWhole(entry, trace);
    if (trace && trace.events.length > 1) tally.severalEvents += 1;
    if (doubted && last.is !== 'unknown') tally.settledByRepeating += 1;
    switch (last.is) {
      case 'acknowledged': {
        tally.acknowledged += 1;
        assert.equal(last.id, request.recordId);
        assert.equal(places.get(`${streamOf(request)}@${last.revision}`), last.position, 'the receipt names another place');
        assert.ok(!last.appended || trace, 'acknowledged and not there');
        if (!trace) return;
        const { at } = trace.events.at(-1)!;
        assert.deepEqual([at.revision, at.position], [last.revision, last.position]);
        if (entry.expectedRevision !== undefined) assert.equal(trace.events[0].at.revision, entry.expectedRevision + 1n);
        assert.ok(at.position > (lastOf.get(request.writer) ?? -1n), 'stands before what its writer was told of earlier');
        lastOf.set(request.writer, at.position);
        return;
      }
      case 'refused':
        tally.refused += 1;
        assert.ok(doubted || !trace, 'refused and yet there');
        return;
      case 'unknown':
        tally[trace ? 'unknownWritten' : 'unknownNotWritten'] += 1;
        return;
      case 'broken':
        assert.fail(last.error);
    }
  };
  for (const entry of journal)
    try {
      check(entry);
    } catch (error) {
      findings.push(`${describeEntry(entry)}: ${(error as Error).message}`);
    }
  none(findings, 'commands whose outcome the log contradicts');
  return tally;
};
