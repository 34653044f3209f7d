/** Files that are larger than memory should hold go in object by object, or not at all. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { bundleOf, type ImportedAnswer, stix } from './shared-stix.js';

const MIB = 1024 ** 2;
const SIZE = Number(process.env.LEDGER_LARGE_IMPORT_MIB ?? 20) * MIB;
/** Of each object; a ledger keeps such text inline. */
const DESCRIPTION = 'What was seen, at some length. '.repeat(320);

const noteOf = (index: number): string =>
  JSON.stringify({
    type: 'malware',
    spec_version: '2.1',
    id: `malware--${randomUUID()}`,
    created: '2026-01-05T10:00:00.000Z',
    modified: '2026-01-05T10:00:00.000Z',
    name: `Loader ${index}`,
    is_family: false,
    description: DESCRIPTION,
  });

/** @param end what stands where the bundle should end. */
const bundle = async function* (end: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`{"type":"bundle","id":"bundle--${randomUUID()}","objects":[\n`);
  for (let index = 0, bytes = 0; bytes < SIZE; index += 1) {
    const text = `${index === 0 ? '' : ',\n'}${noteOf(index)}`;
    bytes += text.length;
    yield Buffer.from(text);
  }
  yield Buffer.from(end);
};

/** With white space, so that nothing else differs. */
const padded = async function* (text: string, mib: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text.slice(0, -2));
  for (let count = 0; count < mib; count += 1) yield Buffer.alloc(MIB, ' ');
  yield Buffer.from(text.slice(-2));
};

const RANKS = 'extension-definition--77777777-7777-4777-8777-777777777777';
const later = '2026-02-02T08:00:00.000Z';
const group = stix('identity', '1', { name: 'Northern CERT', sectors: ['energy', 'retail'] });
/** Each says something of another, and some what it does not let them say. */
const OF_EACH_OTHER = bundleOf(
  stix('malware', '2', { name: 'Loader', is_family: false, rank: 5, extensions: { [RANKS]: { extension_type: 'new-sdo' } } }),
  stix('language-content', '3', { object_ref: group.id, contents: { de: { sectors: ['Energie'] } } }),
  stix('language-content', '4', { object_ref: group.id, contents: { de: { name: 'Nord-CERT' } } }),
  stix('campaign', '5', { name: 'Quiet Harbour', created_by_ref: group.id }),
  stix('campaign', '5', { name: 'Loud Harbour', modified: later }),
  stix('campaign', '6', { name: 'Old Mill' }),
  stix('campaign', '6', { name: 'New Mill' }),
  {
    ...group,
    id: RANKS,
    type: 'extension-definition',
    created_by_ref: group.id,
    schema: 'ranks',
    version: '1.0.0',
    extension_types: ['property-extension'],
  },
  group,
);

describe('importing a large file', function () {
  this.timeout(300_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ tenant: 'large', sub: 'feed', roles: ['analyst'] });
  });
  after(() => app?.stop());

  const send = (content: AsyncIterable<Uint8Array>, as = token): Promise<Response> =>
    fetch(`${app.url}/api/v1/stix/import?name=large.json`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/stix+json' },
      body: ReadableStream.from(content),
      duplex: 'half',
    });

  it('keeps every object, and signs what it did', async () => {
    const answer = (await (await send(bundle(']}'))).json()) as ImportedAnswer & {
      readonly signed: { readonly receipt: { readonly bytes: number; readonly counts: { readonly stored: number } } };
    };
    assert.equal(answer.counts.stored, answer.objects.length);
    assert.ok(answer.objects.length * DESCRIPTION.length > SIZE * 0.9);
    assert.equal(answer.signed.receipt.counts.stored, answer.objects.length);
    assert.ok(answer.signed.receipt.bytes > SIZE);
  });

  it('tells the same of its objects as of those of a small one', async () => {
    const [small, large] = await Promise.all(
      [0, 5].map(async (mib) => {
        const analyst = await app.token({ tenant: `padded-${mib}`, sub: 'feed', roles: ['analyst'] });
        const response = await send(padded(OF_EACH_OTHER, mib), analyst);
        const { counts, objects, warnings, warned } = (await response.json()) as ImportedAnswer & { readonly warned: number };
        const said = objects.map(({ stixId, outcome, reasons, record }) => ({ stixId, outcome, reasons, record }));
        return { counts, warnings, warned, said: said.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
      }),
    );
    assert.deepEqual(large, small);
    assert.equal(large.counts.refused, 3);
    assert.equal(large.counts.conflict, 1);
  });

  it('imports nothing of one that is broken at its end, and says where', async () => {
    const before = await app.application.kernel.log.head();
    const response = await send(bundle(',\n{"type": malware}]}'));
    const { status, detail } = (await response.json()) as { status: number; detail: string };
    assert.equal(status, 400);
    assert.match(detail, /large\.json, line \d{4,}, column 10: expected a value, found "m"/);
    assert.equal(await app.application.kernel.log.head(), before);
  });
});
