/** The event log over EventStoreDB: follows $all and resumes after every broken connection from the last item it gave out. */
import { EventLog, type LogItem } from '../subscription.js';
import type { ReadEvent } from '../upcast.js';
import type { EventStoreConnection } from './connection.js';
import { toLogItem } from './recorded-event.js';

const RECONNECT_MS = 200;

export class EsdbEventLog extends EventLog {
  constructor(
    private readonly connection: EventStoreConnection,
    private readonly readEvent: ReadEvent,
  ) {
    super();
  }

  async *follow(after: bigint | undefined, signal: AbortSignal, streamPrefix?: string): AsyncIterable<LogItem> {
    let last = after;
    while (!signal.aborted) {
      try {
        const runs =
          streamPrefix === undefined
            ? this.connection.subscribeAllAfter(last, signal)
            : this.connection.subscribeAfter(last, signal, streamPrefix);
        for await (const events of runs)
          for (const event of events) {
            const item = toLogItem(event, this.readEvent);
            last = item.position;
            yield item;
          }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  async *read(after: bigint | undefined, signal?: AbortSignal): AsyncIterable<LogItem> {
    let last = after;
    for (let attempt = 0; ; attempt += 1) {
      try {
        for await (const events of this.connection.readAllAfter(last, signal))
          for (const event of events) {
            const item = toLogItem(event, this.readEvent);
            last = item.position;
            attempt = 0;
            yield item;
          }
        return;
      } catch (error) {
        if (attempt >= 20 || signal?.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  head(): Promise<bigint | undefined> {
    return this.connection.head();
  }
}
