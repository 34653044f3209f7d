/** All benches, run one after the other on stores of their own. */
import { accessBench } from './access.bench.js';
import { type Bench, type Figure, SIZES, type Size } from './bench.js';
import { briefBench } from './brief.bench.js';
import { dashboardBench } from './dashboard.bench.js';
import { documentsBench } from './documents.bench.js';
import { eventStoreBench } from './event-store.bench.js';
import { graphBench } from './graph.bench.js';
import { incidentImportBench } from './incident-import.bench.js';
import { kpisBench } from './kpis.bench.js';
import { liveBench } from './live.bench.js';
import { describeMachine, type Machine } from './machine.js';
import { mutationsBench } from './mutations.bench.js';
import { projectionsBench } from './projections.bench.js';
import { stixExportBench } from './stix-export.bench.js';
import { stixImportBench } from './stix-import.bench.js';
import { stixMemoryBench } from './stix-memory.bench.js';
import { stixValidateBench } from './stix-validate.bench.js';
import { searchBench } from './search.bench.js';
import { socReportBench } from './soc-report.bench.js';
import { startBenchStores } from './stores.js';
import { taxiiPollBench } from './taxii-poll.bench.js';
import { taxiiServerBench } from './taxii-server.bench.js';
import { visibilityBench } from './visibility.bench.js';
import { volumeBench } from './volume.bench.js';

export const BENCHES: readonly Bench[] = [
  dashboardBench,
  accessBench,
  volumeBench,
  briefBench,
  mutationsBench,
  visibilityBench,
  eventStoreBench,
  projectionsBench,
  stixImportBench,
  stixMemoryBench,
  stixExportBench,
  taxiiPollBench,
  taxiiServerBench,
  stixValidateBench,
  incidentImportBench,
  searchBench,
  graphBench,
  kpisBench,
  socReportBench,
  liveBench,
  documentsBench,
];

export interface Results {
  readonly machine: Machine;
  readonly size: Size;
  readonly startedAt: string;
  readonly benches: readonly { readonly name: string; readonly seconds: number; readonly figures: readonly Figure[] }[];
}

/** @throws whatever a bench throws, after everything was stopped and removed. */
export const runBenches = async (benches: readonly Bench[], size: Size, say: (line: string) => void): Promise<Results> => {
  const startedAt = new Date().toISOString();
  const stores = await startBenchStores((line) => say(`  ${line}`));
  const interrupted = (): void => void stores.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    const machine = await describeMachine(stores.databaseUrl);
    say(
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}; Node ${machine.node}, PostgreSQL ${machine.postgresql}`,
    );
    say(
      Object.entries(machine.packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    );
    say(`Stores in ${stores.dataPath}, fsync on; size ${size.name}${size === SIZES.smoke ? ': the figures mean nothing' : ''}`);
    const results = [];
    for (const { name, purpose, run } of benches) {
      say(`\n${name}: ${purpose}`);
      const started = performance.now();
      const figures = await run({ size, stores, say: (line) => say(`  ${line}`) });
      results.push({ name, seconds: (performance.now() - started) / 1_000, figures });
    }
    return { machine, size, startedAt, benches: results };
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await stores.stop();
  }
};
