/** A screen that is told what changes, and loses nothing when it or the server goes away and comes back. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { TokenVerifier } from '../../src/auth/token-verifier.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { eventsOf, LiveClient } from '../spec/live-client.js';
import { freshStores, type FreshStores } from '../spec/stores.js';
import { change, create } from './requests.js';

const DASHBOARD = `subscription ($from: Position) { dashboardChanged(from: $from) {
  position changes { type id revision label title position recordedAt } dashboard { reportCount draftCount asOf { position } } } }`;
const RECORD = `subscription ($type: String!, $id: UUID!, $from: Position) { recordChanged(type: $type, id: $id, from: $from) {
  type id revision label position changes { field old new } } }`;

describe('a screen that follows the ledger', function () {
  this.timeout(90_000);
  let stores: FreshStores;
  let app: TestApplication;
  const clients: LiveClient[] = [];
  let author: string;

  const start = (env: Record<string, string> = {}) => startTestApplication({ stores, env });
  before(async () => {
    stores = await freshStores();
    app = await start();
    author = await app.token({ roles: ['supervisor'], name: 'Ana' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.terminate();
  });
  after(async () => {
    await app?.stop();
    await stores?.stop();
  });

  const connect = async (token: string, to = app): Promise<LiveClient> => {
    const client = await LiveClient.connect(to.url, token);
    clients.push(client);
    return client;
  };
  const open = async (options?: Parameters<typeof LiveClient.open>[1]): Promise<LiveClient> => {
    const client = await LiveClient.open(app.url, options);
    clients.push(client);
    return client;
  };
  const here = async (token: string): Promise<string> =>
    (await app.data(token, '{ intelligenceDashboard { asOf { position } } }')).intelligenceDashboard.asOf.position ?? '0';
  /** The position that a write has led to, once the dashboard shows it. */
  const settled = async (position: string): Promise<string> =>
    (await app.data(author, `{ intelligenceDashboard(atLeast: "${position}") { asOf { position } } }`)).intelligenceDashboard.asOf
      .position;

  /** Takes deliveries until all these positions were told; fails on one told twice or out of order. */
  const positionsUpTo = async (client: LiveClient, last: string, told: string[] = []): Promise<string[]> => {
    while (told.at(-1) !== last) {
      const { type, payload } = await client.next();
      assert.equal(type, 'next', JSON.stringify(payload));
      assert.equal(payload.errors, undefined);
      told.push(...payload.data.dashboardChanged.changes.map(({ position }: { position: string }) => position));
    }
    return told;
  };

  describe('of the dashboard', () => {
    it('is told of a change, with the dashboard that holds it', async () => {
      const from = await here(author);
      const client = await connect(author);
      client.subscribe('1', DASHBOARD, { from });
      const { record, receipt } = await create(app, author, { title: 'Loader seen in retail' });
      const { id, type, payload } = await client.next();
      assert.deepEqual([id, type], ['1', 'next']);
      const { changes, dashboard, position } = payload.data.dashboardChanged;
      const { recordedAt, label, ...told } = changes[0];
      assert.deepEqual(told, {
        type: 'intelReport',
        id: record.id,
        revision: receipt.revision,
        title: 'Loader seen in retail',
        position: receipt.position,
      });
      assert.match(recordedAt, /Z$/);
      assert.ok(label.length > 0);
      assert.equal(dashboard.reportCount, 1);
      assert.ok(BigInt(dashboard.asOf.position) >= BigInt(position) && BigInt(position) >= BigInt(receipt.position));
    });

    it('is told from now on when it names no position', async () => {
      await settled((await create(app, author, { title: 'Before' })).receipt.position);
      const client = await connect(author);
      client.subscribe('1', DASHBOARD);
      // A subscription that is refused is answered after the one before it was taken.
      client.subscribe('2', 'subscription { nothing }');
      assert.deepEqual([(await client.next()).id], ['2']);
      await create(app, author, { title: 'After' });
      const { payload } = await client.next();
      assert.deepEqual(
        payload.data.dashboardChanged.changes.map(({ title }: { title: string }) => title),
        ['After'],
      );
    });

    it('comes back to exactly what followed, while others go on writing', async () => {
      const from = await here(author);
      const written: string[] = [];
      const write = async (): Promise<void> => void written.push((await create(app, author, { title: 'More' })).receipt.position);
      const told: string[] = [];
      let resume = from;
      for (let visit = 0; visit < 4; visit += 1) {
        const writing = Promise.all(Array.from({ length: 6 }, write));
        const client = await connect(author);
        client.subscribe('1', DASHBOARD, { from: resume });
        const { payload } = await client.next();
        const { changes, position } = payload.data.dashboardChanged;
        told.push(...changes.map((one: { position: string }) => one.position));
        resume = position;
        client.socket.terminate();
        await writing;
      }
      const sorted = written.toSorted((a, b) => Number(BigInt(a) - BigInt(b)));
      const client = await connect(author);
      if (told.at(-1) !== sorted.at(-1)) {
        client.subscribe('1', DASHBOARD, { from: resume });
        await positionsUpTo(client, sorted.at(-1)!, told);
      }
      assert.deepEqual(told, sorted);
    });

    it('comes back to exactly what followed after the server was restarted', async () => {
      const from = await here(author);
      const client = await connect(author);
      client.subscribe('1', DASHBOARD, { from });
      const first = (await create(app, author, { title: 'First' })).receipt.position;
      const { payload } = await client.next();
      const resume = payload.data.dashboardChanged.position;
      const second = (await create(app, author, { title: 'Second' })).receipt.position;
      const deaf = await connect(author);
      deaf.socket.pause();
      const streamed = await fetch(`${app.url}/api/v1/stream/dashboard`, { headers: { authorization: `Bearer ${author}` } });
      await app.stop();
      assert.equal((await eventsOf(streamed).next()).done, true);
      const { code, reason } = await client.closed;
      assert.equal(code, 1001);
      assert.match(reason, /resume from your last position/);
      app = await start();
      author = await app.token({ roles: ['supervisor'], name: 'Ana' });
      const third = (await create(app, author, { title: 'Third' })).receipt.position;
      const again = await connect(author);
      again.subscribe('1', DASHBOARD, { from: resume });
      const told = [first, ...(await positionsUpTo(again, third))];
      assert.deepEqual(told, [first, second, third]);
    });

    it('is told by a server that projects nothing itself', async () => {
      const reading = await start({ PROJECTIONS: 'external' });
      try {
        const client = await connect(await reading.token({ sub: 'rita' }), reading);
        client.subscribe('1', DASHBOARD, { from: await here(author) });
        const { record, receipt } = await create(app, author, { title: 'Written elsewhere' });
        assert.ok((await positionsUpTo(client, receipt.position)).includes(receipt.position));
        client.subscribe('2', RECORD, { type: 'intelReport', id: record.id, from: receipt.position });
        await change(app, author, 'reviseIntelligenceReport', { id: record.id, input: { title: 'And again' } });
        const ids = new Set([(await client.next()).id, (await client.next()).id]);
        assert.deepEqual(ids, new Set(['1', '2']));
      } finally {
        await reading.stop();
      }
    });

    it('is told nothing more of a record re-marked out of its sight, but that its figures are others', async () => {
      const low = await app.token({ clearance: 'RESTRICTED', sub: 'leo', countries: [] });
      const { record } = await create(app, author, { title: 'Soon secret', secrecyLevel: 'RESTRICTED', tlp: 'AMBER' });
      const from = await here(low);
      const client = await connect(low);
      client.subscribe('1', DASHBOARD, { from: await settled(from) });
      const before = (await app.data(low, '{ intelligenceDashboard { reportCount } }')).intelligenceDashboard.reportCount;
      await change(app, author, 'reviseIntelligenceReport', {
        id: record.id,
        input: { secrecyLevel: 'SECRET' },
        reason: 'source at risk',
      });
      let told = await client.next();
      while (told.payload.data.dashboardChanged.changes.length > 0) told = await client.next();
      assert.equal(told.payload.data.dashboardChanged.dashboard.reportCount, before - 1);
      await change(app, author, 'reviseIntelligenceReport', { id: record.id, input: { title: 'Very secret' } });
      await create(app, author, { title: 'Plain', secrecyLevel: 'RESTRICTED', tlp: 'AMBER' });
      const { changes } = (await client.next()).payload.data.dashboardChanged;
      assert.deepEqual(
        changes.map(({ title }: { title: string }) => title),
        ['Plain'],
      );
      const again = await connect(low);
      again.subscribe('1', DASHBOARD, { from });
      const resumed = (await again.next()).payload.data.dashboardChanged.changes;
      assert.deepEqual(
        resumed.filter(({ id }: { id: string }) => id === record.id),
        [],
      );
    });

    it('shares an answer with readers who may see the same, and with no others', async () => {
      const high = await app.token({ sub: 'hana', clearance: 'SECRET' });
      const alike = await app.token({ sub: 'hans', clearance: 'SECRET' });
      const low = await app.token({ sub: 'lena', clearance: 'RESTRICTED' });
      const from = await settled((await create(app, author, { title: 'Ground' })).receipt.position);
      const all = await Promise.all([high, alike, low].map((token) => connect(token)));
      for (const client of all) client.subscribe('1', DASHBOARD, { from });
      const secret = await create(app, author, { title: 'Secret', secrecyLevel: 'SECRET', tlp: 'AMBER' });
      const plain = await create(app, author, { title: 'Plain', secrecyLevel: 'RESTRICTED', tlp: 'AMBER' });
      const both = [secret.receipt.position, plain.receipt.position];
      assert.deepEqual(await positionsUpTo(all[0], both[1]), both);
      assert.deepEqual(await positionsUpTo(all[1], both[1]), both);
      assert.deepEqual(await positionsUpTo(all[2], both[1]), [both[1]]);
    });

    it('keeps apart a recipient of TLP:RED from a colleague who could see the same until then', async () => {
      const ana = await app.token({ sub: 'ana', roles: ['analyst'] });
      const bob = await app.token({ sub: 'bob', roles: ['analyst'] });
      const from = await settled((await create(app, author, { title: 'Ground' })).receipt.position);
      const [hers, his] = await Promise.all([ana, bob].map((token) => connect(token)));
      for (const client of [hers, his]) client.subscribe('1', DASHBOARD, { from });
      const red = await create(app, ana, { title: 'For Ana alone', tlp: 'RED', secrecyLevel: 'SECRET' });
      const open = await create(app, author, { title: 'For all', tlp: 'GREEN' });
      assert.deepEqual(await positionsUpTo(hers, open.receipt.position), [red.receipt.position, open.receipt.position]);
      assert.deepEqual(await positionsUpTo(his, open.receipt.position), [open.receipt.position]);
    });

    it('of another tenant is told of that tenant alone', async () => {
      const stranger = await app.token({ tenant: 'elsewhere', sub: 'sam' });
      const client = await connect(stranger);
      client.subscribe('1', DASHBOARD, { from: '0' });
      await create(app, author, { title: 'Ours' });
      const theirs = await create(app, stranger, { title: 'Theirs' });
      assert.deepEqual(await positionsUpTo(client, theirs.receipt.position), [theirs.receipt.position]);
    });

    it('of an auditor is served: it reads', async () => {
      const auditor = await app.token({ roles: ['auditor'], sub: 'audrey' });
      const client = await connect(auditor);
      client.subscribe('1', DASHBOARD, { from: '0' });
      assert.ok((await client.next()).payload.data.dashboardChanged.changes.length > 0);
    });
  });

  describe('that is read slowly', () => {
    it('is told where to resume, and misses nothing', async () => {
      const patient = await startTestApplication({ stores, env: { LIVE_MAX_UNDELIVERED: '100' } });
      try {
        const token = await patient.token({ roles: ['supervisor'], name: 'Ana' });
        const from = await here(author);
        const client = await connect(token, patient);
        // Large deliveries, so that few of them fill what the network holds.
        const large = Array.from({ length: 50 }, (_, i) => `c${i}: changes { title }`).join(' ');
        client.subscribe(
          '1',
          `subscription ($from: Position) { dashboardChanged(from: $from) { position changes { position } ${large} } }`,
          {
            from,
          },
        );
        const written: string[] = [];
        const write = async (): Promise<void> => {
          written.push((await create(patient, token, { title: 'More '.repeat(60) })).receipt.position);
        };
        await write();
        const told = await positionsUpTo(client, written[0]);
        client.socket.pause();
        // Until the network holds no more, and then some.
        for (let i = 0; i < 80; i += 1) await Promise.all(Array.from({ length: 8 }, write));
        const sorted = written.toSorted((a, b) => Number(BigInt(a) - BigInt(b)));
        client.socket.resume();
        let resume = told[0];
        let end = await client.next();
        for (; end.type === 'next'; end = await client.next()) {
          const { changes, position } = end.payload.data.dashboardChanged;
          told.push(...changes.map((one: { position: string }) => one.position));
          resume = position;
        }
        assert.equal(end.type, 'error');
        assert.match(end.payload[0].message, /more than 100 changes behind/);
        assert.equal(end.payload[0].extensions.resumeFrom, resume);
        client.subscribe('2', DASHBOARD, { from: resume });
        await positionsUpTo(client, sorted.at(-1)!, told);
        assert.deepEqual(told, sorted);
      } finally {
        await patient.stop();
      }
    });
  });

  describe('of one record', () => {
    it('is told each of its events once, in order, with what changed', async () => {
      const { record, receipt } = await create(app, author, { title: 'One' });
      const client = await connect(author);
      client.subscribe('1', RECORD, { type: 'intelReport', id: record.id, from: receipt.position });
      for (const title of ['Two', 'Three'])
        await change(app, author, 'reviseIntelligenceReport', { id: record.id, input: { title } });
      for (const [title, revision] of [
        ['Two', '1'],
        ['Three', '2'],
      ]) {
        const { recordChanged } = (await client.next()).payload.data;
        assert.equal(recordChanged.revision, revision);
        assert.deepEqual(recordChanged.changes.find(({ field }: { field: string }) => field === 'title')?.new, title);
      }
      const again = await connect(author);
      again.subscribe('1', RECORD, { type: 'intelReport', id: record.id, from: '0' });
      const told = [await again.next(), await again.next(), await again.next()];
      assert.deepEqual(
        told.map(({ payload }) => payload.data.recordChanged.revision),
        ['0', '1', '2'],
      );
    });

    it('ends as if it had never been once the record is re-marked out of sight', async () => {
      const low = await app.token({ clearance: 'RESTRICTED', sub: 'leo' });
      const { record } = await create(app, author, { title: 'Soon secret', secrecyLevel: 'RESTRICTED', tlp: 'AMBER' });
      const client = await connect(low);
      client.subscribe('1', RECORD, { type: 'intelReport', id: record.id });
      client.subscribe('2', RECORD, { type: 'intelReport', id: randomUUID() });
      const absent = await client.next();
      assert.deepEqual([absent.id, absent.type, absent.payload[0].extensions.code], ['2', 'error', 'NOT_FOUND']);
      await change(app, author, 'reviseIntelligenceReport', { id: record.id, input: { secrecyLevel: 'SECRET' }, reason: 'risk' });
      const gone = await client.next();
      assert.deepEqual([gone.id, gone.type], ['1', 'error']);
      const told = ({ message, extensions }: { message: string; extensions: unknown }) => ({ message, extensions });
      assert.deepEqual(told(gone.payload[0]), told(absent.payload[0]));
    });
  });

  describe('as an event stream', () => {
    const stream = (path: string, token: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${app.url}/api/v1/stream/${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });

    it('is told the same, and resumes from Last-Event-ID', async () => {
      const from = await here(author);
      const { record, receipt } = await create(app, author, { title: 'Streamed' });
      const response = await stream(`dashboard?from=${from}`, author);
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type')!, /^text\/event-stream/);
      const events = eventsOf(response);
      const { value: first } = await events.next();
      assert.equal(first!.data.changes.at(-1).position, receipt.position);
      assert.equal(first!.id, first!.data.position);
      assert.equal(first!.data.dashboard.sourceThreshold.state.length > 0, true);
      await events.return(undefined);
      const next = await change(app, author, 'reviseIntelligenceReport', { id: record.id, input: { title: 'Again' } });
      const resumed = eventsOf(await stream('dashboard?from=0', author, { 'last-event-id': first!.id! }));
      const { value: second } = await resumed.next();
      assert.deepEqual(
        second!.data.changes.map(({ position }: { position: string }) => position),
        [next.receipt.position],
      );
      await resumed.return(undefined);
    });

    it('of a record carries its events, and is refused like an absent one', async () => {
      const { record } = await create(app, author, { title: 'Streamed' });
      const events = eventsOf(await stream(`records/intelReport/${record.id}?from=0`, author));
      assert.equal((await events.next()).value!.data.revision, '0');
      await events.return(undefined);
      const stranger = await app.token({ tenant: 'elsewhere' });
      const told = async (id: string, token: string) => {
        const response = await stream(`records/intelReport/${id}`, token);
        const { correlationId: _, ...problem } = (await response.json()) as { correlationId: string; code: string };
        return { status: response.status, ...problem };
      };
      assert.equal((await told(record.id, stranger)).status, 404);
      assert.deepEqual(await told(record.id, stranger), await told(randomUUID(), author));
    });

    it('is refused without a token, and with a position that is none', async () => {
      assert.equal((await fetch(`${app.url}/api/v1/stream/dashboard`)).status, 401);
      assert.equal((await fetch(`${app.url}/api/v1/stream/dashboard?access_token=${author}`)).status, 401);
      const response = await stream('dashboard?from=yesterday', author);
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { fields: { path: string }[] }).fields[0].path, 'from');
    });

    it('ends with an error when the token is revoked', async () => {
      const token = await app.token({ sub: 'rita' });
      const events = eventsOf(await stream('dashboard', token));
      const { jti } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as { jti: string };
      app.application.nest.get(TokenVerifier).revoke(jti);
      const { value } = await events.next();
      assert.equal(value!.event, 'error');
      assert.equal(value!.data.code, 'UNAUTHENTICATED');
      assert.equal((await events.next()).done, true);
    });
  });

  describe('over a WebSocket', () => {
    it('is refused without a token, and with one that is none', async () => {
      for (const payload of [undefined, {}, { authorization: 'Bearer nonsense' }, { authorization: 17 }, 'text', []]) {
        const client = await open();
        client.send({ type: 'connection_init', payload });
        const { code, reason } = await client.closed;
        assert.equal(code, 4401, JSON.stringify(payload));
        assert.match(reason, /^Unauthorized: /);
      }
      const silent = await open();
      silent.subscribe('1', DASHBOARD);
      assert.equal((await silent.closed).code, 4401);
      await assert.rejects(open({ headers: { authorization: 'Bearer nonsense' } }), /401/);
    });

    it('may bring its token with the upgrade', async () => {
      const client = await open({ headers: { authorization: `Bearer ${author}` } });
      client.send({ type: 'connection_init' });
      assert.equal((await client.next()).type, 'connection_ack');
      client.send({ type: 'connection_init' });
      assert.equal((await client.closed).code, 4429);
    });

    it('is still no way to ask by GET', async () => {
      const asked = (headers: Record<string, string>) => fetch(`${app.url}/graphql?query={__typename}`, { headers });
      assert.equal((await asked({})).status, 401);
      assert.equal((await asked({ authorization: `Bearer ${author}` })).status, 405);
    });

    it('opens by no other way: an upgrade that is none is served as the request it is', async () => {
      const { hostname, port } = new URL(app.url);
      const told = async (head: string, body = ''): Promise<string> => {
        const socket = connectTcp(Number(port), hostname);
        socket.write(`${head}\r\nhost: ledger\r\nconnection: Upgrade, HTTP2-Settings, close\r\nhttp2-settings: AAMAAABk\r\n`);
        socket.write(`upgrade: ${head.includes('graphql-socket') ? 'websocket' : 'h2c'}\r\ncontent-length: ${body.length}\r\n`);
        socket.write('content-type: application/json\r\n\r\n');
        // The body comes when the head was read already.
        setTimeout(() => socket.write(body), 20);
        return (await socket.toArray()).join('');
      };
      const query = '{"query":"{ me { tenantId } }"}';
      assert.match(
        await told(`POST /graphql HTTP/1.1\r\nauthorization: Bearer ${author}`, query),
        /^HTTP\/1.1 200 [^]*"tenantId"/,
      );
      assert.match(await told('POST /graphql HTTP/1.1', query), /^HTTP\/1.1 401 /);
      assert.match(await told('GET /health/live HTTP/1.1'), /^HTTP\/1.1 200 /);
      assert.match(await told(`GET /graphql HTTP/1.1\r\nauthorization: Bearer ${author}`), /^HTTP\/1.1 405 /);
      assert.match(await told('GET /graphql-socket HTTP/1.1'), /^HTTP\/1.1 404 /);
      assert.match(
        await told(`POST /graphql?graphql-socket HTTP/1.1\r\nauthorization: Bearer ${author}`, query),
        /^HTTP\/1.1 200 /,
      );
    });

    it('ends when its token expires', async () => {
      const client = await connect(author);
      client.subscribe('1', DASHBOARD);
      const verifier: { now: () => number } = app.application.nest.get(TokenVerifier);
      const clock = verifier.now;
      verifier.now = () => clock() + 3_600_000;
      try {
        const { code, reason } = await client.closed;
        assert.equal(code, 4401);
        assert.match(reason, /has expired/);
      } finally {
        verifier.now = clock;
      }
    });

    it('ends when its token is revoked', async () => {
      const token = await app.token({ sub: 'rita' });
      const client = await connect(token);
      const { jti } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as { jti: string };
      app.application.nest.get(TokenVerifier).revoke(jti);
      const { code, reason } = await client.closed;
      assert.equal(code, 4401);
      assert.match(reason, /revoked/);
    });

    it('carries subscriptions alone, and each goes through the checks of a query', async () => {
      const client = await connect(author);
      const deep = `subscription { dashboardChanged { ${'changes { '.repeat(14)} id ${'} '.repeat(14)} } }`;
      const told = async (query: string, code = 'INVALID_INPUT'): Promise<string> => {
        client.subscribe('1', query);
        const { type, payload } = await client.next();
        assert.equal(type, 'error', query);
        assert.equal(payload[0].extensions.code, code, JSON.stringify(payload));
        return payload[0].message;
      };
      assert.match(await told('{ intelligenceDashboard { reportCount } }'), /subscriptions only; send a query by POST/);
      assert.match(await told('mutation { pauseIntelligenceSource(id: "x") { record { id } } }'), /.+/);
      assert.match(await told(deep), /nested more than/);
      assert.match(await told('subscription { dashboardChanged { nothing } }'), /Cannot query field/);
      assert.match(await told('subscription { dashboardChanged(from: "x") { position } }'), /.+/);
      assert.match(await told('subscription {'), /Syntax Error/);
      assert.match(await told(`subscription { dashboardChanged { position } } # ${'x'.repeat(70_000)}`), /longer than/);
      const { data, errors } = await app.ask(author, 'subscription { dashboardChanged { position } }');
      assert.equal(data, null);
      assert.match(errors[0].message, /WebSocket/);
    });

    it('closes on rubbish, and nobody else notices', async () => {
      const bystander = await connect(author);
      bystander.subscribe('1', DASHBOARD);
      const rubbish: [string | Buffer, number][] = [
        ['{"type":', 4400],
        ['null', 4400],
        ['[]', 4400],
        ['{"type":"start","id":"1"}', 4400],
        ['{"id":"1"}', 4400],
        [Buffer.from([0, 1, 2, 255]), 4400],
        ['{"type":"complete"}', 4400],
        ['x'.repeat(2 * 1024 ** 2), 1009],
      ];
      for (const [message, code] of rubbish) {
        const client = await open();
        client.send(message);
        assert.equal((await client.closed).code, code, String(message).slice(0, 40));
      }
      const late = await connect(author);
      late.send({ type: 'subscribe', id: '', payload: {} });
      assert.equal((await late.closed).code, 4400);
      const twice = await connect(author);
      twice.subscribe('1', DASHBOARD);
      twice.subscribe('1', DASHBOARD);
      assert.equal((await twice.closed).code, 4409);
      await assert.rejects(
        open({ protocol: 'nonsense' }).then(async (client) => {
          throw new Error(`closed ${(await client.closed).code}`);
        }),
        /closed 1002/,
      );
      const { receipt } = await create(app, author, { title: 'Undisturbed' });
      await positionsUpTo(bystander, receipt.position);
    });

    it('holds no more connections and subscriptions than it may', async () => {
      const token = await app.token({ sub: 'greedy' });
      for (let i = 0; i < 20; i += 1) await connect(token);
      const tooMany = await open();
      tooMany.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      const { code, reason } = await tooMany.closed;
      assert.equal(code, 4429);
      assert.match(reason, /20 live connections/);
      const stream = await fetch(`${app.url}/api/v1/stream/dashboard`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(stream.status, 429);
      const client = await connect(author);
      for (let i = 0; i <= 20; i += 1) client.subscribe(String(i), DASHBOARD);
      const { id, type, payload } = await client.next();
      assert.deepEqual([id, type, payload[0].extensions.code], ['20', 'error', 'RATE_LIMITED']);
    });
  });
});
