/** The memory that a large STIX bundle takes while it is imported. */
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { Caller } from './load.js';
import { bundleOf } from './stix-import.bench.js';

/** With it an object has 2 KB, as those of ATT&CK have. */
const DESCRIPTION = 'A long description of what was seen, with some detail. '.repeat(32);
const LIMIT_MIB = 300;

export const stixMemoryBench: Bench = {
  name: 'stix-memory',
  purpose: 'resident memory that an import adds to an application that has just started, at most',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(1);
    try {
      const token = await application.remote.token();
      const url = `${await application.remote.url()}/api/v1/stix/import`;
      const { text, objects } = bundleOf(size.largeImportObjects, DESCRIPTION);
      await application.remote.watchMemory();
      const { counts } = await caller.post<{ readonly counts: Readonly<Record<string, number>> }>(
        { url, token, body: text },
        'application/stix+json',
      );
      const { before, most } = await application.remote.memory();
      if (counts['refused'] !== 0) throw new Error(`the import is not what was sent: ${JSON.stringify(counts)}`);
      const mebibytes = Math.round(text.length / 1024 ** 2);
      say(`${objects} objects, ${mebibytes} MiB: from ${Math.round(before)} to ${Math.round(most)} MiB`);
      return [
        {
          name: `memory that importing ${mebibytes} MiB takes`,
          unit: 'MiB',
          measured: most - before,
          limit: LIMIT_MIB,
          limitOf: 'set for 200 MB',
          target: { of: 'measured', bound: 'at most', value: LIMIT_MIB },
        },
      ];
    } finally {
      caller.close();
      await application.stop();
      await ledger.stop();
    }
  },
};
