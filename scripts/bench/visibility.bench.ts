/** How long after its mutation was answered a report can be seen, at a steady 200 mutations per second. */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import pg from 'pg';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { Caller, type Target } from './load.js';
import { CREATE_REPORT, type Created, NEW_REPORT } from './questions.js';
import { percentile, shownLatencies } from './statistics.js';
import { steadily } from './steadily.js';

const PER_SECOND = 200;
const LOOKED_UP_EVERY = 50;
const GIVE_UP_MS = 10_000;
const LOOK_UP = 'query Seen($ids: [UUID!]) { intelligenceReports(filter: { ids: $ids }) { nodes { id } } }';

export const visibilityBench: Bench = {
  name: 'visibility',
  purpose: 'mutation answered → its row committed and visible to queries, at 200 mutations/s',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const client = EventStoreDBClient.connectionString(ledger.place.eventStoreUrl);
    const commits = await watchCommits(ledger.place.databaseUrl);
    const caller = new Caller(64);
    try {
      const target = { url: `${await application.remote.url()}/graphql`, token: await application.remote.token() };
      const body = { query: CREATE_REPORT, variables: { input: NEW_REPORT } };
      const create = async (): Promise<Visibility> => {
        const sent = performance.now();
        const { receipt } = (await caller.post<Created>({ ...target, body })).data.createIntelligenceReport;
        const answered = performance.now();
        const visible = await commits.reached(BigInt(receipt.position));
        return { id: receipt.id, afterAnswer: Math.max(0, visible - answered), afterSending: visible - sent };
      };
      await steadily(PER_SECOND, Math.min(2, size.loadSeconds), create);
      const seen = await steadily(PER_SECOND, size.loadSeconds * size.rounds, async (index) => {
        const visibility = await create();
        if (index % LOOKED_UP_EVERY === 0) await requireSeen(caller, target, visibility.id);
        return visibility;
      });
      const floor = await bareDelivery(client, size.loadSeconds);
      const afterAnswer = seen.map((visibility) => visibility.afterAnswer);
      say(`answered → visible: ${shownLatencies(afterAnswer)}`);
      say(`sent → visible: ${shownLatencies(seen.map(({ afterSending }) => afterSending))}`);
      say(`bare append answered → a bare subscriber has it: ${shownLatencies(floor)}`);
      return [
        { share: 0.5, most: 15 },
        { share: 0.99, most: 60 },
      ].map(({ share, most }) => ({
        name: `append to visible p${share * 100} at ${PER_SECOND}/s`,
        unit: 'ms',
        measured: percentile(afterAnswer, share),
        limit: percentile(floor, share),
        limitOf: 'bare append → bare subscriber',
        target: { of: 'measured', bound: 'at most', value: most },
      }));
    } finally {
      caller.close();
      await commits.close();
      await client.dispose();
      await application.stop();
      await ledger.stop();
    }
  },
};

interface Visibility {
  readonly id: string;
  /** Milliseconds; 0 when it was visible before the answer had arrived. */
  readonly afterAnswer: number;
  readonly afterSending: number;
}

/** Notifications arrive when the projector's transaction has committed: from then on every query sees its rows. */
const watchCommits = async (databaseUrl: string) => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  let reached = -1n;
  const waiting = new Set<{ position: bigint; resolve: (at: number) => void }>();
  client.on('notification', ({ payload }) => {
    const [schema, position] = (payload ?? '').split(' ');
    if (schema !== 'rm_intelligence') return;
    reached = BigInt(position);
    const now = performance.now();
    for (const waiter of waiting) {
      if (waiter.position > reached) continue;
      waiting.delete(waiter);
      waiter.resolve(now);
    }
  });
  await client.query('listen ledger_projection');
  return {
    reached: (position: bigint): Promise<number> =>
      position <= reached
        ? Promise.resolve(performance.now())
        : new Promise((resolve, reject) => {
            const late = setTimeout(
              () => reject(new Error(`position ${position} was not visible after ${GIVE_UP_MS} ms`)),
              GIVE_UP_MS,
            );
            waiting.add({
              position,
              resolve: (at) => {
                clearTimeout(late);
                resolve(at);
              },
            });
          }),
    close: () => client.end(),
  };
};

const requireSeen = async (caller: Caller, target: Omit<Target, 'body'>, id: string): Promise<void> => {
  const { data } = await caller.post<{ data: { intelligenceReports: { nodes: readonly unknown[] } } }>({
    ...target,
    body: { query: LOOK_UP, variables: { ids: [id] } },
  });
  if (data.intelligenceReports.nodes.length !== 1) throw new Error(`report ${id} was said to be visible and is not`);
};

/** The part of the way that no projection can save: an append's answer against its arrival at a subscriber of the same client. */
const bareDelivery = async (client: EventStoreDBClient, seconds: number): Promise<readonly number[]> => {
  const prefix = `benchDelivery${randomUUID().replaceAll('-', '')}`;
  const arrived = new Map<string, (at: number) => void>();
  const subscription = client.subscribeToAll({
    fromPosition: START,
    filter: { filterOn: 'streamName', prefixes: [prefix], checkpointInterval: 1 },
  });
  const reading = (async () => {
    for await (const { event } of subscription) if (event) arrived.get(event.streamId)?.(performance.now());
  })();
  const delays = await steadily(PER_SECOND, seconds, async () => {
    const stream = `${prefix}-${randomUUID()}`;
    const seen = new Promise<number>((resolve) => arrived.set(stream, resolve));
    await client.appendToStream(stream, jsonEvent({ type: 'BenchDelivery', data: NEW_REPORT }), { expectedRevision: NO_STREAM });
    const answered = performance.now();
    return Math.max(0, (await seen) - answered);
  });
  // An unsubscribed subscription does not end its reader by itself.
  void subscription.unsubscribe().finally(() => subscription.destroy());
  await reading.catch(() => undefined);
  return delays;
};
