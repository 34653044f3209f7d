/** From the first request for a collection to the last object of its last page. */
import { TAXII_MEDIA_TYPE } from '../../src/exchange/taxii/taxii-resources.js';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { Caller } from './load.js';
import { median } from './statistics.js';
import { bundleOf } from './stix-import.bench.js';

const OPEN = `mutation { createCollection(input: { title: "Bench", maximumTlp: AMBER, maximumSecrecyLevel: SECRET }) {
  record { id path } receipt { position } } }`;

interface Opened {
  readonly data: {
    readonly createCollection: { readonly record: { readonly path: string }; readonly receipt: { readonly position: string } };
  };
}
interface Envelope {
  readonly objects?: readonly unknown[];
  readonly next?: string;
}

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
};

export const taxiiServerBench: Bench = {
  name: 'taxii-server',
  purpose: 'STIX objects/s of a collection, page by page to its end',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(1);
    try {
      const token = await application.remote.token();
      const url = await application.remote.url();
      const { text, objects } = bundleOf(size.importedObjects);
      const imported = await caller.post<{ readonly position: string }>(
        { url: `${url}/api/v1/stix/import`, token, body: text },
        'application/stix+json',
      );
      const { data } = await caller.post<Opened>({ url: `${url}/graphql`, token, body: { query: OPEN } });
      const headers = { authorization: `Bearer ${token}`, accept: TAXII_MEDIA_TYPE };
      const get = async <Answer>(address: string): Promise<Answer> => {
        const response = await fetch(address, { headers });
        if (!response.ok) throw new Error(`${address} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
        return (await response.json()) as Answer;
      };
      const exportAll = () => get(`${url}/api/v1/stix/export?atLeast=${imported.position}`);
      const pollAll = async (): Promise<void> => {
        let received = 0;
        for (let next = ''; ;) {
          const page = await get<Envelope>(`${url}${data.createCollection.record.path}objects/?limit=1000${next}`);
          received += page.objects?.length ?? 0;
          if (page.next === undefined) break;
          next = `&next=${page.next}`;
        }
        if (received < objects) throw new Error(`received ${received} of ${objects}`);
      };
      await exportAll();
      await pollAll();
      const polls: number[] = [];
      const exports: number[] = [];
      for (let round = 0; round < size.rounds; round += 1) {
        polls.push(objects / (await secondsOf(pollAll)));
        exports.push(objects / (await secondsOf(exportAll)));
      }
      say(`${objects} objects in pages of 1,000`);
      return [
        {
          name: 'TAXII collection',
          unit: 'objects/s',
          measured: median(polls),
          limit: median(exports),
          limitOf: 'export of the same as one bundle',
          target: { of: 'measured', bound: 'at least', value: 3_000 },
        },
      ];
    } finally {
      caller.close();
      await application.stop();
      await ledger.stop();
    }
  },
};
