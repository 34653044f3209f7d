/** Keeps one Node child process running: started, awaited, restarted on the same port when it dies, ended with us. */
import { fork, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RestartDelay } from '../restart-delay.js';
import { childEnvironment } from './child-environment.js';
import { freePort } from './free-port.js';
import { processEnded } from './running-process.js';

export interface SupervisedProcessOptions {
  /** What log lines call it. */
  readonly name: string;
  /**
   * Module to run (`.ts` under a loader, `.js` when built). It sends `{ type: 'ready', port }` once it serves, and ends by itself when the
   * IPC channel disconnects.
   */
  readonly module: URL;
  /** Environment of one start, given the port it shall listen on. */
  readonly env: (port: number) => Record<string, string>;
  readonly log: (line: string) => void;
  readonly readyTimeoutMs?: number;
}

export interface SupervisedProcess {
  /** The same over restarts. */
  readonly port: number;
  /** Process id at this moment. */
  readonly pid: number;
  /** Asks the process to end (by disconnecting), ends it after 10 s; returns when it has ended. */
  stop(): Promise<void>;
}

interface Ready {
  readonly type: 'ready';
  readonly port: number;
}

const FIRST_START_ATTEMPTS = 2;
const STOP_TIMEOUT_MS = 10_000;
const REASON_LINES = 4;
const STACK_LINE = /^\s*(at |node:|Node\.js v|\^*$)/;

/** Resolves when the process reports ready. Throws with its last words when it ends before that, or after 30 s without a report. */
export async function superviseProcess(options: SupervisedProcessOptions): Promise<SupervisedProcess> {
  const supervisor = new ProcessSupervisor(options);
  await supervisor.start();
  return supervisor;
}

class ProcessSupervisor implements SupervisedProcess {
  port = 0;
  pid = 0;
  private child?: ChildProcess;
  private stopping = false;
  private readonly stopped = new AbortController();
  private recovery?: Promise<void>;
  private readonly restartDelay = new RestartDelay();

  constructor(private readonly options: SupervisedProcessOptions) {}

  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.port = await this.launch(await freePort());
        return;
      } catch (error) {
        if (attempt === FIRST_START_ATTEMPTS) throw error;
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.stopped.abort();
    const { child } = this;
    if (child?.connected) child.disconnect();
    if (this.pid !== 0 && !(await processEnded(this.pid, STOP_TIMEOUT_MS))) {
      child?.kill('SIGKILL');
      await processEnded(this.pid, STOP_TIMEOUT_MS);
    }
    await this.recovery;
  }

  /** What is compiled needs no loader. */
  private get leftOut(): RegExp {
    return this.options.module.pathname.endsWith('.js') ? /^--(?:inspect|import)/ : /^--inspect/;
  }

  private async launch(port: number): Promise<number> {
    const child = fork(fileURLToPath(this.options.module), [], {
      execArgv: process.execArgv.filter((argument) => !this.leftOut.test(argument)),
      env: childEnvironment(this.options.env(port)),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Its own session: the Ctrl-C of a terminal reaches us alone, and we end it in order.
      detached: true,
    });
    this.child = child;
    this.pid = child.pid ?? 0;
    const lastWords = this.relayErrors(child);
    const since = Date.now();
    try {
      const ready = await this.readiness(child);
      child.once('exit', (code, signal) => {
        if (!this.stopping) this.recovery = this.recover(signal ?? `exit ${String(code)}`, Date.now() - since);
      });
      return ready.port;
    } catch (error) {
      if (child.connected) child.disconnect();
      child.kill('SIGKILL');
      throw new Error(`The ${this.options.name} does not start: ${lastWords.join(' ') || (error as Error).message}`, {
        cause: error,
      });
    }
  }

  private readiness(child: ChildProcess): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const timeoutMs = this.options.readyTimeoutMs ?? 30_000;
      const timer = setTimeout(() => reject(new Error(`it was not ready after ${timeoutMs} ms`)), timeoutMs);
      const settle = (act: () => void) => {
        clearTimeout(timer);
        act();
      };
      child.on('message', (message) => {
        if (isReady(message)) settle(() => resolve(message));
      });
      child.once('error', (error) => settle(() => reject(error)));
      // `close` follows the end of its output, so its last words are complete.
      child.once('close', (code, signal) =>
        settle(() =>
          reject(new Error(`${basename(this.options.module.pathname)} ended with ${signal ?? `exit ${String(code)}`}`)),
        ),
      );
    });
  }

  /** Passes what the process writes to standard error on to the log; the lines kept tell why it ended. */
  private relayErrors(child: ChildProcess): string[] {
    const lastWords: string[] = [];
    let rest = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.options.log(`${this.options.name}: ${line}`);
        if (!STACK_LINE.test(line)) lastWords.push(line.trim());
      }
      lastWords.splice(0, Math.max(0, lastWords.length - REASON_LINES));
    });
    return lastWords;
  }

  private async recover(cause: string, ranForMs: number): Promise<void> {
    this.options.log(`The ${this.options.name} ended unexpectedly (${cause}); it is restarted.`);
    let wait = this.restartDelay.next(ranForMs);
    while (!this.stopping) {
      await delay(wait, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      if (this.stopping) return;
      try {
        await this.launch(this.port);
        this.options.log(`The ${this.options.name} serves again (process ${this.pid}).`);
        return;
      } catch (error) {
        wait = this.restartDelay.next(0);
        if (!this.stopping) this.options.log(`${(error as Error).message} Next attempt in ${wait} ms.`);
      }
    }
  }
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready' && 'port' in message;
}
