/** The `ledger` command against running instances: backup and restore, and each other command once. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { attackBundle, COPYRIGHT, objectsOf, TECHNIQUES } from '../../examples/attack.js';
import { temporaryDataDir } from '../../spec/stores.js';
import { ledger, type Product, startProduct } from './product.js';

const IDENTITY = 'identity--b38dfe21-7477-40d1-aa90-5c8671ce51ca';
const REPORT = '84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3';
const at = { created: '2026-01-05T10:00:00.000Z', modified: '2026-01-05T10:00:00.000Z' };
const bundle = {
  type: 'bundle',
  id: 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d',
  objects: [
    { type: 'identity', spec_version: '2.1', id: IDENTITY, ...at, name: 'Northern CERT', identity_class: 'organization' },
    {
      type: 'malware',
      spec_version: '2.1',
      id: 'malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
      ...at,
      name: 'Loader',
      is_family: false,
    },
    {
      type: 'report',
      spec_version: '2.1',
      id: `report--${REPORT}`,
      created_by_ref: IDENTITY,
      ...at,
      name: 'Loader in the north\u2028with a line separator',
      report_types: ['threat-report'],
      published: '2026-01-05T10:00:00.000Z',
      object_refs: ['malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'],
    },
  ],
};
const WHO = ['--org', 'fusion-centre', '--role', 'senior_analyst,source_manager', '--clearance', 'SECRET', '--countries', 'GB'];

const eventLines = (file: string): readonly string[] => fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(1, -1);
const figuresOf = (brief: string): string => brief.split('\n').slice(1, -1).join('\n');

describe('the ledger command', function () {
  this.timeout(120_000);
  let folder: string;
  let first: string;
  let product: Product | undefined;
  let token: string;
  const asks = (...args: string[]) => ledger(first, args, { LEDGER_TOKEN: token });
  const tokenAt = async (dataDir: string) => (await ledger(dataDir, ['token', ...WHO])).stdout.trim();
  before(async () => {
    folder = await temporaryDataDir();
    first = await temporaryDataDir();
    product = await startProduct(first);
    token = await tokenAt(first);
  });
  after(() => product?.end('SIGTERM'));

  it('token prints the token and nothing else, and says which field is wrong', async () => {
    const { stdout, stderr } = await ledger(first, ['token']);
    assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    assert.equal(stderr, '');
    const wrong = await ledger(first, ['token', '--role', 'emperor']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /roles/);
  });

  it('says what is missing: a token, an instance', async () => {
    const without = await ledger(first, ['brief']);
    assert.deepEqual([without.code, without.stdout], [1, '']);
    assert.match(without.stderr, /^A token is needed: give --token, or set LEDGER_TOKEN/);
    const nowhere = await ledger(first, ['brief', '--url', 'http://127.0.0.1:1', '--token', 'x']);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /^Nothing answers at http:\/\/127\.0\.0\.1:1\b.*npm start/);
    const stores = await ledger(folder, ['print-stream', 'a']);
    assert.equal(stores.code, 1);
    assert.match(stores.stderr, /^No instance runs on /);
  });

  it('import takes what is sound, names the place of what is broken, and goes on', async () => {
    const sound = join(folder, 'sound.json');
    const broken = join(folder, 'broken.json');
    fs.writeFileSync(sound, JSON.stringify(bundle));
    fs.writeFileSync(broken, '{ "type": "bundle",\n  "objects": [ }');
    const { code, stdout, stderr } = await asks('import', 'stix', broken, sound);
    assert.equal(code, 1);
    assert.match(stderr, /broken\.json, line 2/);
    assert.match(stderr, /1 of 2 files was not imported/);
    assert.match(stdout, /sound\.json: 3 objects\n {2}created +2\n {2}stored +1/);
    const again = await asks('import', 'stix', sound);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /unchanged +3/);
  });

  it('import incidents says what became of each row, and writes the error report', async () => {
    const log = join(folder, 'log.csv');
    const errors = join(folder, 'errors.csv');
    const mapping = join(folder, 'mapping.json');
    const columns = { id: 'id', state: 'state', openedAt: 'opened', updatedAt: 'updated' };
    const dates = { format: 'ISO', zone: 'Europe/Berlin' };
    fs.writeFileSync(mapping, JSON.stringify({ system: 'Desk', dates, columns, states: { open: 'new', done: 'closed' } }));
    fs.writeFileSync(
      log,
      'id,state,opened,updated\nT1,open,2026-01-05T10:00,2026-01-05T10:00\nT1,odd,2026-01-05T10:00,noon\nT1,done,2026-01-05T10:00,2026-01-05T12:00\n',
    );
    const soc = (await ledger(first, ['token', '--role', 'soc_manager', '--clearance', 'SECRET'])).stdout.trim();
    const imports = (...args: string[]) => ledger(first, ['import', 'incidents', log, ...args, '--token', soc]);
    const { code, stdout, stderr } = await imports('--mapping', mapping, '--errors', errors);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /log\.csv: 3 rows = 2 with events \+ 0 nothing new \(0 known\) \+ 1 errors\n {2}incidents {2}1 opened/);
    assert.match(
      fs.readFileSync(errors, 'utf8'),
      /^"kind","file","line","column","reason"\n"error",".*log\.csv","3","updated",".*noon/,
    );
    assert.match((await imports('--mapping', mapping)).stdout, /0 with events \+ 2 nothing new \(2 known\) \+ 1 errors/);
    const without = await imports();
    assert.equal(without.code, 1);
    assert.match(without.stderr, /needs --mapping, a file of yours or servicenow-audit/);
    assert.match((await imports('--mapping', 'nowhere')).stderr, /--mapping nowhere: there is no such file/);
  });

  it('attack loads releases from a file or a folder, names what is wrong with one, and draws a layer', async () => {
    const admin = (await ledger(first, ['token', '--role', 'tenant_admin', '--clearance', 'SECRET'])).stdout.trim();
    const attack = (...args: string[]) => ledger(first, ['attack', ...args, '--token', admin]);
    const file = join(folder, 'ics.json');
    fs.writeFileSync(
      file,
      attackBundle({ domain: 'ics', version: '18.1', techniques: [{ id: 'T0817', name: 'Drive-by Compromise' }] }),
    );
    const objects = join(folder, 'enterprise-attack');
    for (const [index, object] of objectsOf({ domain: 'enterprise', version: null, techniques: TECHNIQUES }).entries()) {
      const { type } = object as { readonly type: string };
      fs.mkdirSync(join(objects, type), { recursive: true });
      fs.writeFileSync(join(objects, type, `${index}.json`), JSON.stringify({ type: 'bundle', objects: [object] }));
    }
    const without = await attack('load', file, objects);
    assert.equal(without.code, 1);
    assert.match(without.stdout, /ics\.json: ATT&CK ics 18\.1, loaded\n.*0 sub-techniques/);
    assert.match(without.stderr, /enterprise-attack: it does not say which release it is/);
    const { code, stdout, stderr } = await attack('load', objects, '--version', '17.1');
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /ATT&CK enterprise 17\.1, loaded\n {2}2 tactics, 2 techniques, 1 sub-techniques; 2 revoked, 1 deprecated/,
    );
    assert.ok(stdout.includes(COPYRIGHT));
    fs.writeFileSync(join(objects, 'broken.json'), '{');
    const broken = await attack('load', objects, '--version', '17.1');
    assert.match(broken.stderr, /broken\.json: it is not valid JSON, line 1/);
    const layer = join(folder, 'layer.json');
    assert.equal((await attack('layer', '--of', 'reports', '--out', layer)).code, 0);
    assert.equal(JSON.parse(fs.readFileSync(layer, 'utf8')).domain, 'enterprise-attack');
  });

  it('stix-object prints an imported object verbatim', async () => {
    const { stdout } = await asks('stix-object', IDENTITY);
    assert.deepEqual(JSON.parse(stdout), bundle.objects[0]);
  });

  it('history tells who changed what and when', async () => {
    const { stdout } = await asks('history', 'intelReport', REPORT);
    assert.match(stdout, /^0 {2}Imported, by /);
    assert.match(stdout, /happened 2026-01-05T10:00:00\.000Z, recorded 2\d{3}-/);
    const { code, stderr } = await asks('history', 'intelReport', 'not-an-id');
    assert.equal(code, 1);
    assert.match(stderr, /UUID/i);
  });

  it('print-stream prints the raw events', async () => {
    const { stdout } = await asks('print-stream', `intelReport-demo.${REPORT}`);
    const event = JSON.parse(stdout);
    assert.equal(event.type, 'IntelReportImported');
    assert.equal(event.metadata.tenantId, 'demo');
  });

  it('rebuild builds, compares and swaps, and can be taken back', async () => {
    const rebuilt = await asks('rebuild');
    assert.equal(rebuilt.code, 0, rebuilt.stderr);
    assert.match(rebuilt.stdout, /rebuilt from \d+ events in .* and swapped in/);
    assert.match((await asks('rebuild', 'intelligence', '--rollback')).stdout, /intelligence: the earlier model is live again/);
    assert.equal((await asks('rebuild', '--drop-old')).code, 0);
    const unknown = await asks('rebuild', 'horoscopes');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /^There is no projection horoscopes; give some of log_time, intelligence, /);
  });

  it('every command explains itself', async () => {
    const commands = [
      'token',
      'brief',
      'backup',
      'restore',
      'import stix',
      'import incidents',
      'rebuild',
      'history',
      'print-stream',
      'stix-object',
    ];
    const explain = async (command: string) => {
      const { code, stdout } = await ledger(first, [...command.split(' '), '--help']);
      assert.equal(code, 0);
      assert.match(stdout, /Example/, command);
    };
    await Promise.all(commands.map(explain));
  });

  describe('backup and restore', () => {
    let second: string;
    let restored: Product | undefined;
    let backup: string;
    before(async () => {
      second = await temporaryDataDir();
      backup = join(folder, 'ledger.ndjson');
      const made = await asks('backup', backup);
      assert.equal(made.code, 0, made.stderr);
      restored = await startProduct(second, { DEMO: '0' });
    });
    after(() => restored?.end('SIGTERM'));

    it('a backup is for its owner alone and never overwrites a file', async () => {
      assert.equal(fs.statSync(backup).mode & 0o777, 0o600);
      const { code, stderr } = await asks('backup', backup);
      assert.equal(code, 1);
      assert.match(stderr, /exists already/);
    });

    it('a truncated or altered backup is refused before anything is written', async () => {
      const whole = fs.readFileSync(backup, 'utf8');
      const lines = whole.trimEnd().split('\n');
      const faults: Record<string, readonly [string, RegExp]> = {
        'cut in a line': [whole.slice(0, whole.length / 2), /truncated/],
        'cut between lines': [
          `${lines.slice(0, -1).join('\n')}\n`,
          /truncated: the last line with count and checksum is missing/,
        ],
        'a line less': [`${lines.toSpliced(5, 1).join('\n')}\n`, /altered/],
        'another word': [whole.replace('Harbour watch', 'Harbour witch'), /checksum/],
        'not a backup': ['{}\n', /no backup/],
      };
      for (const [name, [content, expected]] of Object.entries(faults)) {
        const file = join(folder, 'faulty.ndjson');
        fs.writeFileSync(file, content);
        const { code, stderr } = await ledger(second, ['restore', file]);
        assert.equal(code, 1, name);
        assert.match(stderr, expected, name);
      }
      const untouched = join(folder, 'untouched.ndjson');
      await ledger(second, ['backup', untouched]);
      assert.deepEqual(eventLines(untouched), []);
    });

    it('restores the same events in the same order, and the same dashboard', async () => {
      const { code, stdout, stderr } = await ledger(second, ['restore', backup]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /events restored and compared one by one/);
      const copy = join(folder, 'copy.ndjson');
      await ledger(second, ['backup', copy]);
      assert.deepEqual(eventLines(copy), eventLines(backup));
      const there = await ledger(second, ['brief'], { LEDGER_TOKEN: await tokenAt(second) });
      const here = await asks('brief');
      // Ages go on, the present too, and names of people are not in a backup.
      const settled = (brief: string) =>
        figuresOf(brief).replaceAll(/\d+ \w+ ago| to \S+ \S+ UTC| by .+?, not countersigned/g, '');
      assert.equal(settled(there.stdout), settled(here.stdout));
    });

    it('a second restore of the same backup changes nothing', async () => {
      const { code } = await ledger(second, ['restore', backup]);
      assert.equal(code, 0);
    });

    it('refuses a ledger that holds something else', async () => {
      const other = join(folder, 'other.ndjson');
      fs.copyFileSync(backup, other);
      await asks('token');
      fs.writeFileSync(
        join(folder, 'one-more.json'),
        JSON.stringify({ ...bundle, objects: [{ ...bundle.objects[0], id: 'identity--c38dfe21-7477-40d1-aa90-5c8671ce51ca' }] }),
      );
      await asks('import', 'stix', join(folder, 'one-more.json'));
      const { code, stderr } = await asks('restore', other);
      assert.equal(code, 1);
      assert.match(stderr, /The ledger is not empty/);
    });
  });
});
