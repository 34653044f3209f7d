/** Projections catching up live, and a rebuild of every read model against a bare read of the same log. */
import type { Bench, Figure } from './bench.js';
import { startPart } from './child-process.js';
import { fill, reportsForEvents } from './corpus.js';
import type { Pass, ProjectionsMethods } from './projections.part.js';
import { median } from './statistics.js';
import type { LedgerPlace } from './stores.js';

const MEMORY_LIMIT_MIB = 1024;

export const projectionsBench: Bench = {
  name: 'projections',
  purpose:
    'live projection and rebuild in events/s over a bare read of the same $all, search apart, and the memory that a rebuild takes',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    try {
      await once(ledger.place, ({ rebuild }) => rebuild());
      const filled = await fill(ledger.place.eventStoreUrl, reportsForEvents(size.events));
      say(`${filled.events} events of ${filled.reports} reports, appended in ${filled.seconds.toFixed(1)} s`);
      const live = { ...(await once(ledger.place, ({ catchUpTo }) => catchUpTo(filled.last))), events: filled.events };
      say(`live projector: ${shownPass(live)}`);
      const reads: Pass[] = [];
      const rebuilds: Pass[] = [];
      for (let round = 0; round < Math.min(2, size.rounds); round += 1) {
        // A process each: a peak of memory can only be read once.
        reads.push(await once(ledger.place, ({ readBarely }) => readBarely()));
        rebuilds.push(await once(ledger.place, ({ rebuild }) => rebuild()));
        say(`bare read: ${shownPass(reads.at(-1)!)}; rebuild: ${shownPass(rebuilds.at(-1)!)}`);
      }
      const texts = await once(ledger.place, ({ rebuildTexts }) => rebuildTexts());
      say(`rebuild of the model of texts: ${shownPass(texts)}`);
      const bare = { limit: median(reads.map(rate)), limitOf: 'bare read of the same $all' };
      const figures: Figure[] = [
        {
          name: 'live projection catching up, search apart',
          unit: 'events/s',
          measured: rate(live),
          ...bare,
          target: { of: 'measured', bound: 'at least', value: 20_000 },
        },
        {
          name: 'rebuild of every read model, search apart',
          unit: 'events/s',
          measured: median(rebuilds.map(rate)),
          ...bare,
          target: { of: 'ratio', bound: 'at least', value: 0.7 },
        },
        {
          name: `peak memory of a rebuild of ${filled.events} events`,
          unit: 'MiB',
          measured: Math.max(...rebuilds.map(({ peakRssMiB }) => peakRssMiB)),
          limit: MEMORY_LIMIT_MIB,
          limitOf: '1 GiB, set for 2,000,000 events',
          target: { of: 'measured', bound: 'at most', value: MEMORY_LIMIT_MIB },
        },
      ];
      return figures;
    } finally {
      await ledger.stop();
    }
  },
};

const once = async (
  ledger: LedgerPlace,
  pass: (methods: Awaited<ReturnType<typeof startPart<ProjectionsMethods>>>['remote']) => Promise<Pass>,
): Promise<Pass> => {
  const part = await startPart<ProjectionsMethods>('projections.part', ledger);
  try {
    return await pass(part.remote);
  } finally {
    await part.stop();
  }
};

const rate = ({ events, seconds }: Pass): number => events / seconds;
const shownPass = (pass: Pass): string =>
  `${Math.round(rate(pass))} events/s (${pass.events} in ${pass.seconds.toFixed(1)} s, peak ${Math.round(pass.peakRssMiB)} MiB)`;
