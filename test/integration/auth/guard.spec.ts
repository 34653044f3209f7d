/** Nothing is answered without a token unless it is marked public, over HTTP and over GraphQL. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import assert from 'node:assert/strict';
import { authenticateHeader } from '../../../src/auth/bearer.js';
import { mintDevelopmentToken } from '../../../src/auth/development-issuer/token-request.js';
import { TokenVerifier } from '../../../src/auth/token-verifier.js';
import { AUDIENCE, claimsAt, IdentityProvider, ISSUER } from './identity-provider.js';
import { issuerOf, openWebSocket, startGuarded } from './guarded-application.js';

describe('the guard', () => {
  let app: NestFastifyApplication;

  before(async () => {
    app = await startGuarded();
  });
  after(() => app.close());

  const get = (url: string, authorization?: string) => app.inject({ url, headers: authorization ? { authorization } : {} });
  const query = (text: string, authorization?: string) =>
    app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      payload: JSON.stringify({ query: text }),
    });
  const bearer = async (request: Parameters<typeof mintDevelopmentToken>[1] = {}) =>
    `Bearer ${await mintDevelopmentToken(issuerOf(app), request)}`;

  describe('of a route', () => {
    it('lets a verified token in and says who it is', async () => {
      const response = await get('/me', await bearer({ tenant: 'acme', sub: 'amina', roles: ['watch_officer'] }));
      assert.equal(response.statusCode, 200);
      const { tenantId, sub, roles } = response.json<Record<string, unknown>>();
      assert.deepEqual([tenantId, sub, roles], ['acme', 'amina', ['watch_officer']]);
    });

    it('asks for a token when there is none', async () => {
      const response = await get('/me');
      assert.equal(response.statusCode, 401);
      assert.equal(response.headers['www-authenticate'], 'Bearer realm="intelligence-ledger"');
      assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
      assert.equal(response.json<{ reason: string }>().reason, 'missing');
    });

    it('says why a token is refused', async () => {
      const response = await get('/me', 'Bearer eyJhbGciOiJub25lIn0.e30.');
      assert.equal(response.statusCode, 401);
      assert.match(
        String(response.headers['www-authenticate']),
        /error="invalid_token", error_description="The access token must be signed with RS256\."/,
      );
      assert.equal(response.json<{ reason: string }>().reason, 'alg');
    });

    it('knows no other scheme and no other place for a token', async () => {
      const token = await mintDevelopmentToken(issuerOf(app));
      for (const authorization of [token, `Basic ${token}`, `JWT ${token}`, 'Bearer', 'Bearer   '])
        assert.equal((await get('/me', authorization)).json<{ reason: string }>().reason, 'missing');
      assert.equal((await get(`/me?access_token=${token}`)).statusCode, 401);
    });

    it('reads a long hostile header once, and refuses it', async () => {
      const response = await get('/me', `Bearer ${'x'.repeat(15_000)}`);
      assert.equal(response.json<{ reason: string }>().reason, 'size');
    });

    it('leaves a public route open, and a public route has no subject', async () => {
      assert.equal((await get('/open')).body, 'open');
      assert.equal((await get('/open-but-personal')).statusCode, 401);
    });

    it('tells a hundred callers at once apart', async () => {
      const people = Array.from({ length: 100 }, (_, n) => `person-${n}`);
      const answers = await Promise.all(people.map(async (sub) => get('/me', await bearer({ sub }))));
      assert.deepEqual(
        answers.map((answer) => answer.json<{ sub: string }>().sub),
        people,
      );
    });
  });

  describe('of a resolver', () => {
    it('lets a verified token in and says who it is, under every alias', async () => {
      const response = await query('{ a: me { sub tenantId } b: me { sub } }', await bearer({ tenant: 'acme', sub: 'amina' }));
      assert.deepEqual(response.json(), { data: { a: { sub: 'amina', tenantId: 'acme' }, b: { sub: 'amina' } } });
    });

    it('refuses a missing token and a wrong one', async () => {
      for (const [authorization, reason] of [
        [undefined, 'missing'],
        ['Bearer x.y.z', 'malformed'],
      ] as const) {
        const { data, errors } = (await query('{ me { sub } }', authorization)).json<{
          data: unknown;
          errors: { extensions: unknown }[];
        }>();
        assert.equal(data, null);
        assert.deepEqual(errors[0]?.extensions, { code: 'UNAUTHENTICATED', reason });
      }
    });

    it('leaves a public query open', async () => {
      assert.deepEqual((await query('{ open }')).json<{ data: unknown }>().data, { open: 'open' });
    });
  });

  describe('of a connection', () => {
    /** Opens a connection, runs the operation on it, and returns what the server said until it was complete or refused. */
    const connect = async (payload: object | undefined, operation: string): Promise<Record<string, unknown>[]> => {
      const socket = await openWebSocket(app);
      const said: Record<string, unknown>[] = [];
      await new Promise<void>((resolve) => {
        socket.on('message', (text: Buffer) => {
          const message = JSON.parse(text.toString()) as { type: string; payload?: unknown };
          said.push(message);
          if (message.type === 'connection_ack') send({ id: '1', type: 'subscribe', payload: { query: operation } });
          else if (message.type !== 'next') resolve();
        });
        const send = (message: object) => socket.send(JSON.stringify(message));
        send({ type: 'connection_init', payload });
      });
      socket.terminate();
      return said;
    };

    it('gives subscriptions and queries the subject whose token opened it', async () => {
      const payload = { authorization: await bearer({ sub: 'amina' }) };
      const [, first] = await connect(payload, 'subscription { watch }');
      assert.deepEqual(first?.['payload'], { data: { watch: 'amina' } });
      const [, second] = await connect(payload, '{ me { sub } }');
      assert.deepEqual(second?.['payload'], { data: { me: { sub: 'amina' } } });
    });

    it('is not opened without a token, nor by a subject that the client claims to be', async () => {
      for (const payload of [undefined, {}, { subject: { sub: 'amina' } }, { authorization: 'Bearer x.y.z' }])
        assert.deepEqual(await connect(payload, '{ me { sub } }'), [
          { type: 'connection_error', payload: { message: 'Forbidden' } },
        ]);
    });

    it('verifies the header the same way', async () => {
      const verifier = app.get(TokenVerifier);
      assert.equal((await authenticateHeader(verifier, await bearer({ sub: 'amina' }))).sub, 'amina');
      await assert.rejects(authenticateHeader(verifier, undefined), { reason: 'missing' });
      await assert.rejects(authenticateHeader(verifier, 'Bearer nonsense'), { reason: 'malformed' });
    });

    it('knows when the token of a subject has run out', async () => {
      const verifier = app.get(TokenVerifier);
      const subject = await authenticateHeader(verifier, await bearer());
      assert.equal(verifier.isCurrent(subject), true);
      assert.equal(verifier.isCurrent({ ...subject, expiresAt: subject.expiresAt - 1_000 }), false);
    });
  });

  it('of two applications in one process trusts each only its own issuer', async () => {
    const other = await startGuarded();
    try {
      const foreign = `Bearer ${await mintDevelopmentToken(issuerOf(other))}`;
      assert.equal((await get('/me', foreign)).json<{ reason: string }>().reason, 'kid');
      assert.equal((await get('/me', await bearer())).statusCode, 200);
      assert.equal((await other.inject({ url: '/me', headers: { authorization: foreign } })).statusCode, 200);
    } finally {
      await other.close();
    }
  });

  it('of an application with a configured issuer takes its tokens, and has no development issuer', async () => {
    const provider = await IdentityProvider.start();
    const configured = await startGuarded({ AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE, AUTH_JWKS_URI: provider.jwksUri });
    try {
      const authorization = `Bearer ${provider.token(claimsAt(Date.now()))}`;
      const response = await configured.inject({ url: '/me', headers: { authorization } });
      assert.equal(response.json<{ sub: string }>().sub, 'amina');
      assert.equal((await configured.inject({ method: 'POST', url: '/dev/token' })).statusCode, 404);
      assert.equal((await configured.inject('/dev/jwks.json')).statusCode, 404);
    } finally {
      await configured.close();
      await provider.stop();
    }
  });
});
