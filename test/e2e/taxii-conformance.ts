/** What every TAXII 2.1 server has to do, as stories: run against any server that has a collection to read and to write. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import {
  DATE_ADDED_FIRST,
  DATE_ADDED_LAST,
  TAXII_MEDIA_TYPE,
  taxiiApiRoot,
  taxiiCollection,
  taxiiCollections,
  taxiiDiscovery,
  taxiiEnvelope,
  taxiiError,
  taxiiManifest,
  type TaxiiManifestRecord,
  taxiiStatus,
  taxiiVersions,
} from '../../src/exchange/taxii/taxii-resources.js';
import { tlpId } from '../../src/exchange/stix/tlp.js';

export interface TaxiiTarget {
  /** Of the discovery, with its slash. */
  readonly discovery: string;
  readonly apiRoot: string;
  /** Id of a collection that may be read and written. */
  readonly collection: string;
  readonly alias: string;
  /** Headers that let a caller in. */
  readonly authorization: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const FINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,}Z$/;
const VISIBLE_WITHIN_MS = 10_000;

export const malware = (name: string, modified = '2026-02-01T00:00:00.000Z', id = `malware--${randomUUID()}`) => ({
  type: 'malware',
  spec_version: '2.1',
  id,
  created: '2026-02-01T00:00:00.000Z',
  modified,
  name,
  is_family: false,
  object_marking_refs: [tlpId('GREEN', '2.0')],
});
type Pushed = ReturnType<typeof malware>;

export class TaxiiCaller {
  constructor(readonly target: TaxiiTarget) {}

  get objects(): string {
    return `${this.target.apiRoot}collections/${this.target.collection}/objects/`;
  }
  get manifest(): string {
    return `${this.target.apiRoot}collections/${this.target.collection}/manifest/`;
  }

