/** A postmaster that outlived its supervisor is told from every other process. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postmasterFilePath, postmasterStanding, readPostmasterFile } from '../../../../src/embedded/postgres/postmaster-file.js';

describe('postmaster.pid', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'postmaster-file-')));
  const write = (...lines: unknown[]) => writeFileSync(postmasterFilePath(folder), lines.join('\n'));

  after(() => rmSync(folder, { recursive: true }));

  it('is read as process id, start and port', () => {
    write(4321, folder, 1790000000, 15432, '', '127.0.0.1', '  5432001    32768', 'ready   ');
    assert.deepEqual(readPostmasterFile(folder), { pid: 4321, startedAt: 1790000000, port: 15432 });
  });

  it('is none when absent, half-written or garbage', () => {
    for (const content of ['', '4321\n', `4321\n${folder}\n`, 'no\npostmaster\nfile\nat all\n', '-1\n/\n1\n1\n']) {
      writeFileSync(postmasterFilePath(folder), content);
      assert.equal(readPostmasterFile(folder), undefined, JSON.stringify(content));
      assert.equal(postmasterStanding(folder), 'none');
    }
    rmSync(postmasterFilePath(folder));
    assert.equal(postmasterStanding(folder), 'none');
  });

  it('of a process that has ended is dead', () => {
    write(2 ** 30, folder, 1790000000, 15432);
    assert.equal(postmasterStanding(folder), 'dead');
  });

  it('whose process id now belongs to another program is foreign', function () {
    if (process.platform !== 'linux') return this.skip(); // needs /proc, which tells where a process works
    write(process.pid, folder, 1790000000, 15432);
    assert.equal(postmasterStanding(folder), 'foreign');
    assert.equal(postmasterStanding(process.cwd(), readPostmasterFile(folder)), 'ours');
  });
});
