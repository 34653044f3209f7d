/** How long a search takes over many reports, from request to answer, beside the bare look-up of its words in PostgreSQL. */
import pg from 'pg';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { fill } from './corpus.js';
import { Caller } from './load.js';
import { SEARCH } from './questions.js';
import { searchAt, textsAt } from './search-texts.js';
import { percentile, shownLatencies } from './statistics.js';

const WARM_UP = 50;
const BARE = `select count(*) from (select 1 from rm_search.report_text where words @@ websearch_to_tsquery('english', $1) limit 1000) found`;

export const searchBench: Bench = {
  name: 'search',
  purpose: 'search → ranked and highlighted page of 20, over many reports',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const corpus = await fill(ledger.place.eventStoreUrl, size.reports.many, textsAt);
    const started = performance.now();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    say(`${corpus.reports} reports, read models built in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
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
      const search = (index: number) => caller.post({ ...target, body: { query: SEARCH, variables: { text: searchAt(index) } } });
      const bare = (index: number) => client.query({ name: 'bare', text: BARE, values: [searchAt(index)] });
      for (let i = 0; i < WARM_UP; i += 1) await search(i);
      const latencies: number[] = [];
      const limits: number[] = [];
      for (let i = WARM_UP; i < WARM_UP + size.requests * size.rounds; i += 1) {
        latencies.push(await timed(() => search(i)));
        limits.push(await timed(() => bare(i)));
      }
      say(`search: ${shownLatencies(latencies)}; bare look-up of the words: ${shownLatencies(limits)}`);
      return [
        {
          name: `search p99 over ${size.reports.many} reports`,
          unit: 'ms',
          measured: percentile(latencies, 0.99),
          limit: percentile(limits, 0.99),
          limitOf: 'bare look-up of 1,000 matches',
          target: { of: 'measured', bound: 'at most', value: 100 },
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
