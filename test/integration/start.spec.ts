/** `npm start`: one command, from an empty directory to a dashboard, through crashes and to a clean end. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDataDir } from '../spec/stores.js';
import { ledger, processesOf, type Product, run, startProduct } from './cli/product.js';

interface Figures {
  readonly reportCount: number;
  readonly publishedCount: number;
  readonly activeSourceCount: number;
  readonly recency: { readonly state: string };
}

/** Runs the query that the product printed, as somebody who copies it does. */
const askAsPrinted = async (product: Product): Promise<Figures> => {
  const [line] = /^curl .*$/m.exec(product.output())!;
  const { stdout } = await promisify(execFile)('sh', ['-c', line]);
  return JSON.parse(stdout).data.intelligenceDashboard;
};

describe('npm start', function () {
  this.timeout(120_000);
  let dataDir: string;
  let product: Product | undefined;
  before(async () => {
    dataDir = await temporaryDataDir();
    product = await startProduct(dataDir);
  });
  after(() => product?.end('SIGKILL'));

  it('shows the demo tenant and a query that works as printed', async () => {
    const output = product!.output();
    assert.match(output, /^Shift brief · tenant demo/m);
    assert.match(output, /Last published +\d{4}-\d\d-\d\d \d\d:\d\d UTC, \d+ \w+ ago/);
    assert.match(output, /Sources +12 of 14 active/);
    const figures = await askAsPrinted(product!);
    assert.ok(figures.reportCount > 90);
    assert.ok(figures.publishedCount > 70);
    assert.equal(figures.activeSourceCount, 12);
    assert.equal(figures.recency.state, 'fresh');
  });

  it('tells its owner alone where it runs', () => {
    const path = join(dataDir, 'run.json');
    const { url, pid, databaseUrl, eventStoreUrl } = JSON.parse(fs.readFileSync(path, 'utf8'));
    assert.deepEqual({ url, pid }, { url: product!.url, pid: product!.pid });
    assert.match(databaseUrl, /^postgres:/);
    assert.match(eventStoreUrl, /^esdb:/);
    assert.equal(fs.statSync(path).mode & 0o777, 0o600);
  });

  it('refuses a second instance on the same directory in one line', async () => {
    const { code, stderr } = await run('scripts/start', [], { DATA_DIR: dataDir, PORT: '0' });
    assert.equal(code, 1);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.ok(stderr.includes(`in use by the running instance with process id ${product!.pid}`), stderr);
  });

  it('refuses a wrong setting in one line that names it', async () => {
    const { code, stderr } = await run('scripts/start', [], { DATA_DIR: dataDir, PORT: 'front-door' });
    assert.equal(code, 1);
    assert.equal(stderr.trim(), 'PORT must be a whole number from 0 to 65535, not "front-door".');
  });

  it('loses nothing when it is killed, and does not load the demo twice', async () => {
    const before = await askAsPrinted(product!);
    const { stdout: token } = await ledger(dataDir, ['token', '--org', 'fusion-centre', '--clearance', 'SECRET']);
    const response = await fetch(`${product!.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.trim()}` },
      body: JSON.stringify({
        query:
          'mutation { createIntelligenceReport(input: { title: "Written just before the lights went out" }) { receipt { position } } }',
      }),
    });
    const { errors } = (await response.json()) as { errors?: unknown };
    assert.equal(errors, undefined);
    assert.equal((await product!.end('SIGKILL')).code, 'SIGKILL');

    product = await startProduct(dataDir);
    assert.doesNotMatch(product.output(), /demo data/);
    const after = await askAsPrinted(product);
    assert.equal(after.reportCount, before.reportCount + 1);
    assert.equal(after.publishedCount, before.publishedCount);
  });

  it('ends everything on Ctrl-C and leaves no process behind', async () => {
    const { code, stdout } = await product!.end('SIGINT');
    product = undefined;
    assert.equal(code, 0);
    assert.match(stdout, /^Stopping/m);
    assert.deepEqual(processesOf(dataDir), []);
    assert.equal(fs.existsSync(join(dataDir, 'run.json')), false);
  });

  it('ends on Ctrl-C while it still greets', async () => {
    const fresh = await temporaryDataDir();
    const greeting = await startProduct(fresh, { DEMO: '0' });
    const { code } = await greeting.end('SIGINT');
    assert.equal(code, 0);
    assert.deepEqual(processesOf(fresh), []);
  });

  it('says in one line that its port is taken', async () => {
    const dataDir = await temporaryDataDir();
    const first = await startProduct(dataDir, { DEMO: '0' });
    const { port } = new URL(first.url);
    const { code, stderr } = await run('scripts/start', [], {
      DATA_DIR: await temporaryDataDir(),
      PORT: port,
      DEMO: '0',
      LOG_LEVEL: 'fatal',
    });
    await first.end('SIGTERM');
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^PORT ${port} of 127.0.0.1 is taken`, 'm'));
  });
});
