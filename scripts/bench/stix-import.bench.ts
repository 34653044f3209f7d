/** A STIX bundle from the request to the last of its objects being visible. */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { sustained } from './in-flight.js';
import { Caller } from './load.js';
import { DASHBOARD } from './questions.js';

const IN_FLIGHT = 64;
const CREATORS = 10;

interface Receipt {
  readonly counts: Readonly<Record<string, number>>;
  readonly position: string;
}
interface Seen {
  readonly data: { readonly intelligenceDashboard: { readonly reportCount: number; readonly asOf: { readonly fresh: boolean } } };
}

export const stixImportBench: Bench = {
  name: 'stix-import',
  purpose: 'STIX objects/s from sending a bundle to the dashboard that shows it',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const client = EventStoreDBClient.connectionString(ledger.place.eventStoreUrl);
    const caller = new Caller(1);
    try {
      const token = await application.remote.token();
      const url = await application.remote.url();
      const post = (body: string) =>
        caller.post<Receipt>({ url: `${url}/api/v1/stix/import`, token, body }, 'application/stix+json');
      // Once as much as is measured, so that what is measured is the import and not the compiler.
      await post(bundleOf(size.importedObjects).text);
      const { text, objects, reports } = bundleOf(size.importedObjects);
      const started = performance.now();
      const { counts, position } = await post(text);
      const answered = (performance.now() - started) / 1_000;
      let seen: Seen['data']['intelligenceDashboard'];
      do {
        const body = { query: DASHBOARD, variables: { atLeast: position } };
        ({ intelligenceDashboard: seen } = (await caller.post<Seen>({ url: `${url}/graphql`, token, body })).data);
      } while (!seen.asOf.fresh);
      const seconds = (performance.now() - started) / 1_000;
      if (counts['refused'] !== 0 || seen.reportCount < reports)
        throw new Error(`the import is not what was sent: ${JSON.stringify(counts)}, ${seen.reportCount} reports`);
      say(
        `${objects} objects (${reports} reports), ${(text.length / 1024 ** 2).toFixed(1)} MiB: answered after ${answered.toFixed(2)} s, visible after ${seconds.toFixed(2)} s`,
      );
      const appends = await sustained(size.loadSeconds, IN_FLIGHT, () =>
        client.appendToStream(
          `benchStix-${randomUUID()}`,
          jsonEvent({ type: 'BenchStix', data: indicatorAt(0, creatorAt(0).id) }),
          { expectedRevision: NO_STREAM },
        ),
      );
      return [
        {
          name: 'STIX import to visible',
          unit: 'objects/s',
          measured: objects / seconds,
          limit: appends.perSecond,
          limitOf: 'bare client appends, 64 in flight',
          target: { of: 'measured', bound: 'at least', value: 2_000 },
        },
      ];
    } finally {
      caller.close();
      await client.dispose();
      await application.stop();
      await ledger.stop();
    }
  },
};

const CREATED = '2026-01-05T10:00:00.000Z';
const common = (type: string, createdBy?: string) => ({
  type,
  spec_version: '2.1',
  id: `${type}--${randomUUID()}`,
  created: CREATED,
  modified: CREATED,
  ...(createdBy === undefined ? {} : { created_by_ref: createdBy }),
});
const creatorAt = (index: number) => ({ ...common('identity'), name: `Producer ${index}`, identity_class: 'organization' });
const indicatorAt = (index: number, createdBy: string) => ({
  ...common('indicator', createdBy),
  name: `Address ${index}`,
  pattern: `[ipv4-addr:value = '198.51.100.${index % 250}']`,
  pattern_type: 'stix',
  valid_from: CREATED,
});
const malwareAt = (index: number, createdBy: string) => ({
  ...common('malware', createdBy),
  name: `Loader ${index}`,
  is_family: true,
});

/** Of ten objects six are indicators, two malware, one a relationship and one a report on the others; the description goes with each where it is given. */
export const bundleOf = (count: number, description?: string): { text: string; objects: number; reports: number } => {
  const creators = Array.from({ length: CREATORS }, (_, index) => creatorAt(index));
  const objects: { readonly id: string; readonly type: string }[] = [...creators];
  for (let index = 0; objects.length + 10 <= count; index += 1) {
    const { id: by } = creators[index % CREATORS];
    const indicators = Array.from({ length: 6 }, (_, i) => indicatorAt(index * 6 + i, by));
    const malware = Array.from({ length: 2 }, (_, i) => malwareAt(index * 2 + i, by));
    const relationship = {
      ...common('relationship', by),
      relationship_type: 'indicates',
      source_ref: indicators[0].id,
      target_ref: malware[0].id,
    };
    const referred = [...indicators, ...malware, relationship].map((object) =>
      description === undefined ? object : { ...object, description },
    );
    const report = {
      ...common('report', by),
      name: `Report ${index}`,
      description: description ?? 'What was seen this week.',
      published: CREATED,
      report_types: ['threat-report'],
      object_refs: referred.map(({ id }) => id),
    };
    objects.push(...referred, report);
  }
  const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects };
  return {
    text: JSON.stringify(bundle),
    objects: objects.length,
    reports: objects.filter(({ type }) => type === 'report').length,
  };
};
