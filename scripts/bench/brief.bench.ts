/** How long a handover brief takes over a shift of 500 reports, in a ledger that holds many more. */
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { fill } from './corpus.js';
import { Caller, type Target } from './load.js';
import { HANDOVER_BRIEF } from './questions.js';
import { percentile, shownLatencies } from './statistics.js';

const SHIFT = 500;
const WARM_UP = 10;

interface Answer {
  readonly data: { readonly handoverBrief: { readonly draftedCount: number; readonly published: readonly unknown[] } };
}

export const briefBench: Bench = {
  name: 'brief',
  purpose: `a handover brief over a shift of ${SHIFT} reports, over the whole HTTP request`,
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const before = await fill(ledger.place.eventStoreUrl, size.reports.few);
    const shift = await fill(ledger.place.eventStoreUrl, SHIFT);
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(1);
    try {
      const target: Target = {
        url: `${await application.remote.url()}/graphql`,
        token: await application.remote.token(),
        body: { query: HANDOVER_BRIEF, variables: { since: String(before.last), until: String(shift.last) } },
      };
      const took = async (): Promise<number> => {
        const sent = performance.now();
        await caller.post(target);
        return performance.now() - sent;
      };
      const { handoverBrief } = (await caller.post<Answer>(target)).data;
      say(
        `${before.reports} reports before, ${shift.reports} in the shift (${shift.events} events): ${handoverBrief.draftedCount} drafted, ${handoverBrief.published.length} published`,
      );
      for (let i = 0; i < WARM_UP; i += 1) await took();
      const latencies: number[] = [];
      for (let i = 0; i < size.requests; i += 1) latencies.push(await took());
      say(shownLatencies(latencies));
      return [
        {
          name: `handover brief over ${SHIFT} reports, p99`,
          unit: 'ms',
          measured: percentile(latencies, 0.99),
          limit: 100,
          limitOf: 'what an officer is to wait for',
          target: { of: 'measured', bound: 'at most', value: 100 },
        },
      ];
    } finally {
      caller.close();
      await application.stop();
      await ledger.stop();
    }
  },
};