  async get(url: string, headers: Readonly<Record<string, string | undefined>> = {}, init: RequestInit = {}): Promise<Answer> {
    const wanted = { accept: TAXII_MEDIA_TYPE, ...this.target.authorization, ...headers };
    const given = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(url, { redirect: 'manual', headers: Object.fromEntries(given), ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.get(this.objects, { 'content-type': TAXII_MEDIA_TYPE, ...headers }, { method: 'POST', body: body as never });
  }

  async read<Schema extends z.ZodType>(url: string, schema: Schema): Promise<z.output<Schema>> {
    const { status, headers, text } = await this.get(url);
    assert.equal(status, 200, `${url}: ${text}`);
    assert.equal(headers.get('content-type'), TAXII_MEDIA_TYPE);
    return schema.parse(JSON.parse(text));
  }

  /** Pushes, and waits until it is taken in and can be read. */
  async add(...objects: readonly Pushed[]): Promise<readonly TaxiiManifestRecord[]> {
    const { status, text } = await this.post(JSON.stringify({ objects }));
    assert.equal(status, 202, text);
    const { id } = taxiiStatus.parse(JSON.parse(text));
    const giveUpAt = Date.now() + VISIBLE_WITHIN_MS;
    for (;;) {
      const state = await this.read(`${this.target.apiRoot}status/${id}/`, taxiiStatus);
      assert.equal(state.success_count + state.failure_count + state.pending_count, objects.length);
      const ids = [...new Set(objects.map((object) => object.id))].join(',');
      const { objects: lines = [] } = await this.read(`${this.manifest}?match[id]=${ids}&match[version]=all`, taxiiManifest);
      const isThere = objects.every((object) =>
        lines.some((line) => line.id === object.id && Date.parse(line.version) === Date.parse(object.modified)),
      );
      if (state.status === 'complete' && isThere) return lines;
      assert.ok(Date.now() < giveUpAt, `${text} was not taken in`);
      await delay(50);
    }
  }

  /** Every page of a question. */
  async pages(
    query: string,
    between: (page: number) => Promise<unknown> = async () => undefined,
  ): Promise<readonly (readonly string[])[]> {
    const pages: string[][] = [];
    for (let next: string | undefined; ;) {
      const url = `${this.objects}?${query}${next === undefined ? '' : `&next=${encodeURIComponent(next)}`}`;
      const envelope = await this.read(url, taxiiEnvelope);
      pages.push((envelope.objects ?? []).map(({ id }) => id));
      if (envelope.more !== true) return pages;
      assert.ok(envelope.next, 'a page with more says where it goes on');
      next = envelope.next;
      await between(pages.length);
    }
  }
}

const assertError = ({ status, headers, text }: Answer, expected: number): void => {
  assert.equal(status, expected, text);
  assert.equal(headers.get('content-type'), TAXII_MEDIA_TYPE);
  const error = taxiiError.parse(JSON.parse(text));
  assert.equal(error.http_status, String(expected));
  assert.ok(error.error_id, 'the error can be looked up');
};

/** To be called in a `describe`. */
export const conformsToTaxii = (of: () => TaxiiTarget): void => {
  const caller = () => new TaxiiCaller(of());

  it('says what it is, where its API roots are and what their collections are', async () => {
    const taxii = caller();
    const { discovery, apiRoot, collection, alias } = of();
    const found = await taxii.read(discovery, taxiiDiscovery);
    assert.ok(found.api_roots?.includes(found.default!));
    assert.equal(new URL(found.default!, discovery).href, apiRoot);
    const root = await taxii.read(apiRoot, taxiiApiRoot);
    assert.ok(root.versions.includes(TAXII_MEDIA_TYPE));
    const { collections = [] } = await taxii.read(`${apiRoot}collections/`, taxiiCollections);
    const listed = collections.find(({ id }) => id === collection);
    assert.ok(listed?.can_read && listed.can_write);
    assert.deepEqual(await taxii.read(`${apiRoot}collections/${collection}/`, taxiiCollection), listed);
    assert.deepEqual(await taxii.read(`${apiRoot}collections/${alias}/`, taxiiCollection), listed);
  });

  it('gives what was added under its id, in the order in which it came, with the dates of the first and the last', async () => {
    const taxii = caller();
    const [first, second] = [malware('first'), malware('second')];
    const [before] = await taxii.add(first);
    const [after] = await taxii.add(second);
    assert.match(before.date_added, FINE);
    assert.ok(before.date_added < after.date_added);
    const { headers, text } = await taxii.get(`${taxii.objects}?match[id]=${second.id},${first.id}`);
    assert.deepEqual(JSON.parse(text), { objects: [first, second] });
    assert.equal(headers.get(DATE_ADDED_FIRST), before.date_added);
    assert.equal(headers.get(DATE_ADDED_LAST), after.date_added);
    const one = await taxii.read(`${taxii.objects}${first.id}/`, taxiiEnvelope);
    assert.deepEqual(one.objects, [first]);
    const byAlias = await taxii.read(`${of().apiRoot}collections/${of().alias}/objects/${first.id}/`, taxiiEnvelope);
    assert.deepEqual(byAlias.objects, [first]);
  });

  it('tells what came after a time and nothing that came at it, in whatever precision the time is given', async () => {
    const taxii = caller();
    const [first, second] = [malware('earlier'), malware('later')];
    const [{ date_added: early }] = await taxii.add(first);
    const [{ date_added: late }] = await taxii.add(second);
    const ids = `match[id]=${first.id},${second.id}`;
    const after = async (time: string) => (await taxii.pages(`${ids}&added_after=${time}`)).flat();
    assert.deepEqual(await after(early), [second.id]);
    assert.deepEqual(await after(late), []);
    assert.deepEqual(await after('2020-01-01T00:00:00Z'), [first.id, second.id]);
    assert.deepEqual(await after('2999-01-01T00:00:00.000000Z'), []);
    assert.ok((await after(`${early.slice(0, 26)}Z`)).includes(second.id), 'a time that was cut off skips nothing');
    const { text, headers } = await taxii.get(`${taxii.objects}?added_after=2999-01-01T00:00:00Z`);
    assert.equal(text, '{}');
    assert.equal(headers.get(DATE_ADDED_LAST), null);
    assert.equal((await taxii.get(`${taxii.objects}${first.id}/?added_after=${late}`)).text, '{}');
  });

  it('narrows by id, type, version and STIX version, several of each at once', async () => {
    const taxii = caller();
    const made = malware('narrowed');
    const tool = { ...malware('narrowed tool'), type: 'tool', id: `tool--${randomUUID()}` };
    await taxii.add(made, tool);
    const mine = `match[id]=${made.id},${tool.id},malware--${randomUUID()}`;
    const ids = async (query: string) => (await taxii.pages(`${mine}&${query}`)).flat().toSorted();
    assert.deepEqual(await ids('match[type]=tool'), [tool.id]);
    assert.deepEqual(await ids('match[type]=tool,malware'), [made.id, tool.id].toSorted());
    assert.deepEqual(await ids('match[type]=campaign'), []);
    assert.deepEqual(await ids('match[spec_version]=2.1'), [made.id, tool.id].toSorted());
    assert.deepEqual(await ids('match[spec_version]=2.0'), []);
    assert.deepEqual(await ids('match[version]=2026-02-01T00:00:00Z&match[type]=malware'), [made.id]);
    assert.deepEqual(await ids('match[version]=2026-02-01T00:00:00.001Z'), []);
    assert.ok((await taxii.pages('match[type]=tool')).flat().every((id) => id.startsWith('tool--')));
  });

  it('keeps every version of an object, the newest when nothing is said, and tells which there are', async () => {
    const taxii = caller();
    const id = `malware--${randomUUID()}`;
    const [one, two, three] = [1, 2, 3].map((n) => malware(`version ${n}`, `2026-02-0${n}T00:00:00.000Z`, id));
    await taxii.add(one);
    await taxii.add(three);
    const lines = await taxii.add(two);
    assert.deepEqual(
      lines.map(({ version }) => version),
      [one, three, two].map(({ modified }) => modified),
    );
    const given = async (query: string) => {
      const { objects = [] } = await taxii.read(`${taxii.objects}${id}/?${query}`, taxiiEnvelope);
      return objects.map(({ name }) => name);
    };
    assert.deepEqual(await given(''), ['version 3']);
    assert.deepEqual(await given('match[version]=last'), ['version 3']);
    assert.deepEqual(await given('match[version]=first'), ['version 1']);
    assert.deepEqual(await given('match[version]=all'), ['version 1', 'version 3', 'version 2']);
    assert.deepEqual(await given(`match[version]=first,${two.modified}`), ['version 1', 'version 2']);
    const { versions } = await taxii.read(`${taxii.objects}${id}/versions/`, taxiiVersions);
    assert.deepEqual(
      versions,
      [one, three, two].map(({ modified }) => modified),
    );
    assert.deepEqual((await taxii.pages(`match[id]=${id}`)).flat(), [id]);
    assert.deepEqual((await taxii.pages(`match[id]=${id}&match[version]=all&limit=1`)).flat(), [id, id, id]);
    assert.deepEqual(
      (await taxii.pages(`match[version]=all&match[type]=malware&added_after=${lines[0].date_added}`))
        .flat()
        .filter((one) => one === id),
      [id, id],
    );
  });

  it('comes to the end page by page without skipping or repeating, while more is added', async () => {
    const taxii = caller();
    const [{ date_added: start }] = await taxii.add(malware('mark'));
    const old = Array.from({ length: 7 }, (_, n) => malware(`page ${n}`));
    await taxii.add(...old);
    const fresh: Pushed[] = [];
    const pages = await taxii.pages(`limit=2&added_after=${start}`, async (page) => {
      if (page > 3) return;
      fresh.push(malware(`meanwhile ${page}`));
      await taxii.add(fresh.at(-1)!);
    });
    const ids = pages.flat();
    assert.equal(new Set(ids).size, ids.length, 'nothing comes twice');
    for (const { id } of [...old, ...fresh]) assert.ok(ids.includes(id), 'nothing is left out');
    assert.ok(pages.slice(0, -1).every((page) => page.length === 2));
    const again = await taxii.get(`${taxii.objects}?limit=2&added_after=${start}`);
    const resumed = (await taxii.pages(`limit=3&added_after=${again.headers.get(DATE_ADDED_LAST)}`)).flat();
    assert.deepEqual(resumed, ids.slice(2), 'the date of the last is where the next begins');
    const { objects: lines = [] } = await taxii.read(`${taxii.manifest}?added_after=${start}`, taxiiManifest);
    assert.deepEqual(
      lines.map(({ id }) => id),
      ids,
    );
    const dates = lines.map(({ date_added: date }) => date);
    assert.deepEqual(dates, dates.toSorted());
  });

  it('says of each pushed object what became of it, and takes the same one again without a second of it', async () => {
    const taxii = caller();
    const good = malware('good');
    const bad = { ...malware('bad'), modified: '2020-01-01T00:00:00.000Z' };
    const { status, text } = await taxii.post(JSON.stringify({ objects: [good, bad] }));
    assert.equal(status, 202, text);
    const { id } = taxiiStatus.parse(JSON.parse(text));
    await taxii.add(good);
    const state = await taxii.read(`${of().apiRoot}status/${id}/`, taxiiStatus);
    assert.deepEqual([state.status, state.total_count, state.success_count, state.failure_count], ['complete', 2, 1, 1]);
    assert.deepEqual(
      state.successes?.map((one) => [one.id, one.version]),
      [[good.id, good.modified]],
    );
    assert.deepEqual(
      state.failures?.map((one) => [one.id, one.version]),
      [[bad.id, bad.modified]],
    );
    assert.match(state.failures[0].message ?? '', /modified/);
    assert.deepEqual((await taxii.read(`${taxii.objects}${good.id}/versions/`, taxiiVersions)).versions, [good.modified]);
    assert.equal((await taxii.get(`${taxii.objects}${bad.id}/`)).status, 404);
  });

  it('answers and takes nothing but its own media type', async () => {
    const taxii = caller();
    for (const accept of ['application/json', 'application/taxii+json;version=2.0', '*/*', 'nonsense'])
      assertError(await taxii.get(taxii.objects, { accept }), 406);
    for (const accept of [
      'application/taxii+json',
      'text/html, application/taxii+json; version=2.1',
      'application/taxii+json;version="2.1"',
    ])
      assert.equal((await taxii.get(`${taxii.objects}?limit=1`, { accept })).status, 200, accept);
    const body = JSON.stringify({ objects: [malware('untold')] });
    for (const type of [
      'application/json',
      'text/plain',
      'application/taxii+json;version=2.0',
      'application/stix+json;version=2.1',
    ])
      assertError(await taxii.post(body, { 'content-type': type }), 415);
  });

  it('refuses what it cannot read, and says what is wrong', async () => {
    const taxii = caller();
    for (const [status, body] of [
      [400, 'no JSON'],
      [422, '[]'],
      [422, '{}'],
      [422, '{"objects":[{"name":"no id"}]}'],
      [422, JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [malware('in a bundle')] })],
    ] as const)
      assertError(await taxii.post(body), status);
    for (const query of [
      'limit=0',
      'limit=-1',
      'limit=many',
      'added_after=yesterday',
      'added_after=2026-02-30T00:00:00Z',
      'next=nonsense',
      'match[name]=x',
      'match[version]=newest',
      'match[spec_version]=new',
      'match[id]=',
      'limit=1&limit=2',
    ])
      assertError(await taxii.get(`${taxii.objects}?${query}`), 400);
    const { next } = await taxii.read(`${taxii.objects}?limit=1`, taxiiEnvelope);
    assertError(await taxii.get(`${taxii.objects}?limit=1&match[type]=tool&next=${next}`), 400);
  });

