/** An address with a STIX bundle that knows whether it has changed, until a story answers in its place. */
import { createHash } from 'node:crypto';
import type http from 'node:http';
import { type Asked, FakeServer, listening, type Tls } from '../fake-server.js';
import type { StixObject } from '../taxii/fake-taxii-server.js';

const PATH = '/export/indicators.json';

export class FakeBundleServer extends FakeServer {
  readonly objects: StixObject[] = [];
  /** Whether it says which content it has. */
  hasEtags = true;
  lastModified: string | undefined;

  static async start(tls?: Tls): Promise<FakeBundleServer> {
    return new FakeBundleServer(await listening(tls), tls ? 'https' : 'http');
  }

  get url(): string {
    return `${this.origin}${PATH}`;
  }
  get text(): string {
    return JSON.stringify({ type: 'bundle', id: 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d', objects: this.objects });
  }

  override reset(): void {
    super.reset();
    this.objects.length = 0;
    this.hasEtags = true;
    this.lastModified = undefined;
  }

  send(response: http.ServerResponse, body: string | Buffer, status = 200, headers: http.OutgoingHttpHeaders = {}): 'answered' {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
    return 'answered';
  }

  protected behave({ url, headers }: Asked, response: http.ServerResponse): void {
    if (url.pathname !== PATH) return void this.send(response, '{"error":"not found"}', 404);
    const etag = `"${createHash('sha256').update(this.text).digest('hex')}"`;
    const known = {
      ...(this.hasEtags ? { etag } : {}),
      ...(this.lastModified === undefined ? {} : { 'last-modified': this.lastModified }),
    };
    const { 'if-none-match': noneMatch, 'if-modified-since': since } = headers;
    const isKnown = noneMatch === undefined ? since !== undefined && since === this.lastModified : noneMatch === etag;
    if (!isKnown) return void this.send(response, this.text, 200, known);
    response.writeHead(304, known);
    response.end();
  }
}
