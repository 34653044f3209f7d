/** Files that are larger than memory should hold go in object by object, or not at all. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import type { ImportedAnswer } from './shared-stix.js';

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

describe('importing a large file', function () {
  this.timeout(300_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ tenant: 'large', sub: 'feed', roles: ['analyst'] });
  });
  after(() => app?.stop());

  const send = (content: AsyncIterable<Uint8Array>): Promise<Response> =>
    fetch(`${app.url}/api/v1/stix/import?name=large.json`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/stix+json' },
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

  it('imports nothing of one that is broken at its end, and says where', async () => {
    const before = await app.application.kernel.log.head();
    const response = await send(bundle(',\n{"type": malware}]}'));
    const { status, detail } = (await response.json()) as { status: number; detail: string };
    assert.equal(status, 400);
    assert.match(detail, /large\.json, line \d{4,}, column 10: expected a value, found "m"/);
    assert.equal(await app.application.kernel.log.head(), before);
  });
});
