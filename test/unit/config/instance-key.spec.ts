/** The instance key: given in several spellings, or made once and kept where only its owner reads it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../../../src/config/config-error.js';
import { loadConfig } from '../../../src/config/config.js';
import { loadInstanceKey } from '../../../src/config/instance-key.js';

describe('the instance key', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'instance-key-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('is read as hex, base64, base64url or plain text', () => {
    const bytes = randomBytes(40);
    for (const spelling of ['hex', 'base64', 'base64url'] as const)
      assert.deepEqual(loadInstanceKey(loadConfig({ INSTANCE_KEY: bytes.toString(spelling) })), bytes);
    const plain = 'correct horse battery staple, again and again';
    assert.deepEqual(loadInstanceKey(loadConfig({ INSTANCE_KEY: plain })), Buffer.from(plain));
  });

  it('is refused when it is short or a placeholder', () => {
    const weak = ['short', randomBytes(31).toString('hex'), randomBytes(31).toString('base64'), 'x'.repeat(40), '0'.repeat(64)];
    for (const INSTANCE_KEY of weak)
      assert.throws(() => loadConfig({ INSTANCE_KEY }), /^ConfigError: INSTANCE_KEY must be at least 32 random bytes/);
  });

  it('is made once, readable by its owner only, and stays the same', () => {
    const below = join(dataDir, 'not', 'there', 'yet');
    const key = loadInstanceKey({ dataDir: below });
    assert.equal(key.length, 32);
    assert.deepEqual(readdirSync(below), ['instance.key']);
    if (process.platform !== 'win32') assert.equal(statSync(join(below, 'instance.key')).mode & 0o777, 0o600);
    assert.deepEqual(loadInstanceKey({ dataDir: below }), key);
  });

  it('is the same for processes that start together', async () => {
    const module = new URL('../../../src/config/instance-key.ts', import.meta.url).href;
    const program = `import { loadInstanceKey } from ${JSON.stringify(module)}; console.log(loadInstanceKey({ dataDir: process.argv[1] }).toString('hex'))`;
    const start = () =>
      promisify(execFile)(process.execPath, [
        '--import=@swc-node/register/esm-register',
        '--input-type=module',
        '-e',
        program,
        dataDir,
      ]);
    const keys = await Promise.all([start(), start(), start()]);
    assert.equal(new Set(keys.map(({ stdout }) => stdout.trim())).size, 1);
  });

  it('is refused when others may read its file', function () {
    if (process.platform === 'win32') this.skip();
    loadInstanceKey({ dataDir });
    chmodSync(join(dataDir, 'instance.key'), 0o644);
    assert.throws(() => loadInstanceKey({ dataDir }), /readable by other users; run: chmod 600 /);
  });

  it('is never replaced by a new one when its file is damaged', () => {
    writeFileSync(join(dataDir, 'instance.key'), 'oops\n', { mode: 0o600 });
    assert.throws(() => loadInstanceKey({ dataDir }), /holds no key of at least 32 bytes; restore it from a backup/);
  });

  it('says so when the data directory cannot be used', () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    assert.throws(
      () => loadInstanceKey({ dataDir: join(file, 'below') }),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /^DATA_DIR cannot keep .*instance\.key \(ENOTDIR\); make it writable or set INSTANCE_KEY\.$/);
        return true;
      },
    );
  });
});
