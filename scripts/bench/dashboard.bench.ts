/** Dashboard and list against a bare Fastify handler that runs the same statements and serialises the same answer. */
import type { ApplicationMethods } from './application.part.js';
import type { BareServerMethods } from './bare-server.part.js';
import type { Bench, Figure } from './bench.js';
import { startPart } from './child-process.js';
import { fill } from './corpus.js';
import { Caller, load, type Load, type Target } from './load.js';
import { DASHBOARD, FIFTY_REPORTS } from './questions.js';
import { median } from './statistics.js';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;
/** As many as the application reads with. */
const POOL = 12;

const OPERATIONS = [
  { name: 'dashboard', query: DASHBOARD, atLeast: 0.5 },
  { name: 'list of 50 reports with sources', query: FIFTY_REPORTS, atLeast: 0.4 },
];

export const dashboardBench: Bench = {
  name: 'dashboard',
  purpose: 'requests/s of the dashboard and of a list of 50 reports with sources, over bare Fastify and pg doing the same work',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const filled = await fill(ledger.place.eventStoreUrl, size.reports.few);
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const bare = await startPart<BareServerMethods>('bare-server.part', {
      databaseUrl: ledger.place.databaseUrl,
      connections: POOL,
    });
    const caller = new Caller(1);
    try {
      const token = await application.remote.token();
      const url = `${await application.remote.url()}/graphql`;
      say(
        `${filled.reports} reports (${filled.events} events), ${CONNECTIONS} connections, ${size.rounds} × ${size.loadSeconds} s each, in turns`,
      );
      const figures: Figure[] = [];
      for (const [index, { name, query, atLeast }] of OPERATIONS.entries()) {
        const target: Target = { url, token, body: { query } };
        // The first answers decide compartments and compile the query.
        for (let i = 0; i < 4; i += 1) await caller.post(target);
        await application.remote.record();
        const answer = await caller.post(target);
        const statements = await application.remote.recorded();
        await bare.remote.serve(String(index), statements, answer);
        const limit: Target = { url: `${await bare.remote.url()}/${index}`, body: { query } };
        const [ours, bares] = await inTurns(target, limit, size);
        const rate = (loads: readonly Load[]) => median(loads.map(({ perSecond }) => perSecond));
        say(`${name}: ${statements.length} statement(s), answer ${JSON.stringify(answer).length} bytes`);
        for (const [who, loads] of [
          ['application', ours],
          ['bare', bares],
        ] as const)
          say(
            `  ${who}: ${loads.map(({ perSecond, p50, p99 }) => `${Math.round(perSecond)}/s (p50 ${p50} ms, p99 ${p99} ms)`).join(', ')}`,
          );
        figures.push({
          name,
          unit: 'requests/s',
          measured: rate(ours),
          limit: rate(bares),
          limitOf: 'bare Fastify + pg',
          target: { of: 'ratio', bound: 'at least', value: atLeast },
        });
      }
      return figures;
    } finally {
      caller.close();
      await bare.stop();
      await application.stop();
      await ledger.stop();
    }
  },
};

const inTurns = async (
  ours: Target,
  bare: Target,
  { rounds, loadSeconds }: { rounds: number; loadSeconds: number },
): Promise<[Load[], Load[]]> => {
  const warmUp = Math.min(WARM_UP_SECONDS, loadSeconds);
  for (const target of [ours, bare]) await load(target, CONNECTIONS, warmUp);
  const loads: [Load[], Load[]] = [[], []];
  for (let round = 0; round < rounds; round += 1)
    for (const [i, target] of [ours, bare].entries()) loads[i].push(await load(target, CONNECTIONS, loadSeconds));
  return loads;
};
