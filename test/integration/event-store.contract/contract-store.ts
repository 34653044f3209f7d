/** What the stories of the contract share: one client on the store under test, streams of their own, patient readers. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  ErrorType,
  EventStoreDBClient,
  isCommandError,
  jsonEvent,
  type AllStreamResolvedEvent,
  type CommandError,
  type Credentials,
  type EventData,
} from '@eventstore/db-client';
import { stores } from '../../spec/stores.js';

/** True when the store under test is the embedded node, not a cluster named by the environment. */
export const isEmbedded = !process.env.EVENTSTORE_URL;

export class ContractStore {
  readonly prefix = `contract${randomUUID().slice(0, 8)}`;
  url = '';
  client: EventStoreDBClient;
  private streams = 0;
  private readonly clients: EventStoreDBClient[] = [];

  /** A stream nobody has written to. */
  stream(): string {
    this.streams += 1;
    return `${this.prefix}-${this.streams}`;
  }

  /** Another client of the same store, disposed of with this one. */
  connect(): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(this.url);
    this.clients.push(client);
    return client;
  }

  async open(): Promise<void> {
    this.url = (await stores()).eventStoreUrl;
    this.client = this.connect();
    try {
      await this.client.appendToStream(this.stream(), event('StoreReached'), { deadline: 15_000 });
    } catch (error) {
      const named = isEmbedded ? 'The embedded event store' : 'The event store that EVENTSTORE_URL names';
      throw new Error(`${named} cannot be reached: ${String(error)}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.dispose()));
  }
}

/** A store for the enclosing `describe`. */
export function contractStore(): ContractStore {
  const store = new ContractStore();
  before(() => store.open());
  after(() => store.close());
  return store;
}

/** The two ways an append reaches the server: with credentials of its own it goes alone, else in a shared batch stream. */
export const appendPaths: readonly { name: string; options: { credentials?: Credentials } }[] = [
  { name: 'batch', options: {} },
  { name: 'unary', options: { credentials: credentials() } },
];

export const event = (type: string, data: Record<string, unknown> = {}, id: string = randomUUID()): EventData =>
  jsonEvent({ type, data, id });

export const events = (count: number, type = 'Noted'): EventData[] =>
  Array.from({ length: count }, (_, index) => event(type, { index }));

/** Everything a finite read yields. */
export async function all<Resolved>(reading: AsyncIterable<Resolved>): Promise<Resolved[]> {
  const found: Resolved[] = [];
  for await (const resolved of reading) found.push(resolved);
  return found;
}

/** The revisions of what a stream read yields, as numbers. */
export async function revisions(reading: AsyncIterable<{ event?: { revision: bigint } }>): Promise<number[]> {
  return (await all(reading)).map((resolved) => Number(resolved.event?.revision));
}

/** The error a promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<CommandError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && isCommandError(error)) return error;
    throw error;
  }
  throw new Error('Expected a refusal');
}

export async function refusalType(promise: Promise<unknown>): Promise<ErrorType> {
  return (await refusal(promise)).type;
}

type Live = NodeJS.ReadableStream & {
  unsubscribe(): Promise<void>;
  on(event: 'data', listener: (resolved: AllStreamResolvedEvent) => void): unknown;
};

/** Collects what a subscription brings, in order. */
export class Follower {
  readonly received: AllStreamResolvedEvent[] = [];
  /** Rejects when the subscription fails. */
  readonly failed: Promise<never>;
  private readonly confirmed: Promise<unknown>;
  private arrived: () => void = () => undefined;

  constructor(private readonly subscription: object) {
    const live = subscription as Live;
    this.confirmed = once(live, 'confirmation');
    this.failed = new Promise((_resolve, reject) => live.on('error', reject));
    this.failed.catch(() => undefined);
    live.on('data', (resolved) => {
      this.received.push(resolved);
      this.arrived();
    });
  }

  /** Resolves once the server has confirmed the subscription. */
  async started(): Promise<this> {
    await Promise.race([this.confirmed, this.failed]);
    return this;
  }

  /** Resolves with everything received once `enough` holds. */
  async until(enough: (received: readonly AllStreamResolvedEvent[]) => boolean): Promise<AllStreamResolvedEvent[]> {
    while (!enough(this.received)) {
      await Promise.race([new Promise<void>((resolve) => (this.arrived = resolve)), this.failed]);
    }
    return this.received;
  }

  count(count: number): Promise<AllStreamResolvedEvent[]> {
    return this.until((received) => received.length >= count);
  }

  end(): Promise<void> {
    return (this.subscription as Live).unsubscribe();
  }
}

function credentials(): Credentials {
  const { username, password } = new URL(process.env.EVENTSTORE_URL ?? 'esdb://admin:changeit@localhost');
  return { username: decodeURIComponent(username) || 'admin', password: decodeURIComponent(password) || 'changeit' };
}
