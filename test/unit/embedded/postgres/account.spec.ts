/** PostgreSQL, which refuses root, is run as root in each of the ways a system may allow. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseAccount,
  firstUnreachable,
  type AccountWay,
  type PostgresAccount,
} from '../../../../src/embedded/postgres/account.js';
import { locateBinaries } from '../../../../src/embedded/postgres/binaries.js';
import { clusterFolder, ensureCluster, readCredentials } from '../../../../src/embedded/postgres/cluster.js';

const isRoot = process.getuid?.() === 0;
const stranger = { uid: 65_533, gid: 65_533 };

describe('the account PostgreSQL runs as', function () {
  this.timeout(30_000);
  let folder: string;
  let elsewhere: string;

  beforeEach(() => {
    folder = temporaryFolder();
    elsewhere = temporaryFolder();
    chmodSync(elsewhere, 0o755);
  });

  afterEach(() => {
    for (const made of [folder, elsewhere]) rmSync(made, { recursive: true });
  });

  it('reaches a folder only when every folder on the way lets it pass', () => {
    const deep = join(folder, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    chmodSync(folder, 0o755);
    assert.equal(firstUnreachable(deep, stranger), undefined);
    chmodSync(join(folder, 'a'), 0o700);
    assert.equal(firstUnreachable(deep, stranger), join(folder, 'a'));
    const { uid, gid } = statSync(deep);
    assert.equal(firstUnreachable(deep, { uid, gid }), undefined);
  });

  it('is our own when we are an ordinary user', async function () {
    if (isRoot) return this.skip(); // needs an ordinary user
    assert.equal((await chooseAccount(locateBinaries(), join(folder, 'postgres'))).way, 'own');
  });

  it('is an unprivileged one where that can reach the data', async function () {
    if (!isRoot) return this.skip(); // needs root
    chmodSync(folder, 0o755);
    const account = await createdCluster('switch', this);
    assert.notEqual(statSync(clusterFolder(account.home)).uid, 0);
    assert.equal(account.home, join(folder, 'postgres'));
  });

  it('is a user namespace where only root can reach the data, which stays in place', async function () {
    if (!isRoot) return this.skip(); // needs root
    const account = await createdCluster('namespace', this);
    assert.equal(account.home, join(folder, 'postgres'));
    assert.equal(statSync(clusterFolder(account.home)).uid, 0);
  });

  it('is an unprivileged one with data and programs elsewhere, found through a link that is kept', async function () {
    if (!isRoot) return this.skip(); // needs root
    const account = await createdCluster('relocate', this);
    assert.ok(lstatSync(join(folder, 'postgres')).isSymbolicLink());
    assert.ok(account.home.startsWith(elsewhere));
    const again = await chooseAccount(locateBinaries(), join(folder, 'postgres'), ['relocate'], [elsewhere]);
    assert.equal(again.home, account.home);
  });

  it('changes with the machine, and the data changes hands', async function () {
    if (!isRoot) return this.skip(); // needs root
    chmodSync(folder, 0o755);
    await createdCluster('switch', this);
    const account = await createdCluster('namespace', this);
    assert.equal(statSync(join(clusterFolder(account.home), 'PG_VERSION')).uid, 0);
    const back = await createdCluster('switch', this);
    assert.notEqual(statSync(join(clusterFolder(back.home), 'PG_VERSION')).uid, 0);
  });

  it('is named as missing in one line when no way works', async function () {
    if (!isRoot) return this.skip(); // needs root
    await assert.rejects(
      chooseAccount(locateBinaries(), join(folder, 'postgres'), ['switch']),
      /^Error: PostgreSQL cannot run as root and no other account works here \(switch: .+\): start as an ordinary user, or set DATABASE_URL to a PostgreSQL server\.$/,
    );
  });

  async function createdCluster(way: AccountWay, test: Mocha.Context): Promise<PostgresAccount> {
    const binaries = locateBinaries();
    let account: PostgresAccount;
    try {
      account = await chooseAccount(binaries, join(folder, 'postgres'), [way], [elsewhere]);
    } catch (error) {
      test.skip(); // this system does not allow that way
      throw error;
    }
    await ensureCluster(account, binaries, false);
    assert.ok(readCredentials(account.home));
    const check = account.start('postgres', ['-D', clusterFolder(account.home), '-C', 'server_version'], { stdio: 'ignore' });
    assert.deepEqual(await once(check, 'exit'), [0, null]);
    return account;
  }
});

function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'postgres-account-')));
}
