/** Appends to a store that says nothing are given up, each when its own time has passed. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BatchAppends, newEvent } from '../../../src/ledger/esdb/batch-appends.js';

describe('appends to a store that says nothing', () => {
  let server: Server;
  let client: EventStoreDBClient;
  let heard = 0;

  before(async () => {
    server = new Server();
    const { batchAppend } = streamsGrpc.StreamsService;
    server.addService(
      { batchAppend },
      {
        batchAppend: (call: NodeJS.ReadableStream) => void call.on('data', () => (heard += 1)),
      },
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  });
  after(async () => {
    server?.forceShutdown();
    await client?.dispose();
  });

  it('end when their time and a second more have passed, and not before', async () => {
    const appends = new BatchAppends(client);
    const ended: string[] = [];
    const append = (name: string, deadlineMs: number): Promise<unknown> =>
      appends.append(name, undefined, [newEvent(randomUUID(), 'Noted', {}, {})], deadlineMs).then(
        () => assert.fail('nothing was appended'),
        (error: Error) => ended.push(error.message),
      );
    const [soon, late] = [append('soon', -900), append('late', 60_000)];
    await soon;
    await delay(300);
    assert.deepEqual(ended, ['no answer in time to the append to soon']);
    assert.equal(heard, 2);
    server.forceShutdown();
    await late;
    assert.equal(ended.length, 2);
  });
});
