/** Keeps the application process running as an operator's service manager would, and knows which of its ends were ours. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ModelHealth } from '../../../projections/runtime/projector.js';
import type { EmbeddedStores } from '../../../src/embedded/embedded-stores.js';
import { NOT_STARTED, type Order, type Outcome, type Report } from './messages.js';
import type { Request } from './workload.js';

type Addressed = Exclude<Order, { type: 'stop' }>;
type Unaddressed = Addressed extends infer Each ? (Each extends Addressed ? Omit<Each, 'call'> : never) : never;

const RESTART_MS = 100;
const STOP_MS = 20_000;

export class ApplicationProcess {
  /** Ends that nobody asked for: the process has to outlive its stores. */
  readonly deaths: string[] = [];
  private child: ChildProcess | undefined;
  private ready: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<number, (report: Report | undefined) => void>();
  private calls = 0;
  private killed = false;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly stores: Pick<EmbeddedStores, 'databaseUrl' | 'eventStoreUrl'>,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    let begun: () => void = () => undefined;
    this.ready = new Promise((resolve) => {
      begun = resolve;
    });
    this.running = this.run(begun);
  }

  /** Undefined between two lives. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  kill(): void {
    this.killed = true;
    this.child?.kill('SIGKILL');
  }

  /** Waits for a process that serves; `unknown` when it dies before it answers. */
  async execute(request: Request, expectedRevision: bigint | undefined): Promise<Outcome> {
    const report = await this.ask({ type: 'execute', request, expectedRevision });
    return report?.type === 'outcome' ? report.outcome : { is: 'unknown', why: 'process died' };
  }

  async health(): Promise<readonly ModelHealth[]> {
    const report = await this.ask({ type: 'health' });
    return report?.type === 'health' ? report.models : [];
  }

  /** @returns whether it closed everything within 20 s; otherwise it is killed. */
  async stop(): Promise<boolean> {
    this.stopping = true;
    const { child } = this;
    if (child?.connected) child.send({ type: 'stop' } satisfies Order);
    const impatience = new AbortController();
    const late = delay(STOP_MS, 'late' as const, { signal: impatience.signal }).catch(() => 'late' as const);
    const how = await Promise.race([this.running.then(() => 'closed' as const), late]);
    impatience.abort();
    if (how === 'late') child?.kill('SIGKILL');
    await this.running;
    return how === 'closed';
  }

  private async ask(question: Unaddressed): Promise<Report | undefined> {
    await this.ready;
    const call = (this.calls += 1);
    return new Promise((resolve) => {
      this.waiting.set(call, resolve);
      this.child?.send({ ...question, call } satisfies Addressed, (error) => {
        if (error) this.answer(call, undefined);
      });
    });
  }

  private answer(call: number, report: Report | undefined): void {
    this.waiting.get(call)?.(report);
    this.waiting.delete(call);
  }

  private async run(firstReady: () => void): Promise<void> {
    let begun = firstReady;
    while (!this.stopping) {
      this.killed = false;
      const child = fork(
        fileURLToPath(new URL('./application.child.ts', import.meta.url)),
        [this.stores.databaseUrl, this.stores.eventStoreUrl],
        {
          execArgv: process.execArgv,
          // Positions and revisions are bigint.
          serialization: 'advanced',
          stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
        },
      );
      this.child = child;
      let served = false;
      child.stderr!.setEncoding('utf8').on('data', (words: string) => this.log(`application ${child.pid}: ${words.trimEnd()}`));
      child.on('error', (error) => this.log(`application ${child.pid}: ${error.message}`));
      child.on('message', (report: Report) => {
        if (report.type === 'ready') {
          served = true;
          begun();
        } else this.answer(report.call, report);
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      this.child = undefined;
      if (served) {
        this.ready = new Promise((resolve) => {
          begun = resolve;
        });
      }
      // Whoever is answered may ask again at once.
      const unanswered = [...this.waiting.keys()];
      for (const call of unanswered) this.answer(call, undefined);
      const wanted = this.killed || this.stopping || (!served && code === NOT_STARTED);
      if (!wanted)
        this.deaths.push(`ended with ${signal ?? `exit ${String(code)}`} ${served ? 'while serving' : 'while starting'}`);
      if (!this.stopping) await delay(RESTART_MS);
    }
    begun();
  }
}
