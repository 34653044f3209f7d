/** Starts the product as a new user does, asks whether it is ready, stops it with Ctrl-C and looks for what it left behind. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 180_000;
const HEALTHY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 30_000;
const LEFT_WITHIN_MS = 5_000;
const READY = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m;

/** Every process as [pid, parent, command], whether or not `ps` is installed. */
function processes() {
  if (!fs.existsSync('/proc/self/stat')) {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
    return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command]) => [+pid, +parent, command]);
  }
  return fs.readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const [state, parent] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return state === 'Z' ? [] : [[+pid, +parent, command]];
    } catch {
      return [];
    }
  });
}

function descendants(root) {
  const all = processes();
  const found = new Map();
  const visit = (parent) => {
    for (const [pid, ppid, command] of all)
      if (ppid === parent && !found.has(pid)) {
        found.set(pid, command);
        visit(pid);
      }
  };
  visit(root);
  return found;
}

async function within(ms, what, attempt) {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await attempt();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${what} after ${ms / 1000} s`);
    await pause(100);
  }
}

/** Starts on `dataDir`, waits until it is healthy, ends it with `stop`, and returns how `npm start` ended. */
async function round(dataDir, stop) {
  console.log(`$ PORT=0 DATA_DIR=${dataDir} npm start`);
  const npm = spawn('npm', ['start'], {
    // A group of its own, so that an interrupt reaches exactly what a terminal's Ctrl-C reaches.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir },
  });
  const exit = once(npm, 'exit');
  let output = '';
  npm.stdout.on('data', (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });

  let started = new Map();
  try {
    const [, url] = await within(READY_WITHIN_MS, 'no line "ready http://127.0.0.1:<port>"', () => {
      if (npm.exitCode !== null) throw new Error(`npm start ended with exit ${npm.exitCode} before it was ready`);
      return READY.exec(output);
    });

    console.log(`$ curl -fsS ${url}/health/ready`);
    let answer = '';
    await within(HEALTHY_WITHIN_MS, 'not healthy', async () => {
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch((error) => ({ error }));
      answer = response.error ? String(response.error) : `${response.status} ${await response.text()}`;
      return response.ok;
    }).finally(() => console.log(answer));

    started = descendants(npm.pid);
    const began = Date.now();
    stop(npm.pid, started);
    const ended = await Promise.race([exit, pause(STOPPED_WITHIN_MS, undefined, { ref: false })]);
    if (!ended) throw new Error(`still running ${STOPPED_WITHIN_MS / 1000} s after it was told to stop`);
    const left = () => processes().filter(([pid, , command]) => started.get(pid) === command || command.includes(dataDir));
    await within(LEFT_WITHIN_MS, 'processes remain', () => left().length === 0).catch((error) => {
      const named = left().map(([pid, , command]) => `${pid} ${command}`);
      throw new Error(`${error.message}: ${named.join('; ')}`, { cause: error });
    });
    console.log(`stopped in ${Date.now() - began} ms, none of ${started.size + 1} processes left`);
    return ended[1] ?? `exit ${ended[0]}`;
  } finally {
    const still = new Map([...started, ...descendants(npm.pid)]);
    for (const [pid, , command] of processes()) if (still.get(pid) === command) process.kill(pid, 'SIGKILL');
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-(npm.pid ?? 0), 'SIGKILL');
  }
}

function interruptGroup(npm) {
  console.log(`$ kill -INT -${npm}   # Ctrl-C`);
  process.kill(-npm, 'SIGINT');
}

function terminate(npm, started) {
  const [pid] = [...started].find(([, command]) => !/^(?:\S*\/)?(?:sh|bash|dash|zsh)\s/.test(command));
  console.log(`$ kill -TERM ${pid}`);
  process.kill(pid, 'SIGTERM');
}

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'smoke-start-'));
try {
  // The shell between npm and the product dies of the interrupt itself, which hides the product's own exit code …
  const interrupted = await round(dataDir, interruptGroup);
  if (!['exit 0', 'exit 130', 'SIGINT'].includes(interrupted)) throw new Error(`ended with ${interrupted} after Ctrl-C`);
  // … so a second start, on the data of the first, is told to stop alone.
  const terminated = await round(dataDir, terminate);
  if (terminated !== 'exit 0') throw new Error(`ended with ${terminated} after SIGTERM, not with exit 0`);
  console.log('smoke start: ready, healthy, stopped cleanly, twice');
} catch (error) {
  console.error(`smoke start failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  fs.rmSync(dataDir, { recursive: true, force: true });
}
