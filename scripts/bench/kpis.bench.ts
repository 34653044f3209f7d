/** How long the KPIs of a year take, the first time and remembered, beside a bare reading of the same rows. */
import pg from 'pg';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { fillIncidents, INCIDENT_YEAR } from './incident-corpus.js';
import { Caller } from './load.js';
import { SOC_KPIS } from './questions.js';
import { percentile, shownLatencies } from './statistics.js';

const INCIDENTS = 200_000;
const FIRST_TIMES = 10;
/** Of so many hours east; a zone that was not asked for before is measured anew. */
const zoneAt = (index: number): string => `Etc/GMT-${index}`;
const BARE = `select length(string_agg(fact, ',')) from rm_incidents.incident_fact where to_position is null and detected_at >= $1 and detected_at < $2`;

export const kpisBench: Bench = {
  name: 'kpis',
  purpose: 'socKpis of a year, first time and remembered, over 200,000 incidents',
  async run({ size, stores, say }) {
    const incidents = size.name === 'smoke' ? size.reports.many : INCIDENTS;
    const ledger = await stores.emptyLedger();
    const filling = performance.now();
    const events = await fillIncidents(ledger.place.eventStoreUrl, incidents);
    const started = performance.now();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    say(
      `${incidents} incidents (${events} events) in ${((started - filling) / 1_000).toFixed(1)} s, read models built in ${((performance.now() - started) / 1_000).toFixed(1)} s`,
    );
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
      const kpis = (index: number) =>
        caller.post({ ...target, body: { query: SOC_KPIS, variables: { period: { ...INCIDENT_YEAR, zone: zoneAt(index) } } } });
      const bare = () => client.query({ name: 'bare', text: BARE, values: [INCIDENT_YEAR.start, INCIDENT_YEAR.end] });
      const [first, remembered, limits]: [number[], number[], number[]] = [[], [], []];
      for (let index = 0; index < FIRST_TIMES; index += 1) {
        first.push(await timed(() => kpis(index)));
        limits.push(await timed(bare));
      }
      for (let index = 0; index < size.requests * size.rounds; index += 1)
        remembered.push(await timed(() => kpis(index % FIRST_TIMES)));
      say(
        `first time: ${shownLatencies(first)}; remembered: ${shownLatencies(remembered)}; bare reading: ${shownLatencies(limits)}`,
      );
      const limit = { limit: percentile(limits, 0.5), limitOf: 'bare reading of the rows' } as const;
      return [
        {
          name: `socKpis of a year, first time, over ${incidents} incidents`,
          unit: 'ms',
          measured: percentile(first, 0.99),
          ...limit,
          target: { of: 'measured', bound: 'at most', value: 1_500 },
        },
        {
          name: `socKpis of a year, remembered, p99`,
          unit: 'ms',
          measured: percentile(remembered, 0.99),
          ...limit,
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
