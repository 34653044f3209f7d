/** The product as its users run it: `npm start` and `ledger` as processes, compiled where dist/ is up to date, else from the sources. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LOADER = '--import=@swc-node/register/esm-register';
const INHERITED = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:AUTH_|DATABASE_|EVENTSTORE_|INSTANCE_KEY|LEDGER_|NODE_ENV|PORT|HOST|DEMO|PROJECTIONS|LOG_LEVEL)/.test(name),
  ),
);

const { isBuilt } = (await import(new URL('../../../scripts/setup.mjs', import.meta.url).href)) as { isBuilt: () => boolean };
const compiled = isBuilt();
const argumentsOf = (module: string): string[] => (compiled ? [`dist/${module}.js`] : [LOADER, `${module}.ts`]);

export interface Ended {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Product {
  readonly url: string;
  readonly pid: number;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<Ended>;
}

const launch = (module: string, args: readonly string[], env: Record<string, string>) => {
  const child: ChildProcess = spawn(process.execPath, [...argumentsOf(module), ...args], {
    cwd: ROOT,
    env: { ...INHERITED, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code: (code ?? signal) as number | string, ...written }));
  return { child, written, ended };
};

/** Runs a process to its end. */
export const run = (module: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  launch(module, args, env).ended;

/** `ledger …` against the instance of a data directory. */
export const ledger = (dataDir: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  run('scripts/ledger', args, { DATA_DIR: dataDir, ...env });

/** `npm start` on any free port; resolves when it has printed everything a user waits for. */
export const startProduct = async (dataDir: string, env: Record<string, string> = {}): Promise<Product> => {
  const { child, written, ended } = launch('scripts/start', [], { DATA_DIR: dataDir, PORT: '0', ...env });
  const greeted = new Promise<void>((resolve) => child.stdout!.on('data', () => written.stdout.includes('\ncurl ') && resolve()));
  const early = await Promise.race([greeted, ended]);
  const [, url] = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m.exec(written.stdout) ?? [];
  if (early || !url) throw new Error(`npm start ended before it was ready: ${written.stdout} ${written.stderr}`);
  return {
    url,
    pid: child.pid!,
    output: () => written.stdout,
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
};

/** Process ids of everything whose command line or environment names the data directory. */
export const processesOf = (dataDir: string): readonly number[] => {
  if (!fs.existsSync('/proc/self/cmdline')) return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) =>
      ['cmdline', 'environ'].some((file) => {
        try {
          return fs.readFileSync(join('/proc', pid, file), 'utf8').includes(dataDir);
        } catch {
          return false;
        }
      }),
    )
    .map(Number);
};