  it('takes no more at once than it says', async () => {
    const taxii = caller();
    const { max_content_length: most } = await taxii.read(of().apiRoot, taxiiApiRoot);
    const padding = ' '.repeat(most);
    assertError(await taxii.post(`{"objects":[${JSON.stringify(malware('large'))}]${padding}}`), 413);
  });

  it('knows no address without its slash, no object or collection that is not there, and deletes nothing', async () => {
    const taxii = caller();
    const { apiRoot, collection, discovery } = of();
    for (const url of [discovery, apiRoot, `${apiRoot}collections/`, taxii.objects, taxii.manifest])
      assertError(await taxii.get(url.slice(0, -1)), 404);
    for (const path of [
      `collections/${randomUUID()}/`,
      'collections/nothing-of-the-kind/',
      `collections/${randomUUID()}/objects/`,
      `collections/${collection}/objects/malware--${randomUUID()}/`,
      `collections/${collection}/objects/malware--${randomUUID()}/versions/`,
      `collections/${collection}/nothing/`,
      `status/${randomUUID()}/`,
      'status/none/',
    ])
      assertError(await taxii.get(`${apiRoot}${path}`), 404);
    const made = malware('stays');
    await taxii.add(made);
    const deleted = await taxii.get(`${taxii.objects}${made.id}/`, {}, { method: 'DELETE' });
    assertError(deleted, 405);
    assert.equal(deleted.headers.get('allow'), 'GET');
    assert.equal((await taxii.get(`${taxii.objects}${made.id}/`)).status, 200);
  });

  it('lets nobody in without a credential, and says which it wants', async () => {
    const taxii = caller();
    const nobody = Object.fromEntries(Object.keys(of().authorization).map((name) => [name, undefined]));
    for (const url of [of().discovery, of().apiRoot, taxii.objects, taxii.manifest]) {
      const answer = await taxii.get(url, nobody);
      assertError(answer, 401);
      assert.ok(answer.headers.get('www-authenticate'));
    }
  });
};
