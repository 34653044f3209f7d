/** Whether the dashboard stays as fast with a hundred times the reports, live and as of a past position. */
import type { ApplicationMethods } from './application.part.js';
import type { Bench, BenchContext } from './bench.js';
import { startPart } from './child-process.js';
import { type Corpus, fill } from './corpus.js';
import { Caller, type Target } from './load.js';
import { DASHBOARD } from './questions.js';
import { median, shownLatencies } from './statistics.js';

const WARM_UP = 50;

export const volumeBench: Bench = {
  name: 'volume',
  purpose: 'dashboard p50 with many reports over its p50 with few, live and as of the middle of the log',
  async run(context) {
    const { size, say } = context;
    const many = await open(context, size.reports.many);
    const few = await open(context, size.reports.few).catch(async (error: unknown) => {
      await many.close();
      throw error;
    });
    try {
      const figures = [];
      for (const [name, position] of [
        ['live', () => undefined],
        ['as of the middle of the log', ({ middle }: Corpus) => String(middle)],
      ] as const) {
        const targets = [many, few].map(({ url, token, corpus }): Target => ({
          url,
          token,
          body: { query: DASHBOARD, variables: { position: position(corpus) } },
        }));
        const latencies = await inTurns(targets, size.requests, size.rounds);
        say(
          `${name}: ${size.reports.many} reports ${shownLatencies(latencies[0])}; ${size.reports.few} reports ${shownLatencies(latencies[1])}`,
        );
        figures.push({
          name: `dashboard p50 ${name}, ${size.reports.many} ÷ ${size.reports.few} reports`,
          unit: 'ms',
          measured: median(latencies[0]),
          limit: median(latencies[1]),
          limitOf: `the same over ${size.reports.few} reports`,
          target: { of: 'ratio', bound: 'at most', value: 1.3 },
        } as const);
      }
      return figures;
    } finally {
      await few.close();
      await many.close();
    }
  },
};

const open = async ({ stores, say }: BenchContext, reports: number) => {
  const ledger = await stores.emptyLedger();
  const corpus = await fill(ledger.place.eventStoreUrl, reports);
  const started = performance.now();
  // The application finds no read model and builds it from the log.
  const application = await startPart<ApplicationMethods>('application.part', ledger.place);
  const built = (performance.now() - started) / 1_000;
  say(
    `${reports} reports: ${corpus.events} real events appended in ${corpus.seconds.toFixed(1)} s, application started and read model built in ${built.toFixed(1)} s`,
  );
  return {
    corpus,
    url: `${await application.remote.url()}/graphql`,
    token: await application.remote.token(),
    async close() {
      await application.stop();
      await ledger.stop();
    },
  };
};

/** Requests to each target in turn, so that whatever else the machine does falls on all of them. */
const inTurns = async (targets: readonly Target[], requests: number, rounds: number): Promise<readonly number[][]> => {
  const callers = targets.map(() => new Caller(1));
  const latencies: number[][] = targets.map(() => []);
  const ask = async (index: number): Promise<number> => {
    const sent = performance.now();
    await callers[index].post(targets[index]);
    return performance.now() - sent;
  };
  try {
    for (let i = 0; i < Math.min(WARM_UP, requests); i += 1) for (const index of targets.keys()) await ask(index);
    for (let i = 0; i < requests * rounds; i += 1) for (const index of targets.keys()) latencies[index].push(await ask(index));
    return latencies;
  } finally {
    for (const caller of callers) caller.close();
  }
};
