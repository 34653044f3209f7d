/** How long after its mutation was answered every subscriber of the dashboard was told of it. */
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import type { SubscriberMethods, Subscribers } from './live-subscribers.part.js';
import { Caller } from './load.js';
import { CREATE_REPORT, type Created, DASHBOARD, NEW_REPORT } from './questions.js';
import { percentile, shownLatencies } from './statistics.js';
import { steadily } from './steadily.js';

const SUBSCRIBERS = { smoke: 20, small: 500, full: 500 } as const;
const PER_SECOND = 50;
const WARM_UP_SECONDS = 2;
/** How often a query waits for a change, for comparison. */
const ASKED_EVERY = 10;
const GIVE_UP_MS = 10_000;

export const liveBench: Bench = {
  name: 'live',
  purpose: 'mutation answered → every subscriber told, with 500 subscribers of the dashboard at 50 changes/s',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(64);
    const count = SUBSCRIBERS[size.name];
    try {
      const target = { url: `${await application.remote.url()}/graphql`, token: await application.remote.token() };
      const subscribers = await startPart<SubscriberMethods>('live-subscribers.part', { ...target, count } satisfies Subscribers);
      try {
        const write = async (index: number): Promise<Change> => {
          const body = { query: CREATE_REPORT, variables: { input: NEW_REPORT } };
          const { receipt } = (await caller.post<Created>({ ...target, body })).data.createIntelligenceReport;
          const answered = performance.timeOrigin + performance.now();
          if (index % ASKED_EVERY > 0) return { position: receipt.position, answered };
          await caller.post({ ...target, body: { query: DASHBOARD, variables: { atLeast: receipt.position } } });
          return { position: receipt.position, answered, asked: performance.timeOrigin + performance.now() - answered };
        };
        await steadily(PER_SECOND, Math.min(WARM_UP_SECONDS, size.loadSeconds), write);
        const changes = await steadily(PER_SECOND, size.loadSeconds * size.rounds, write);
        const delays = await delaysOf(changes, count, subscribers.remote.told);
        const asked = changes.flatMap((change) => change.asked ?? []);
        say(`${count} subscribers, ${PER_SECOND} changes/s, ${delays.length} deliveries`);
        say(`answered → told: ${shownLatencies(delays)}`);
        say(`answered → seen by a query that waits for it: ${shownLatencies(asked)}`);
        return [
          {
            name: `change to ${count} subscribers p99 at ${PER_SECOND}/s`,
            unit: 'ms',
            measured: percentile(delays, 0.99),
            limit: percentile(asked, 0.99),
            limitOf: 'one query that waits for the change',
            target: { of: 'measured', bound: 'at most', value: 250 },
          },
        ];
      } finally {
        await subscribers.stop();
      }
    } finally {
      caller.close();
      await application.stop();
      await ledger.stop();
    }
  },
};

interface Change {
  readonly position: string;
  /** Milliseconds since the epoch. */
  readonly answered: number;
  /** Until a query that waited for it was answered. */
  readonly asked?: number;
}

/** @throws Error when a subscriber was told of a change twice, or not within 10 s. */
const delaysOf = async (
  changes: readonly Change[],
  subscribers: number,
  told: () => Promise<ReadonlyMap<string, readonly number[]>>,
): Promise<readonly number[]> => {
  const known = new Map<string, number[]>();
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    for (const [position, times] of await told()) known.set(position, [...(known.get(position) ?? []), ...times]);
    const missing = changes.filter(({ position }) => (known.get(position)?.length ?? 0) < subscribers);
    if (missing.length === 0) break;
    if (performance.now() > giveUpAt) throw new Error(`${missing.length} changes were not told to every subscriber`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return changes.flatMap(({ position, answered }) => {
    const times = known.get(position)!;
    if (times.length > subscribers) throw new Error(`position ${position} was told ${times.length} times to ${subscribers}`);
    return times.map((at) => Math.max(0, at - answered));
  });
};
