/** How long a graph of depth 3 takes over many links with a hub, from request to answer, beside one look-up of the hub's links. */
import pg from 'pg';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { fillGraph, graphId } from './graph-corpus.js';
import { Caller } from './load.js';
import { CAMPAIGN_GRAPH } from './questions.js';
import { percentile, shownLatencies } from './statistics.js';

const WARM_UP = 20;
const MOST_EDGES = 100_000;
const HUB = `select count(*) from rm_profiles.edge e join rm_profiles.node n on n.id = e.id and n.to_position is null where e.to_id = $1 and e.to_position is null`;

export const graphBench: Bench = {
  name: 'graph',
  purpose: 'campaignGraph of depth 3 → nodes and edges, over many links with a hub of a tenth of them',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const corpus = await fillGraph(ledger.place.eventStoreUrl, Math.min(size.reports.many, MOST_EDGES));
    const started = performance.now();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    say(`${corpus.edges} links, read models built in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    const client = new pg.Client(ledger.place.databaseUrl);
    const caller = new Caller(1);
    try {
      await client.connect();
      const target = { url: `${await application.remote.url()}/graphql`, token: await application.remote.token() };
      const timed = async (work: () => Promise<unknown>): Promise<number> => {
        const sent = performance.now();
        await work();
        return performance.now() - sent;
      };
      const graph = (index: number) =>
        caller.post({
          ...target,
          body: { query: CAMPAIGN_GRAPH, variables: { id: graphId('campaign', index % corpus.campaigns), depth: 3 } },
        });
      const bare = () => client.query({ name: 'bare', text: HUB, values: [graphId('attackPattern', 0)] });
      for (let i = 0; i < WARM_UP; i += 1) await graph(i);
      const latencies: number[] = [];
      const limits: number[] = [];
      for (let i = WARM_UP; i < WARM_UP + size.requests * size.rounds; i += 1) {
        latencies.push(await timed(() => graph(i)));
        limits.push(await timed(bare));
      }
      say(`graph: ${shownLatencies(latencies)}; bare look-up of the hub: ${shownLatencies(limits)}`);
      return [
        {
          name: `campaignGraph depth 3 p99 over ${corpus.edges} links`,
          unit: 'ms',
          measured: percentile(latencies, 0.99),
          limit: percentile(limits, 0.99),
          limitOf: 'bare look-up of the links of the hub',
          target: { of: 'measured', bound: 'at most', value: 50 },
        },
      ];
    } finally {
      caller.close();
      await client.end();
      await application.stop();
      await ledger.stop();
    }
  },
};
