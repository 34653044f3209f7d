/** Two instances over the same stores, each started again as soon as it was killed. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Stores } from '../../../src/application.js';
import type { Claims } from '../../spec/application.js';
import { temporaryDataDir } from '../../spec/stores.js';

export interface InstanceOrder {
  readonly stores: Stores;
  readonly env: Readonly<Record<string, string>>;
  /** Whose tokens each instance gives out, by tenant. */
  readonly tokensFor: readonly Claims[];
  /** Steps to die at. */
  readonly deadly: readonly string[];
  /** A folder with a file for each step that an instance died at. */
  readonly graves: string;
}
export interface Serving {
  readonly url: string;
  readonly tokens: readonly string[];
}

class Instance {
  readonly deaths: string[] = [];
  private child: ChildProcess | undefined;
  private serving: Promise<Serving | undefined> = Promise.resolve(undefined);
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(private readonly order: () => Promise<InstanceOrder>) {
    this.running = this.run();
  }

  async whenServing(): Promise<Serving> {
    for (;;) {
      const serving = await this.serving;
      if (serving) return serving;
      await delay(20);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.child?.kill('SIGKILL');
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const child = fork(fileURLToPath(new URL('./instance.child.ts', import.meta.url)), [JSON.stringify(await this.order())], {
        execArgv: process.execArgv,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      this.child = child;
      const ended = once(child, 'exit');
      this.serving = Promise.race([once(child, 'message').then(([said]) => said as Serving), ended.then(() => undefined)]);
      const [code, signal] = await ended;
      this.serving = Promise.resolve(undefined);
      if (signal !== 'SIGKILL') this.deaths.push(`ended with ${String(signal ?? code)}`);
    }
  }
}

export class Instances {
  private readonly both: readonly [Instance, Instance];

  constructor(order: InstanceOrder) {
    const each = async () => ({ ...order, env: { ...order.env, DATA_DIR: await temporaryDataDir() } });
    this.both = [new Instance(each), new Instance(each)];
  }

  whenServing(which: 0 | 1): Promise<Serving> {
    return this.both[which].whenServing();
  }

  /** Ends that nobody asked for. */
  get deaths(): readonly string[] {
    return this.both.flatMap(({ deaths }) => deaths);
  }

  async stop(): Promise<void> {
    await Promise.all(this.both.map((one) => one.stop()));
  }
}
