/** The sending side of one Read call: waits while the client is slow, stops when it has gone. */
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Refusal } from './refusals.js';

export class ReadOutlet {
  private readonly gone = new AbortController();

  constructor(private readonly call: ServerWritableStream<unknown, Buffer>) {
    const leave = (): void => this.gone.abort();
    call.once('cancelled', leave);
    call.once('close', leave);
  }

  /** Aborted when the client has gone or the call was refused. */
  get signal(): AbortSignal {
    return this.gone.signal;
  }

  get closed(): boolean {
    return this.gone.signal.aborted;
  }

  /** Sends one message. Resolves once there is room for the next; at once when the client has gone. */
  async send(reply: Buffer): Promise<void> {
    if (!this.offer(reply)) await this.room();
  }

  /** Sends one message; false when the caller must await `room` before the next. */
  offer(reply: Buffer): boolean {
    return this.closed || this.call.write(reply);
  }

  room(): Promise<void> {
    if (this.closed || !this.call.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.call.off('drain', done);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      this.call.once('drain', done);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }

  end(): void {
    if (!this.closed) this.call.end();
  }

  refuse(refusal: Refusal): void {
    if (this.closed) return;
    this.call.emit('error', refusal);
    this.gone.abort();
  }
}
