/** From the request for everything to the last byte of the bundle. */
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { Caller } from './load.js';
import { median } from './statistics.js';
import { bundleOf } from './stix-import.bench.js';
import pg from 'pg';

interface Imported {
  readonly position: string;
}

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
};

export const stixExportBench: Bench = {
  name: 'stix-export',
  purpose: 'STIX objects/s from the request to the whole bundle',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const database = new pg.Client({ connectionString: ledger.place.databaseUrl });
    const caller = new Caller(1);
    try {
      await database.connect();
      const token = await application.remote.token();
      const url = await application.remote.url();
      const { text, objects } = bundleOf(size.importedObjects);
      const { position } = await caller.post<Imported>(
        { url: `${url}/api/v1/stix/import`, token, body: text },
        'application/stix+json',
      );
      const exportAll = async (): Promise<void> => {
        const headers = { authorization: `Bearer ${token}` };
        const response = await fetch(`${url}/api/v1/stix/export?atLeast=${position}`, { headers });
        const bundle = (await response.json()) as { readonly objects?: readonly unknown[] };
        if (bundle.objects?.length !== objects)
          throw new Error(`exported ${bundle.objects?.length} of ${objects}: ${response.status}`);
      };
      const readAll = () => database.query('select * from rm_stix_objects.stix_object where to_position is null order by id');
      await exportAll();
      await readAll();
      const exports: number[] = [];
      const reads: number[] = [];
      for (let round = 0; round < size.rounds; round += 1) {
        exports.push(objects / (await secondsOf(exportAll)));
        reads.push(objects / (await secondsOf(readAll)));
      }
      say(`${objects} objects, ${(text.length / 1024 ** 2).toFixed(1)} MiB`);
      return [
        {
          name: 'STIX export',
          unit: 'objects/s',
          measured: median(exports),
          limit: median(reads),
          limitOf: 'bare reading of the rows',
          target: { of: 'measured', bound: 'at least', value: 10_000 },
        },
      ];
    } finally {
      caller.close();
      await database.end();
      await application.stop();
      await ledger.stop();
    }
  },
};
