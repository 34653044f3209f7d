/** The embedded event-store node: an EventStoreDB-compatible gRPC server over a log in PostgreSQL. */
import { setTimeout as delay } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import pg from 'pg';
import { HotTail } from './hot-tail.js';
import { Reader } from './reader.js';
import { registerServerFeatures } from './server-features.js';
import { StreamsService } from './streams-service.js';
import { registerUnimplemented } from './unimplemented.js';
import { Writer } from './writer.js';

export interface EventStoreNodeOptions {
  /** `postgresql://…` of the database that holds schema `eventstore`. */
  readonly databaseUrl: string;
  /** Address to listen on; 127.0.0.1 when absent. The node speaks plain text: never a public address. */
  readonly host?: string;
  /** 0 or absent for any free port. */
  readonly port?: number;
  /** Receives one line for each disturbance; standard error when absent. */
  readonly log?: (line: string) => void;
}

export interface EventStoreNode {
  readonly port: number;
  /** Writes what is queued, ends every call with UNAVAILABLE, closes the connections. Idempotent. */
  stop(): Promise<void>;
}

const START_PATIENCE_MS = 10_000;
const START_RETRY_MS = 100;
const SHUTDOWN_PATIENCE_MS = 1_000;
const READ_CONNECTIONS = 8;
// A larger message is received so that it can be refused by name instead of breaking the whole call.
const RECEIVED_MESSAGE_BYTES = 17 * 1024 * 1024;
const FLOW_CONTROL_BYTES = 1024 * 1024;

/**
 * Starts a node: applies its schema, takes the writer lock, listens.
 * PostgreSQL may come up, and a predecessor may let go of the lock, up to ten seconds later.
 * @throws Error with one clear line when it cannot start.
 */
export async function startEventStoreNode(options: EventStoreNodeOptions): Promise<EventStoreNode> {
  const log = options.log ?? ((line: string): void => void process.stderr.write(`${line}\n`));
  const tail = new HotTail();
  const writer = await startWriter(options.databaseUrl, tail, log);
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: 'event-store-node reader',
    max: READ_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  pool.on('error', (error) => log(`event-store node: a read connection was lost (${error.message})`));
  const streams = new StreamsService(writer, new Reader(pool), tail, log);
  const server = new Server({
    'grpc.max_receive_message_length': RECEIVED_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc-node.flow_control_window': FLOW_CONTROL_BYTES,
  });
  streams.register(server);
  registerServerFeatures(server);
  registerUnimplemented(server);

  const closeStores = async (): Promise<void> => {
    await writer.stop();
    await pool.end();
  };
  const host = options.host ?? '127.0.0.1';
  try {
    const port = await listen(server, host, options.port ?? 0);
    let stopped: Promise<void> | undefined;
    return { port, stop: () => (stopped ??= stop(server, streams, writer, pool)) };
  } catch (error) {
    await closeStores();
    throw new Error(`The event-store node cannot listen on ${host}:${options.port ?? 0}: ${messageOf(error)}`, { cause: error });
  }
}

async function stop(server: Server, streams: StreamsService, writer: Writer, pool: pg.Pool): Promise<void> {
  streams.refuseReads();
  await writer.stop();
  streams.refuseAppends();
  const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  const impatience = setTimeout(() => server.forceShutdown(), SHUTDOWN_PATIENCE_MS);
  await closed;
  clearTimeout(impatience);
  await pool.end();
}

async function startWriter(databaseUrl: string, tail: HotTail, log: (line: string) => void): Promise<Writer> {
  const deadline = Date.now() + START_PATIENCE_MS;
  for (;;) {
    try {
      return await Writer.start(databaseUrl, tail, deadline - Date.now(), log);
    } catch (error) {
      if (!mayPass(error) || Date.now() >= deadline) {
        throw new Error(`The event-store node cannot start: ${messageOf(error)}`, { cause: error });
      }
      await delay(START_RETRY_MS);
    }
  }
}

/** Whether waiting may help: PostgreSQL is not there yet, is starting, or has no connection left. */
function mayPass(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return /^(E[A-Z_]+|08...|57P0.|53...)$/.test(code);
  return error instanceof Error && /timeout|terminated/i.test(error.message);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
}

// A refused connection to several addresses arrives as an AggregateError without a message of its own.
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
