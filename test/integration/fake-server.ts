/** A server on loopback that can be told to misbehave: it works until a story answers a request in its place. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../spec/certificates.js';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}
export type Misbehave = (asked: Asked, response: http.ServerResponse) => 'answered' | undefined;

/** Serves HTTPS with its own certificate, and asks clients for one that `clients` has signed. */
export interface Tls {
  readonly own: Certificate;
  readonly clients?: string;
}

export const listening = async (tls?: Tls): Promise<http.Server> => {
  const server = tls
    ? https.createServer({
        cert: tls.own.certificate,
        key: tls.own.privateKey,
        ...(tls.clients === undefined ? {} : { ca: tls.clients, requestCert: true, rejectUnauthorized: true }),
      })
    : http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

export abstract class FakeServer {
  readonly asked: Asked[] = [];
  /** Looks at each request first. */
  misbehave: Misbehave = () => undefined;

  protected constructor(
    private readonly server: http.Server,
    private readonly scheme: 'http' | 'https',
  ) {
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => void this.answer(request, response));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  get origin(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  reset(): void {
    this.asked.length = 0;
    this.misbehave = () => undefined;
  }

  protected abstract behave(asked: Asked, response: http.ServerResponse): void;

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const asked = {
      method: request.method!,
      url: new URL(request.url!, this.origin),
      headers: request.headers,
      body: Buffer.concat(pieces).toString(),
    };
    this.asked.push(asked);
    if (this.misbehave(asked, response) !== 'answered') this.behave(asked, response);
  }
}
