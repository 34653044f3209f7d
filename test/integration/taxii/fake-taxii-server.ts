/** A TAXII 2.1 server that can be told to misbehave: it works as real servers do, until a story answers a request in its place. */
import type http from 'node:http';
import { TAXII_MEDIA_TYPE } from '../../../src/exchange/taxii/taxii-resources.js';
import { type Asked, FakeServer, listening, type Tls } from '../fake-server.js';

export type { Asked, Misbehave } from '../fake-server.js';

export type StixObject = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };
interface Held {
  readonly object: StixObject;
  readonly addedAt: string;
}
const versionOf = ({ modified, created }: StixObject): string => String(modified ?? created ?? '');

export class FakeTaxiiServer extends FakeServer {
  maxContentLength = 1_000_000;
  canRead = true;
  roots: string[] = [];
  readonly held: Held[] = [];
  readonly statuses = new Map<string, object>();
  private readonly rests = new Map<string, Held[]>();
  private tokens = 0;

  static async start(tls?: Tls): Promise<FakeTaxiiServer> {
    const fake = new FakeTaxiiServer(await listening(tls), tls ? 'https' : 'http');
    fake.roots = [fake.apiRoot];
    return fake;
  }

  get apiRoot(): string {
    return `${this.origin}/api1/`;
  }
  readonly collectionId = '9cfa669c-ee94-4ece-afd2-f8edac37d8fd';

  /** @param addedAt of the first, and of each a microsecond later unless `together`. */
  add(objects: readonly StixObject[], addedAt = '2026-02-01T10:00:00.000000Z', together = false): void {
    const begin = Number(addedAt.slice(20, 26));
    for (const [index, object] of objects.entries())
      this.held.push({
        object,
        addedAt: together ? addedAt : `${addedAt.slice(0, 20)}${String(begin + index).padStart(6, '0')}Z`,
      });
  }

  override reset(): void {
    super.reset();
    this.held.length = 0;
    this.statuses.clear();
    this.maxContentLength = 1_000_000;
    this.canRead = true;
    this.roots = [this.apiRoot];
  }

  /** As TAXII asks for it. */
  send(response: http.ServerResponse, value: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}): 'answered' {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    response.writeHead(status, { 'content-type': TAXII_MEDIA_TYPE, 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
    return 'answered';
  }

  protected behave({ method, url, body }: Asked, response: http.ServerResponse): void {
    const collection = `/api1/collections/${this.collectionId}/`;
    const status = /^\/api1\/status\/(.+)\/$/.exec(url.pathname)?.[1];
    const shown = { id: this.collectionId, title: 'Shared', can_read: this.canRead, can_write: true };
    if (url.pathname === '/taxii2/') this.send(response, { title: 'A server', api_roots: this.roots });
    else if (url.pathname === '/api1/')
      this.send(response, { title: 'A root', versions: [TAXII_MEDIA_TYPE], max_content_length: this.maxContentLength });
    else if (url.pathname === '/api1/collections/') this.send(response, { collections: [shown] });
    else if (url.pathname === collection) this.send(response, shown);
    else if (url.pathname === `${collection}objects/` && method === 'POST') this.store(body, response);
    else if (url.pathname === `${collection}objects/`) this.page(url, response);
    else if (url.pathname === `${collection}manifest/`) this.manifest(url, response);
    else if (status !== undefined && this.statuses.has(status)) this.send(response, this.statuses.get(status));
    else this.send(response, { title: 'Not found', http_status: '404' }, 404);
  }

  private matching(url: URL): Held[] {
    const listed = (field: string) => url.searchParams.get(`match[${field}]`)?.split(',');
    const [after, ids, types] = [url.searchParams.get('added_after'), listed('id'), listed('type')];
    return this.held.filter(
      ({ object, addedAt }) =>
        (after === null || addedAt > after) && (ids?.includes(object.id) ?? true) && (types?.includes(object.type) ?? true),
    );
  }

  /** One `next` stands for what is left, as in medallion: asked twice, it gives the page after. */
  private page(url: URL, response: http.ServerResponse): void {
    const token = url.searchParams.get('next');
    const rest = token === null ? this.matching(url) : this.rests.get(token);
    if (!rest) return void this.send(response, { title: 'Unknown next', http_status: '404' }, 404);
    const page = rest.splice(0, Number(url.searchParams.get('limit') ?? 100));
    const next = token ?? String((this.tokens += 1));
    this.rests.set(next, rest);
    if (page.length === 0) return void this.send(response, {});
    this.send(
      response,
      { more: rest.length > 0, ...(rest.length > 0 ? { next } : {}), objects: page.map(({ object }) => object) },
      200,
      {
        'X-TAXII-Date-Added-First': page[0].addedAt,
        'X-TAXII-Date-Added-Last': page.at(-1)!.addedAt,
      },
    );
  }

  /** Counts objects as given that nobody got. */
  pass(next: string, objects: number): void {
    this.rests.get(next)!.splice(0, objects);
  }

  private manifest(url: URL, response: http.ServerResponse): void {
    const lines = this.matching(url).map(({ object, addedAt }) => ({
      id: object.id,
      date_added: addedAt,
      version: versionOf(object),
    }));
    this.send(response, lines.length === 0 ? {} : { objects: lines });
  }

  /** Knows objects by id and version. */
  keep(object: StixObject): void {
    const known = this.held.some((one) => one.object.id === object.id && versionOf(one.object) === versionOf(object));
    if (!known) this.add([object], `2026-03-01T10:00:00.${String(this.held.length).padStart(6, '0')}Z`);
  }

  private store(body: string, response: http.ServerResponse): void {
    const { objects } = JSON.parse(body) as { objects: StixObject[] };
    for (const object of objects) this.keep(object);
    const id = `status-${this.asked.length}`;
    const counts = { total_count: objects.length, success_count: objects.length, failure_count: 0, pending_count: 0 };
    this.send(response, { id, status: 'complete', ...counts }, 202);
  }
}
