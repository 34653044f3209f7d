/** Runs a part of a bench in a process of its own, and calls it like an object. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { extname } from 'node:path';

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;
/** What a part offers, as its caller sees it. */
export type Remote<M> = {
  readonly [K in keyof M]: M[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface Part<M> {
  readonly remote: Remote<M>;
  /** Lets the part close what it holds, and waits for its end. */
  stop(): Promise<void>;
}

const STARTED = 0;

/**
 * Starts `scripts/bench/<name>` with an argument, and waits until it serves.
 * @throws Error with the part's own message when it does not start.
 */
export const startPart = async <M extends Methods>(name: string, argument: unknown): Promise<Part<M>> => {
  // The loader that runs this module runs the part too.
  const module = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
  const child = fork(module, [], {
    serialization: 'advanced',
    execArgv: [...process.execArgv.filter((option) => !option.startsWith('--inspect')), '--no-warnings'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = STARTED;
  const call = (method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = method === 'start' ? STARTED : (last += 1);
      waiting.set(id, { resolve, reject });
      child.send({ id, method, args } satisfies Call);
    });
  child.on('message', ({ id, value, error }: Reply) => {
    const { resolve, reject } = waiting.get(id)!;
    waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(`${name}: ${error}`));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended before it answered`));
  });
  try {
    await call('start', [argument]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    remote: new Proxy(
      {},
      {
        get:
          (_target, method: string) =>
          (...args: unknown[]) =>
            call(method, args),
      },
    ) as Remote<M>,
    stop: () => stop(child, ended),
  };
};

const stop = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  if (child.connected) child.disconnect();
  await ended;
};

/** Serves the methods that `open` gives for the argument; `close` runs when the caller goes, also when it goes without a word. */
export const servePart = <Argument>(
  open: (argument: Argument) => Promise<{ methods: Methods; close: () => Promise<void> }>,
): void => {
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  const answer = async ({ id, method, args }: Call): Promise<void> => {
    const reply = (message: Omit<Reply, 'id'>): void =>
      void (process.connected && process.send!({ id, ...message } satisfies Reply));
    try {
      if (method === 'start') {
        opened = await open(args[0] as Argument);
        return reply({});
      }
      reply({ value: await opened!.methods[method](...(args as never[])) });
    } catch (error) {
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (call: Call) => void answer(call));
  process.once('disconnect', () => void Promise.resolve(opened?.close()).finally(() => process.exit()));
};
