/** Create-report mutations against bare appends of the same event to the same node. */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { streamName } from '../../src/ledger/stream-name.js';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { TENANT } from './corpus.js';
import { sustained } from './in-flight.js';
import { Caller, load } from './load.js';
import { CREATE_REPORT, type Created, NEW_REPORT } from './questions.js';
import { median } from './statistics.js';

const IN_FLIGHT = 64;
/** The compiler takes some ten seconds of load to settle on two cores. */
const WARM_UP_ROUNDS = 6;

export const mutationsBench: Bench = {
  name: 'mutations',
  purpose: 'create-report mutations/s at 64 in flight over bare client appends/s of the same event to the same node',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const client = EventStoreDBClient.connectionString(ledger.place.eventStoreUrl);
    const caller = new Caller(1);
    try {
      const target = {
        url: `${await application.remote.url()}/graphql`,
        token: await application.remote.token(),
        body: { query: CREATE_REPORT, variables: { input: NEW_REPORT } },
      };
      let id = '';
      for (let i = 0; i < 4; i += 1) id = (await caller.post<Created>(target)).data.createIntelligenceReport.receipt.id;
      const stored = await firstEvent(client, streamName('intelReport', TENANT, id));
      const append = () =>
        client.appendToStream(
          `benchCopy-${randomUUID()}`,
          jsonEvent({ type: `Copy${stored.type}`, data: stored.data as never, metadata: stored.metadata as never }),
          {
            expectedRevision: NO_STREAM,
          },
        );
      await load(target, IN_FLIGHT, WARM_UP_ROUNDS * size.loadSeconds);
      await sustained(size.loadSeconds, IN_FLIGHT, append);
      const mutations: number[] = [];
      const appends: number[] = [];
      for (let round = 0; round < size.rounds; round += 1) {
        const mutated = await load(target, IN_FLIGHT, size.loadSeconds);
        mutations.push(mutated.perSecond);
        say(
          `mutations: ${Math.round(mutated.perSecond)}/s, p50 ${mutated.p50} ms, p99 ${mutated.p99} ms (n ${mutated.requests})`,
        );
        const appended = await sustained(size.loadSeconds, IN_FLIGHT, append);
        appends.push(appended.perSecond);
        say(`bare appends of the same event: ${Math.round(appended.perSecond)}/s (n ${appended.count})`);
      }
      return [
        {
          name: 'create-report mutations at 64 in flight',
          unit: 'mutations/s',
          measured: median(mutations),
          limit: median(appends),
          limitOf: 'bare client appends, 64 in flight',
          target: { of: 'ratio', bound: 'at least', value: 0.25 },
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

const firstEvent = async (client: EventStoreDBClient, stream: string) => {
  const events = [];
  // To its end: a client with an abandoned read is never done disposing.
  for await (const { event } of client.readStream(stream, { maxCount: 1 })) events.push(event);
  if (!events[0]) throw new Error(`${stream} is empty`);
  return events[0];
};
