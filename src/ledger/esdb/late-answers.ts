/** Lets answers to appends pass by that nobody waits for any more. */
import type { EventStoreDBClient } from '@eventstore/db-client';

type Listener = (...values: readonly unknown[]) => void;
interface Batches {
  readonly on: (event: string, listener: Listener) => unknown;
}
interface Service {
  readonly batchAppend: (...args: readonly unknown[]) => Batches;
}
interface Calls {
  GRPCStreamCreator: (type: unknown, name: string, creator: (service: Service) => unknown, cache?: unknown) => unknown;
}

/**
 * The client keeps the pending appends of a whole process in one table, and empties it whenever one connection breaks; an answer that
 * arrives on another one then makes it throw outside of any call, which ends the process. Whoever waited was told of the failure already.
 */
const tolerant =
  (listener: Listener): Listener =>
  (...values) => {
    try {
      listener(...values);
    } catch (error) {
      if (!(error instanceof TypeError && error.message.includes('is not iterable'))) throw error;
    }
  };

const withTolerantBatches = (service: Service): Service =>
  Object.create(service, {
    batchAppend: {
      value: (...args: readonly unknown[]) => {
        const batches = service.batchAppend(...args);
        const on = batches.on.bind(batches);
        return Object.assign(batches, {
          on: (event: string, listener: Listener) => on(event, event === 'data' ? tolerant(listener) : listener),
        });
      },
    },
  }) as Service;

/** @returns the client, its batch appends guarded. */
export const passLateAnswers = (client: EventStoreDBClient): EventStoreDBClient => {
  const calls = client as unknown as Calls;
  const create = calls.GRPCStreamCreator.bind(client);
  calls.GRPCStreamCreator = (type, name, creator, cache) =>
    create(type, name, name === 'appendToStream' ? (service) => creator(withTolerantBatches(service)) : creator, cache);
  return client;
};
