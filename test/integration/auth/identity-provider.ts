/** An identity provider on this machine: its key set over HTTP, and tokens signed by hand, right or wrong. */
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthConfig } from '../../../src/config/config.js';

export type Claims = Record<string, unknown>;
type Header = Record<string, unknown>;

export const ISSUER = 'https://sign-in.example.org/realm';
export const AUDIENCE = 'intelligence-ledger';
export const INSTANCE_KEY = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz');

export const segment = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const rsaKey = (modulusLength = 2048): KeyObject => generateKeyPairSync('rsa', { modulusLength }).privateKey;

const signatures: Record<string, (input: Buffer, key: KeyObject) => Buffer> = {
  RS256: (input, key) => sign('sha256', input, key),
  RS384: (input, key) => sign('sha384', input, key),
  PS256: (input, key) => sign('sha256', input, { key, padding: 6, saltLength: 32 }),
  ES256: (input, key) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }),
};

/** A compact JWS (RFC 7515 §3.1); `alg` of the header picks the signature, RS256 for any that is not an asymmetric one. */
export const signed = (header: Header, claims: unknown, key: KeyObject): string => {
  const input = `${segment(header)}.${segment(claims)}`;
  const make = signatures[String(header['alg'])] ?? signatures['RS256'];
  return `${input}.${make(Buffer.from(input), key).toString('base64url')}`;
};

export const hmacSigned = (header: Header, claims: unknown, secret: Buffer | string): string => {
  const input = `${segment(header)}.${segment(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};

/** Claims of a good access token, changed as told; a claim set to undefined is left out. */
export const claimsAt = (nowMs: number, changes: Claims = {}): Claims => {
  const now = Math.floor(nowMs / 1000);
  const good = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'amina',
    iat: now,
    exp: now + 600,
    tenant: 'acme',
    org: 'acme-cti',
    roles: ['analyst'],
  };
  return { ...good, ...changes };
};

export class IdentityProvider {
  readonly keys = new Map<string, KeyObject>();
  /** Every request this server received, by path. */
  readonly requests: string[] = [];
  status = 200;
  #server: Server;

  static async start(): Promise<IdentityProvider> {
    const provider = new IdentityProvider();
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    provider.keys.set('first', rsaKey());
    return provider;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(request.url ?? '');
      const keys = [...this.keys].map(([kid, key]) => ({ ...createPublicKey(key).export({ format: 'jwk' }), kid, use: 'sig' }));
      response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get jwksUri(): string {
    return `${this.origin}/jwks.json`;
  }

  get rules(): AuthConfig {
    const claims = { tenant: 'tenant', org: 'org', roles: 'roles', clearance: 'clearance', countries: 'countries' };
    return { mode: 'provider', issuer: ISSUER, audience: AUDIENCE, jwksUri: this.jwksUri, claims, maxAgeSeconds: 900 };
  }

  key(kid = 'first'): KeyObject {
    return this.keys.get(kid)!;
  }

  /** The public key in the two forms that a confused verifier would take for an HMAC secret. */
  publicKey(form: 'pem' | 'der'): Buffer | string {
    return createPublicKey(createPrivateKey(this.key().export({ type: 'pkcs8', format: 'pem' }))).export({
      type: 'spki',
      format: form,
    } as {
      type: 'spki';
      format: 'pem';
    });
  }

  token(claims: Claims, header: Header = {}): string {
    return signed({ alg: 'RS256', kid: 'first', typ: 'at+jwt', ...header }, claims, this.key());
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
