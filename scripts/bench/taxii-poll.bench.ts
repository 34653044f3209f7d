/** A feed's poll of a local TAXII server, beside the import of as many objects from files of a page each. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { Caller } from './load.js';
import { bundleOf } from './stix-import.bench.js';

const PAGE = 5_000;
const MEDIA_TYPE = 'application/taxii+json;version=2.1';

interface Asked<Answer> {
  readonly data: Answer;
  readonly errors?: unknown;
}
interface Polled {
  readonly pollFeed: { readonly record: { readonly lastPoll: { readonly outcome: string; readonly objects: number } } };
}

const pagesOf = (objects: number): { readonly pages: readonly (readonly unknown[])[]; readonly objects: number } => {
  const pages: (readonly unknown[])[] = [];
  let total = 0;
  for (let left = objects; left > 0; left -= PAGE) {
    const bundle = JSON.parse(bundleOf(Math.min(PAGE, Math.max(left, 20))).text) as { objects: unknown[] };
    pages.push(bundle.objects);
    total += bundle.objects.length;
  }
  return { pages, objects: total };
};

/** Serves what was prepared, and nothing else. */
const serve = async (pages: readonly (readonly unknown[])[]): Promise<Server> => {
  const bodies = pages.map((objects, index) =>
    Buffer.from(JSON.stringify({ more: index + 1 < pages.length, next: String(index + 1), objects })),
  );
  const server = createServer((request, response) => {
    const index = Number(new URL(request.url!, 'http://localhost').searchParams.get('next') ?? 0);
    response.writeHead(200, {
      'content-type': MEDIA_TYPE,
      'content-length': bodies[index].byteLength,
      'X-TAXII-Date-Added-Last': `2026-02-01T10:00:00.${String(index).padStart(6, '0')}Z`,
    });
    response.end(bodies[index]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

export const taxiiPollBench: Bench = {
  name: 'taxii-poll',
  purpose: 'objects/s of a poll from a local TAXII server, beside importing as many from files',
  async run({ size, stores, say }) {
    const wanted = size.importedObjects * 5;
    const [warm, polled, imported] = [pagesOf(size.importedObjects), pagesOf(wanted), pagesOf(wanted)];
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(1);
    const servers = await Promise.all([warm.pages, polled.pages].map(serve));
    try {
      const token = await application.remote.token();
      const url = await application.remote.url();
      const ask = async <Answer>(query: string): Promise<Answer> => {
        const { data, errors } = await caller.post<Asked<Answer>>({ url: `${url}/graphql`, token, body: { query } });
        if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
        return data;
      };
      const pollOf = async (server: Server, objects: number): Promise<number> => {
        const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
        const { createFeed } = await ask<{ createFeed: { record: { id: string } } }>(
          `mutation { createFeed(input: { name: "Bench", direction: pull, apiRoot: "${apiRoot}", collectionId: "bench", pageSize: ${PAGE} }) { record { id } } }`,
        );
        const started = performance.now();
        const { pollFeed } = await ask<Polled>(
          `mutation { pollFeed(id: "${createFeed.record.id}") { record { lastPoll { outcome objects } } } }`,
        );
        const seconds = (performance.now() - started) / 1_000;
        const { outcome, objects: read } = pollFeed.record.lastPoll;
        if (outcome !== 'complete' || read !== objects) throw new Error(`polled ${read} of ${objects}: ${outcome}`);
        return objects / seconds;
      };
      // Once before it is measured, so that what is measured is the poll and not the compiler.
      await pollOf(servers[0], warm.objects);
      const measured = await pollOf(servers[1], polled.objects);
      const started = performance.now();
      for (const objects of imported.pages)
        await caller.post(
          { url: `${url}/api/v1/stix/import`, token, body: JSON.stringify({ objects }) },
          'application/stix+json',
        );
      const limit = imported.objects / ((performance.now() - started) / 1_000);
      say(`${polled.objects} objects in ${polled.pages.length} pages`);
      return [
        {
          name: 'TAXII poll',
          unit: 'objects/s',
          measured,
          limit,
          limitOf: 'import of as many objects from files',
          target: { of: 'measured', bound: 'at least', value: 3_000 },
        },
      ];
    } finally {
      caller.close();
      for (const server of servers) server.close();
      await application.stop();
      await ledger.stop();
    }
  },
};
