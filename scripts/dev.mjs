/** `npm run dev`: compiles and restarts the application whenever a source changes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt, setUp } from './setup.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const QUIET_MS = 150;

let application;
let ending = false;
let timer;
let work = Promise.resolve();

function start() {
  // Its own session: a Ctrl-C of the terminal reaches this process alone, which then ends the application once.
  application = spawn(process.execPath, ['--enable-source-maps', path.join(ROOT, 'dist/scripts/start.js')], {
    cwd: ROOT,
    stdio: 'inherit',
    detached: true,
  });
  application.once('exit', (code) => {
    if (!ending && code) console.error(`The application ended (exit ${code}); it starts again after the next change.`);
  });
}

async function stop() {
  if (!application || application.exitCode !== null || application.signalCode !== null) return;
  const exit = once(application, 'exit');
  application.kill('SIGTERM');
  await exit;
}

async function restart() {
  if (ending || isBuilt()) return;
  try {
    await setUp();
  } catch (error) {
    console.error(`${error.message}\nThe application goes on as it was.`);
    return;
  }
  await stop();
  if (!ending) start();
}

function changed() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    work = work.then(restart);
  }, QUIET_MS);
}

for (const folder of ['src', 'projections', 'scripts']) fs.watch(path.join(ROOT, folder), { recursive: true }, changed);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void stop().then(() => process.exit(0));
  });
}
start();
