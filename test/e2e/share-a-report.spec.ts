/** A tenant's administrator shares a report: with somebody outside by a link, with a colleague by name; and takes it back. */
import assert from 'node:assert/strict';
import type { Clock } from '../../src/ledger/clock.js';
import { SharedReports, ShareEnded } from '../../src/report-shares/shared-reports.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf } from './requests.js';
import { finished, madeSocReport } from './soc-reports.js';

const DAY_MS = 86_400_000;
const OUTSIDE = { recipientLabel: 'Regulator', organisation: 'regulator', country: 'GB' };

describe('sharing a report', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let admin: string;
  let manager: string;
  let reader: string;
  let report: string;
  let ahead = 0;
  const clock: Clock = { now: () => new Date(Date.now() + ahead) };
  const claims = { tenant: 'acme', org: 'soc', clearance: 'RESTRICTED' };

  before(async () => {
    app = await startTestApplication({ clock });
    admin = await app.token({ ...claims, roles: ['tenant_admin'], sub: 'ada' });
    manager = await app.token({ ...claims, roles: ['soc_manager'], sub: 'mo' });
    reader = await app.token({ ...claims, roles: ['report_consumer'], sub: 'ria' });
    report = (await madeSocReport(app, manager)).id;
  });
  after(() => app?.stop());

  const rest = (method: string, path: string, token: string, body?: object): Promise<Response> =>
    fetch(`${app.url}/api/v1/reports/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  // Each story knows the fields it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  const json = async (answer: Promise<Response>): Promise<any> => (await answer).json();
  const share = async (body: object = {}, id = report) => {
    const response = await rest('POST', `${id}/share`, admin, { ...OUTSIDE, ...body });
    assert.equal(response.status, 201);
    return json(Promise.resolve(response));
  };
  const open = (token: string, form: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}/s/${token}`, { method: 'POST', body: new URLSearchParams(form) });
  const stats = (id = report, spelling = '') => json(rest('GET', `${id}/share-stats${spelling}`, admin));
  const statsOf = async (shareId: string) => (await stats()).shares.find(({ id }: { id: string }) => id === shareId);

  it('is for administrators, within what the marking allows', async () => {
    for (const [method, path, body] of [
      ['POST', `${report}/share`, OUTSIDE],
      ['DELETE', `shares/${report}`, undefined],
      ['GET', `${report}/share-stats`, undefined],
    ] as const)
      assert.equal((await rest(method, path, manager, body)).status, 403, `${method} ${path}`);
    const code = async (body: object, id = report) => (await json(rest('POST', `${id}/share`, admin, body))).code;
    assert.equal(await code({ recipientLabel: 'Whoever has it' }), 'SHARING_REFUSED', 'GREEN goes to those who are named');
    const amber = await madeSocReport(app, manager, { tlp: 'AMBER', secrecyLevel: 'RESTRICTED' });
    assert.equal(await code(OUTSIDE, amber.id), 'SHARING_REFUSED', 'nothing classified goes outside');
    assert.equal(await code({ ...OUTSIDE, expiresInDays: 31 }), 'INVALID_INPUT');
    assert.equal(await code({ ...OUTSIDE, expires_at: new Date(Date.now() + 31 * DAY_MS).toISOString() }), 'SHARE_TOO_LONG');
    const hidden = await madeSocReport(app, await app.token({ ...claims, clearance: 'SECRET', roles: ['soc_manager'] }), {
      secrecyLevel: 'SECRET',
    });
    assert.deepEqual(
      [await code(OUTSIDE, hidden.id), (await rest('GET', `${hidden.id}/share-stats`, admin)).status],
      ['NOT_FOUND', 404],
    );
  });

  it('opens the report after a page that tells and counts nothing', async () => {
    const { token, url, share: made } = await share({ password: 'correct horse battery' });
    assert.match(token, /^shr_[0-9a-f-]{36}\.[\w-]{43}$/);
    assert.ok(url.endsWith(`/s/${token}`));
    const page = await fetch(`${app.url}/s/${token}`);
    assert.deepEqual(
      [page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')],
      [200, 'no-referrer', 'no-store'],
    );
    assert.equal(await page.text(), await (await fetch(`${app.url}/s/shr_none`)).text(), 'it is the same for every link');
    assert.equal((await statsOf(made.id)).views, 0);

    const read = await open(token, { password: 'correct horse battery', format: 'html' });
    assert.equal(read.status, 200);
    assert.match(read.headers.get('content-security-policy') ?? '', /sandbox/);
    const html = await read.text();
    assert.ok(html.includes('Regulator') && html.includes(made.id), 'it says whom it was given to');
    const pdf = await open(token, { password: 'correct horse battery' });
    assert.deepEqual(
      [pdf.headers.get('content-type'), pdf.headers.get('content-disposition')?.split(';')[0]],
      ['application/pdf', 'attachment'],
    );
    assert.equal(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5), '%PDF-');
    assert.equal((await open(token, { password: 'correct horse battery', format: 'csv' })).status, 422);

    const { views, downloads, distinctViewers, lastAccessAt, state } = await statsOf(made.id);
    assert.deepEqual([views, downloads, distinctViewers, state], [1, 1, 1, 'active']);
    assert.ok(lastAccessAt);
    const snake = await stats(report, '?case=snake');
    assert.equal(snake.shares.find(({ id }: { id: string }) => id === made.id).distinct_viewers, 1);
    assert.ok(!JSON.stringify(snake).includes('secret'));
  });

  it('answers alike whatever is wrong with a link', async () => {
    const over = await share({ expiresInDays: 1 });
    const withdrawn = await share();
    const locked = await share({ password: 'correct horse battery' });
    const once_ = await share({ maxViews: 1 });
    const remarked = await madeSocReport(app, manager, { reportType: 'sla_performance' });
    const closed = await share({}, remarked.id);
    assert.equal((await open(once_.token)).status, 200);
    assert.equal((await rest('DELETE', `shares/${withdrawn.share.id}`, admin)).status, 204);
    await app.data(
      manager,
      'mutation ($id: UUID!) { markSocReport(id: $id, input: { tlp: AMBER_STRICT }, reason: "Names a customer") { record { id } } }',
      { id: remarked.id },
    );
    await finished(app, manager, remarked.id);
    ahead = 2 * DAY_MS;
    try {
      const wrong = [
        over.token,
        withdrawn.token,
        locked.token,
        once_.token,
        closed.token,
        `${locked.token.slice(0, -4)}AAAA`,
        `shr_${crypto.randomUUID()}.${'A'.repeat(43)}`,
        'shr_none',
      ];
      const answers: string[] = [];
      for (const token of wrong) {
        const response = await open(token, { password: 'wrong password' });
        const headers = [...response.headers].filter(([name]) => !/^(?:date|x-correlation-id|x-ratelimit.*)$/.test(name));
        answers.push(JSON.stringify([response.status, headers, await response.text()]));
      }
      assert.equal(new Set(answers).size, 1);
      assert.match(answers[0], /^\[404,/);
    } finally {
      ahead = 0;
    }
  });

  it('is made once under a key, and its link is told once', async () => {
    const once = async () => {
      const response = await fetch(`${app.url}/api/v1/reports/${report}/share`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', 'idempotency-key': 'share-1' },
        body: JSON.stringify({ recipient_label: 'Regulator', organisation: 'regulator', expires_in_days: 3 }),
      });
      return json(Promise.resolve(response));
    };
    const [first, again] = [await once(), await once()];
    assert.equal(again.share.id, first.share.id);
    assert.deepEqual([typeof first.token, again.token], ['string', null]);
  });

  it('never lets in more than its cap, whoever comes at once', async () => {
    const { token, share: made } = await share({ maxViews: 2, formats: ['csv'] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(token)));
    const counted = [200, 404].map((wanted) => answers.filter(({ status }) => status === wanted).length);
    assert.deepEqual(counted, [2, 6]);
    const { downloads, state } = await statsOf(made.id);
    assert.deepEqual([downloads, state], [2, 'used_up']);
  });

  it('ends at the next piece of a download once it is withdrawn', async () => {
    const { token, share: made } = await share();
    const shared = app.application.nest.get(SharedReports, { strict: false });
    const file = await shared.openLink(token, '', { format: 'pdf', viewerOf: () => 'viewer' });
    const chunks = file!.chunks[Symbol.asyncIterator]();
    assert.ok((await chunks.next()).value);
    assert.equal((await rest('DELETE', `shares/${made.id}`, admin)).status, 204);
    await assert.rejects(chunks.next(), ShareEnded);
  });

  it('shows a colleague what was shared with them by name, and nobody else', async () => {
    const { share: made, token } = await share({ kind: 'user', recipient: await actorOf(app, reader), maxViews: 1 });
    assert.equal(token, null);
    const { items, next } = await json(rest('GET', 'shared', reader));
    assert.deepEqual([items.length, items[0].shareId, items[0].report.id, next], [1, made.id, report, null]);
    assert.deepEqual((await json(rest('GET', 'shared', manager))).items, []);
    assert.equal((await rest('GET', `shared/${made.id}`, manager)).status, 404);
    assert.equal((await rest('GET', `shared/${made.id}?format=html`, reader)).status, 200);
    assert.equal((await rest('GET', `shared/${made.id}`, reader)).status, 404, 'it was for one look');
    assert.equal((await statsOf(made.id)).views, 1);
  });

  it('lists what is shared with a colleague page by page, as far as it can be opened', async () => {
    const recipient = await actorOf(app, reader);
    const named = async (body: object = {}): Promise<string> => (await share({ kind: 'user', recipient, ...body })).share.id;
    const made = [await named(), await named(), await named({ expiresInDays: 1 }), await named()];
    assert.equal((await rest('DELETE', `shares/${made[1]}`, admin)).status, 204);
    ahead += 2 * DAY_MS;
    const later = await app.token({ ...claims, roles: ['report_consumer'], sub: 'ria' });
    const seen: string[] = [];
    for (let path: string | null = 'shared?first=1'; path !== null;) {
      const { items, next } = await json(rest('GET', path, later));
      seen.push(...items.map(({ shareId }: { shareId: string }) => shareId));
      path = next && next.replace('/api/v1/reports/', '');
    }
    ahead -= 2 * DAY_MS;
    assert.deepEqual(seen, [made[3], made[0]]);
    assert.deepEqual((await json(rest('GET', 'shared?first=1&case=snake', reader))).items[0].share_id, made[3]);
    for (const wrong of ['first=0', 'first=201', 'after=nonsense', 'colour=red'])
      assert.equal((await rest('GET', `shared?${wrong}`, reader)).status, 400, wrong);
  });

  it('goes as far as the tenant lets those who share, at once, for open links too', async () => {
    const SET = `mutation ($tlp: Tlp!, $secrecyLevel: SecrecyLevel!) {
      setSharingCeiling(role: "tenant_admin", input: { tlp: $tlp, secrecyLevel: $secrecyLevel }) { record { sharingCeilings { role tlp secrecyLevel } } } }`;
    const set = (tlp: string, secrecyLevel: string, token = admin) => app.ask(token, SET, { tlp, secrecyLevel });
    assert.equal((await set('AMBER', 'RESTRICTED', manager)).errors[0].extensions.code, 'FORBIDDEN');
    const { token } = await share();
    assert.equal((await open(token)).status, 200);
    assert.deepEqual((await set('CLEAR', 'UNCLASSIFIED')).data.setSharingCeiling.record.sharingCeilings, [
      { role: 'tenant_admin', tlp: 'CLEAR', secrecyLevel: 'UNCLASSIFIED' },
    ]);
    assert.equal((await open(token)).status, 404);
    assert.equal((await json(rest('POST', `${report}/share`, admin, OUTSIDE))).code, 'SHARING_REFUSED');
    await set('AMBER', 'RESTRICTED');
    const amber = await madeSocReport(app, manager, { tlp: 'AMBER', secrecyLevel: 'RESTRICTED' });
    const raised = await share({}, amber.id);
    assert.deepEqual([(await open(raised.token)).status, (await open(token)).status], [200, 200]);
    const REMOVE = 'mutation ($role: String!) { removeSharingCeiling(role: $role) { record { sharingCeilings { role } } } }';
    assert.match((await app.ask(admin, REMOVE, { role: 'king' })).errors[0].message, /must be one of analyst/);
    const { removeSharingCeiling } = await app.data(admin, REMOVE, { role: 'tenant_admin' });
    assert.deepEqual(removeSharingCeiling.record.sharingCeilings, []);
    assert.deepEqual([(await open(raised.token)).status, (await open(token)).status], [404, 200]);
  });

  it('counts those outside by the address that they come from, not by what they say of it', async () => {
    const visit = async (n: number): Promise<number> =>
      (await fetch(`${app.url}/s/shr_none`, { headers: { 'x-forwarded-for': `203.0.113.${n}` } })).status;
    const visits = await Promise.all(Array.from({ length: 61 }, (_, n) => visit(n)));
    assert.ok(visits.includes(429));
  });
});
