/** Appends to a store that says nothing, or goes as soon as it has answered. */
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BatchAppends, newEvent } from '../../../src/ledger/esdb/batch-appends.js';

type Requests = ServerDuplexStream<streamsProtocol.BatchAppendReq, streamsProtocol.BatchAppendResp>;

/** A store that does with appends what it is told to, and a client of it. */
const storeThat = async (batchAppend: (call: Requests) => void): Promise<{ server: Server; client: EventStoreDBClient }> => {
  const server = new Server();
  server.addService({ batchAppend: streamsGrpc.StreamsService.batchAppend }, { batchAppend });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { server, client: EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`) };
};
const noted = () => [newEvent(randomUUID(), 'Noted', {}, {})];

describe('appends to a store that says nothing', () => {
  let server: Server;
  let client: EventStoreDBClient;
  let heard = 0;

  before(async () => {
    ({ server, client } = await storeThat((call) => void call.on('data', () => (heard += 1))));
  });
  after(async () => {
    server?.forceShutdown();
    await client?.dispose();
  });

  it('end when their time and a second more have passed, and not before', async () => {
    const appends = new BatchAppends(client);
    const ended: string[] = [];
    const append = (name: string, deadlineMs: number): Promise<unknown> =>
      appends.append(name, undefined, noted(), deadlineMs).then(
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

describe('appends to a store that goes as soon as it has answered', () => {
  const APPENDS = 200;
  let server: Server;
  let client: EventStoreDBClient;

  before(async () => {
    const requests: streamsProtocol.BatchAppendReq[] = [];
    ({ server, client } = await storeThat((call) =>
      call.on('data', (request: streamsProtocol.BatchAppendReq) => {
        if (requests.push(request) < APPENDS) return;
        for (const [index, asked] of requests.entries()) {
          const success = new streamsProtocol.BatchAppendResp.Success();
          success.setCurrentRevision(`${index}`);
          const answer = new streamsProtocol.BatchAppendResp();
          answer.setCorrelationId(asked.getCorrelationId());
          answer.setSuccess(success);
          call.write(answer);
        }
        call.end();
      }),
    ));
  });
  after(async () => {
    server?.forceShutdown();
    await client?.dispose();
  });

  it('are each told their own answer, in the order of the answers', async () => {
    const appends = new BatchAppends(client);
    const told: number[] = [];
    const all = Array.from({ length: APPENDS }, async (_, index) => {
      const { revision } = await appends.append(`noted-${index}`, undefined, noted(), 60_000);
      assert.equal(revision, BigInt(index));
      told.push(index);
    });
    await Promise.all(all);
    assert.deepEqual(told, [...Array(APPENDS).keys()]);
  });
});
