/** How long a monthly report over 20,000 incidents takes from the request to its PDF, what others wait meanwhile, and the memory it takes. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { fillIncidents } from './incident-corpus.js';
import { Caller, type Target } from './load.js';
import { DASHBOARD } from './questions.js';
import { median, percentile, shownLatencies } from './statistics.js';

const INCIDENTS = 20_000;
/** A report of each: one of a month that has one already would be its restatement. The first starts what later ones find started. */
const MONTHS = [
  { start: '2025-02-01T00:00:00.000Z', end: '2025-03-01T00:00:00.000Z' },
  { start: '2025-03-01T00:00:00.000Z', end: '2025-04-01T00:00:00.000Z' },
  { start: '2025-04-01T00:00:00.000Z', end: '2025-05-01T00:00:00.000Z' },
  { start: '2025-05-01T00:00:00.000Z', end: '2025-06-01T00:00:00.000Z' },
];
const ASK_AGAIN_MS = 100;
const REQUESTS_PER_SECOND = 50;
const IDLE_SECONDS = 6;
const DEADLINE_MS = 120_000;

/** Latencies of dashboards asked for at a steady pace until told to stop. */
const askMeanwhile = (caller: Caller, target: Target) => {
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  const ask = async (): Promise<void> => {
    const sent = performance.now();
    await caller.post(target);
    latencies.push(performance.now() - sent);
  };
  const timer = setInterval(() => under.push(ask()), 1_000 / REQUESTS_PER_SECOND);
  return async (): Promise<readonly number[]> => {
    clearInterval(timer);
    await Promise.all(under);
    return latencies;
  };
};

export const socReportBench: Bench = {
  name: 'soc-report',
  purpose: 'a monthly report over 20,000 incidents, from the request to its PDF; dashboards beside it; the memory it takes',
  async run({ size, stores, say }) {
    const incidents = size.name === 'smoke' ? size.reports.many : INCIDENTS;
    const ledger = await stores.emptyLedger();
    for (const month of MONTHS) await fillIncidents(ledger.place.eventStoreUrl, incidents, month);
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(16);
    try {
      const url = await application.remote.url();
      const token = await application.remote.token();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const report = async ({ start, end }: (typeof MONTHS)[number]): Promise<{ millis: number; pages: number }> => {
        const asked = performance.now();
        const body = JSON.stringify({ period_type: 'monthly', period_start: start, period_end: end, format: 'pdf' });
        const answer = await fetch(`${url}/api/v1/reports/generate`, { method: 'POST', headers, body });
        if (answer.status !== 202) throw new Error(`POST /api/v1/reports/generate: ${answer.status} ${await answer.text()}`);
        const { id } = (await answer.json()) as { id: string };
        while (performance.now() - asked < DEADLINE_MS) {
          const file = await fetch(`${url}/api/v1/reports/${id}/pdf`, { headers });
          const content = Buffer.from(await file.arrayBuffer());
          if (file.ok)
            return {
              millis: performance.now() - asked,
              pages: content.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0,
            };
          if (file.status !== 409) throw new Error(`GET /api/v1/reports/${id}/pdf: ${file.status} ${content.toString()}`);
          await delay(ASK_AGAIN_MS);
        }
        throw new Error(`report ${id} was not there after ${DEADLINE_MS} ms`);
      };
      const dashboard: Target = { url: `${url}/graphql`, token, body: { query: DASHBOARD } };
      const idling = askMeanwhile(caller, dashboard);
      await delay(IDLE_SECONDS * 1_000);
      await idling();
      const idleAgain = askMeanwhile(caller, dashboard);
      await delay(IDLE_SECONDS * 1_000);
      const idle = await idleAgain();
      await application.remote.watchMemory();
      const [first, ...later] = MONTHS;
      say(`the first report of the process: ${Math.round((await report(first)).millis)} ms`);
      const made: number[] = [];
      const beside: number[] = [];
      for (const month of later) {
        const meanwhile = askMeanwhile(caller, dashboard);
        const { millis, pages } = await report(month);
        made.push(millis);
        beside.push(...(await meanwhile()));
        say(`${incidents} incidents, ${pages} pages, ${Math.round(millis)} ms from the request to the PDF`);
      }
      const { before, most } = await application.remote.memory();
      say(`dashboards idle: ${shownLatencies(idle)}; beside reports: ${shownLatencies(beside)}`);
      say(`resident memory ${Math.round(before)} MiB before, ${Math.round(most)} MiB at most`);
      return [
        {
          name: `monthly report over ${incidents} incidents, request to PDF`,
          unit: 'ms',
          measured: median(made),
          limit: percentile(idle, 0.5),
          limitOf: 'a dashboard',
          target: { of: 'measured', bound: 'at most', value: 3_000 },
        },
        {
          name: 'p99 of dashboards beside reports, over idle',
          unit: 'ms',
          measured: percentile(beside, 0.99) - percentile(idle, 0.99),
          limit: percentile(idle, 0.99),
          limitOf: 'p99 of dashboards, idle',
          target: { of: 'measured', bound: 'at most', value: 20 },
        },
        {
          name: 'memory that reports take',
          unit: 'MiB',
          measured: most - before,
          limit: before,
          limitOf: 'the idle application',
          target: { of: 'measured', bound: 'at most', value: 300 },
        },
      ];
    } finally {
      caller.close();
      await application.stop();
      await ledger.stop();
    }
  },
};
