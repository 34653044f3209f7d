/** What partners sent leaves as it came, wherever it goes from here. */
import assert from 'node:assert/strict';
import { canonicalJson } from '../../src/json/canonical-json.js';
import type { JsonValue } from '../../src/json/json-value.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { exported, type StixJson } from './exports.js';
import { bundleOf, importText, post, sharedStix, sharedStixFiles, sharedStixIsHere, stix } from './shared-stix.js';

const FOLDERS = ['atlas-opencti', 'oasis-examples', 'oasis-schema-examples', 'oasis-sco', 'unit42-stix20', 'validator-examples'];

const canonical = (object: unknown): string => canonicalJson(object as JsonValue);

describe('STIX there and back', function () {
  this.timeout(240_000);
  let app: TestApplication;
  const analyst = (tenant: string) => app.token({ tenant, org: 'org', sub: 'ann', roles: ['analyst'], clearance: 'SECRET' });
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const sent = async (token: string, content: string) => {
    const { position } = await importText(app, token, content, '?unmarkedTlp=CLEAR');
    return exported(app, token, position === null ? {} : { atLeast: position });
  };

  it('gives back every file that is shared with the project, and the same again from where it was sent to', async function () {
    if (!sharedStixIsHere()) this.skip(); // needs the shared STIX files
    let files = 0;
    for (const file of FOLDERS.flatMap((folder) => sharedStixFiles(folder))) {
      const [there, back] = [await analyst(`there-${files}`), await analyst(`back-${files}`)];
      const { status, body } = await post(app, there, sharedStix(file), '?unmarkedTlp=CLEAR');
      if (status !== 200) continue;
      files += 1;
      const first = await exported(app, there, body.position === null ? {} : { atLeast: body.position });
      const second = await sent(back, first.text);
      assert.equal(second.text, first.text, file);
      const refused = new Set(body.objects.filter(({ outcome }) => outcome === 'refused').map(({ stixId }) => stixId));
      const read = JSON.parse(sharedStix(file)) as { objects?: StixJson[] } | StixJson[] | StixJson;
      const given = (Array.isArray(read) ? read : ((read as { objects?: StixJson[] }).objects ?? [read as StixJson])).filter(
        ({ id }) => !refused.has(id),
      );
      const came = new Set(given.map(canonical));
      for (const object of first.objects) assert.ok(came.has(canonical(object)), `${file}: ${object.id} is not what came`);
      const stayed = Object.values(first.withheld).reduce((sum, count) => sum + count, 0);
      assert.equal(first.objects.length + stayed, new Set(given.map(({ id }) => id)).size, file);
    }
    assert.ok(files > 20, `${files} files`);
  });

  it('keeps what nobody knows: types, properties, refs to nothing, digits of times, spelling of numbers', async () => {
    const strange = `{"type":"x-strange-thing","spec_version":"2.1","id":"x-strange-thing--11111111-1111-4111-8111-111111111111",
      "created":"2026-01-02T08:00:00.123456789Z","modified":"2026-01-02T08:00:00.123456789Z","x_number":1.50e1,"x_ref":"malware--99999999-9999-4999-8999-999999999999"}`;
    const malware = stix('malware', 'd', { name: 'Loader', is_family: false, x_foo: { deep: [1, null] } });
    const report = stix('report', 'c', {
      name: 'On the loader',
      published: '2026-01-02T08:00:00Z',
      report_types: ['malware'],
      object_refs: [malware.id, 'tool--99999999-9999-4999-8999-999999999999'],
      lang: 'en',
    });
    const bundle = bundleOf(malware, report).replace('"objects":[', `"objects":[${strange},`);
    const first = await sent(await analyst('strange'), bundle);
    assert.ok(first.text.includes(strange));
    assert.deepEqual(new Set(first.objects.map(({ type }) => type)), new Set(['x-strange-thing', 'malware', 'report']));
    const second = await sent(await analyst('stranger'), first.text);
    assert.equal(second.text, first.text);
  });
});
