/** A tenant's administrator opens the dashboard to a regulator up to a highest marking: what is above it never shows, and it closes at once. */
import assert from 'node:assert/strict';
import type { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, create, publish } from './requests.js';

const DAY_MS = 86_400_000;
const WITHIN = { secrecyLevel: 'RESTRICTED', tlp: 'GREEN' };
const SHARE_FIELDS =
  'id name state maximumSecrecyLevel maximumTlp sections hasPassword views distinctViewers lastAccessAt expiresAt';
const PASSWORD = 'correct horse battery';

describe('sharing the dashboard', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let admin: string;
  let author: string;
  let editor: string;
  let report: string;
  let ahead = 0;
  let stopped: Date | undefined;
  const clock: Clock = { now: () => stopped ?? new Date(Date.now() + ahead) };
  const claims = { tenant: 'acme', org: 'cti', clearance: 'SECRET' };

  const share = async (input: object = {}, token = admin) => {
    const { data, errors } = await app.ask(
      token,
      `mutation ($input: ShareDashboardInput!) { shareDashboard(input: $input) { record { ${SHARE_FIELDS} } token url } }`,
      {
        input: { name: 'Regulator', organisation: 'regulator', maximumSecrecyLevel: 'RESTRICTED', maximumTlp: 'GREEN', ...input },
      },
    );
    return { made: data?.shareDashboard, error: errors[0]?.extensions, message: errors[0]?.message };
  };
  const linkTo = async (input: object = {}): Promise<string> => {
    const { made, message } = await share(input);
    assert.ok(made, message);
    return made.token;
  };
  const at = (token: string): string => `${app.url}/s/dashboards/${token}`;
  const data = (token: string): Promise<Response> => fetch(at(token), { headers: { accept: 'application/json' } });
  const page = (token: string, form: Record<string, string> = {}): Promise<Response> =>
    fetch(at(token), { method: 'POST', body: new URLSearchParams(form) });
  // Each story knows the figures it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  const figures = async (token: string): Promise<any> => {
    const answer = await data(token);
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const shares = async (token: string, args: object = {}) =>
    (
      await app.data(
        token,
        `query ($filter: DashboardShareFilterInput, $first: Int, $after: String, $atLeast: Position) {
          dashboardShares(filter: $filter, first: $first, after: $after, atLeast: $atLeast) {
            totalCount pageInfo { hasNextPage endCursor } nodes { ${SHARE_FIELDS} } } }`,
        { atLeast: `${await app.application.kernel.log.head()}`, ...args },
      )
    ).dashboardShares;
  const ceiling = (secrecyLevel: string, tlp: string) =>
    app.data(
      admin,
      `mutation { setSharingCeiling(role: "tenant_admin", input: { tlp: ${tlp}, secrecyLevel: ${secrecyLevel} }) { receipt { id } } }`,
    );

  before(async () => {
    app = await startTestApplication({ clock });
    admin = await app.token({ ...claims, roles: ['tenant_admin'], sub: 'ada' });
    author = await app.token({ ...claims, roles: ['supervisor'], sub: 'ann' });
    editor = await app.token({ ...claims, roles: ['supervisor'], sub: 'ed' });
    await change(app, admin, 'changeTenantSettings', { input: { minimumActiveSources: 2, expectedPublicationSeconds: 7_200 } });
    await change(app, admin, 'setReportingExpectation', {
      input: { name: 'Quiet watch', count: 2, start: '00:00', end: '00:00', effectiveFrom: '2026-01-01T00:00:00.000Z' },
    });
    report = (await publish(app, author, editor, { title: 'Seen by the regulator', ...WITHIN })).record.id;
    await create(app, author, { title: 'In the works', secrecyLevel: 'UNCLASSIFIED', tlp: 'CLEAR' });
    const past = new Date(Date.now() - 3 * DAY_MS).toISOString();
    for (const [name, tlp] of [
      ['Harbour watch', 'GREEN'],
      ['Hidden watch', 'AMBER'],
    ]) {
      const { receipt } = await change(app, author, 'registerIntelligenceSource', {
        input: { name, ...WITHIN, tlp, expectedCadenceSeconds: 600 },
      });
      await publish(app, author, editor, { title: name, ...WITHIN, sourceIds: [receipt.id] }, { publishedAt: past });
    }
  });
  after(() => app?.stop());

  it('goes as far as the ceiling of those who share, and no further than TLP goes', async () => {
    const code = async (input: object, token = admin) => (await share(input, token)).error?.code;
    assert.equal(await code({}), 'SHARING_REFUSED', 'nothing classified leaves a tenant that says nothing');
    assert.equal(await code({ maximumSecrecyLevel: 'UNCLASSIFIED', organisation: null }), 'SHARING_REFUSED', 'GREEN names whom');
    assert.equal(await code({ maximumSecrecyLevel: 'UNCLASSIFIED', maximumTlp: 'CLEAR', organisation: null }), undefined);
    assert.equal(await code({}, author), 'FORBIDDEN');
    await ceiling('TOP_SECRET', 'AMBER');
    assert.equal(await code({ maximumSecrecyLevel: 'TOP_SECRET' }), 'SHARING_REFUSED', 'nobody shares what they may not see');
    await ceiling('RESTRICTED', 'AMBER');
    assert.equal(await code({}), undefined);
  });

  it('names the field that is wrong, and makes nothing of it', async () => {
    const before = (await shares(admin)).totalCount;
    for (const [field, input] of [
      ['input.name', { name: ' ' }],
      ['input.maximumTlp', { maximumTlp: 'RED' }],
      ['input.maximumTlp', { maximumTlp: 'AMBER_STRICT' }],
      ['input.sections', { sections: [] }],
      ['input.expiresInDays', { expiresInDays: 31 }],
      ['input.expiresInDays', { expiresInDays: 1, expiresAt: new Date(Date.now() + DAY_MS).toISOString() }],
      ['expiresAt', { expiresAt: new Date(Date.now() + 31 * DAY_MS).toISOString() }],
      ['expiresAt', { expiresAt: new Date(Date.now() - DAY_MS).toISOString() }],
      ['input.maxViews', { maxViews: 0 }],
      ['input.password', { password: 'short' }],
      ['withSourceNames', { withSourceNames: true, sections: ['counts'] }],
    ] as const) {
      const { error, message } = await share(input);
      const wrong = error?.['fields'] as readonly { path: string }[] | undefined;
      assert.deepEqual(
        wrong?.map(({ path }) => path),
        [field],
        message,
      );
    }
    assert.equal((await shares(admin)).totalCount, before);
  });

  it('shows figures of what is within the maximum, and names nothing above it', async () => {
    const token = await linkTo({ withSourceNames: true });
    assert.match(token, /^dsh_[0-9a-f-]{36}\.[\w-]{43}$/);
    const { counts, recency, sources, production, ...about } = await figures(token);
    assert.deepEqual(
      [about.name, about.tenant, about.maximum, counts.reports, counts.published, counts.drafts],
      ['Regulator', 'acme', WITHIN, 4, 3, 1],
    );
    assert.deepEqual(counts.byTlp, [
      { key: 'CLEAR', count: 1 },
      { key: 'GREEN', count: 3 },
    ]);
    assert.deepEqual([recency.state, recency.expectedWithinSeconds], ['fresh', 7_200]);
    assert.deepEqual(
      [sources.total, sources.active, sources.minimum, sources.state, sources.silent, sources.silentNames],
      [1, 1, 2, 'below', 1, ['Harbour watch']],
    );
    const [{ name, expected, published, state }] = production.windows;
    assert.deepEqual([name, expected, published, state], [null, 2, 1, 'below'], 'what is expected has its name for AMBER');
    const amber = await figures(await linkTo({ maximumTlp: 'AMBER' }));
    assert.deepEqual(
      [amber.production.windows[0].name, amber.sources.total, amber.sources.silentNames],
      ['Quiet watch', 2, null],
    );
    const few = await figures(await linkTo({ sections: ['recency'] }));
    assert.deepEqual([few.counts, few.sources, few.production, few.recency.state], [null, null, null, 'fresh']);
    const snake = await (await fetch(`${at(token)}.json?case=snake`)).json();
    assert.equal((snake as { sources: { silent_names: readonly string[] } }).sources.silent_names[0], 'Harbour watch');
  });

  it('opens a page after one that tells and counts nothing, for whoever has the password', async () => {
    const { made } = await share({ password: PASSWORD });
    const landing = await fetch(at(made.token));
    assert.deepEqual(
      [landing.status, landing.headers.get('referrer-policy'), landing.headers.get('cache-control')],
      [200, 'no-referrer', 'no-store'],
    );
    assert.equal(await landing.text(), await (await fetch(at('dsh_none'))).text(), 'it is the same for every link');
    for (const password of ['', 'wrong password']) assert.equal((await page(made.token, { password })).status, 404);
    assert.equal((await data(made.token)).status, 404);
    const read = await page(made.token, { password: PASSWORD });
    assert.deepEqual([read.status, read.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
    assert.match(read.headers.get('content-security-policy') ?? '', /^default-src 'none';.* sandbox$/);
    const html = await read.text();
    for (const shown of [
      'TLP:GREEN',
      'RESTRICTED',
      'Regulator',
      'As of',
      'Of the sources shown here, fewer',
      '<html lang="en">',
      '<main',
    ])
      assert.ok(html.includes(shown), shown);
    assert.ok(!html.includes('· position'), 'how much is recorded is no business of theirs');
    const json = await fetch(at(made.token), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    assert.equal(((await json.json()) as { counts: { reports: number } }).counts.reports, 4);
    const [{ views, distinctViewers, lastAccessAt, hasPassword }] = (await shares(admin, { filter: { ids: [made.record.id] } }))
      .nodes;
    assert.deepEqual([views, distinctViewers, hasPassword, lastAccessAt !== null], [2, 1, true, true]);
    const { recordHistory } = await app.data(
      admin,
      `{ recordHistory(type: "dashboardShare", id: "${made.record.id}") { frames { label changes { field } } } }`,
    );
    assert.deepEqual(
      recordHistory.frames.map(({ label }: { label: string }) => label),
      ['Shared', 'Looked at', 'Looked at'],
    );
    assert.ok(!JSON.stringify(recordHistory).includes('secretHash'));
  });

  it('does not change by what is above the maximum, down to the bytes of the page, and drops what is raised at once', async () => {
    const token = await linkTo({ withSourceNames: true });
    const then = new Date(Date.now() + 60_000);
    const looked = async () => {
      stopped = then;
      try {
        return [await (await page(token)).text(), await (await data(token)).text()];
      } finally {
        stopped = undefined;
      }
    };
    const before = await looked();
    for (const marking of [
      { secrecyLevel: 'SECRET', tlp: 'GREEN' },
      { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' },
      { ...WITHIN, organisations: ['cti'] },
      { ...WITHIN, notReleasableTo: ['CN'] },
    ]) {
      await publish(app, author, editor, { title: 'Above', ...marking });
      await change(app, author, 'registerIntelligenceSource', {
        input: { name: 'Above', ...marking, expectedCadenceSeconds: 60 },
      });
    }
    assert.deepEqual(await looked(), before);
    await change(app, author, 'reviseIntelligenceReport', {
      id: report,
      input: { secrecyLevel: 'SECRET' },
      reason: 'Kept close',
    });
    const { counts, production } = await figures(token);
    assert.deepEqual([counts.reports, counts.published, production.windows[0].published], [3, 2, 0]);
  });

  it('answers alike whatever is wrong with a link', async () => {
    const over = await linkTo({ expiresInDays: 1 });
    const locked = await linkTo({ password: PASSWORD, expiresInDays: 30 });
    const once = await linkTo({ maxViews: 1, expiresInDays: 30 });
    const amber = await linkTo({ maximumTlp: 'AMBER', expiresInDays: 30 });
    const { made: withdrawn } = await share({ expiresInDays: 30 });
    assert.deepEqual(
      [(await data(once)).status, (await data(amber)).status, (await data(withdrawn.token)).status],
      [200, 200, 200],
    );
    const { revokeDashboardShare } = await app.data(
      admin,
      `mutation { revokeDashboardShare(id: "${withdrawn.record.id}", reason: "Sent to the wrong desk") { record { state } } }`,
    );
    assert.equal(revokeDashboardShare.record.state, 'revoked');
    await ceiling('RESTRICTED', 'GREEN');
    ahead = 2 * DAY_MS;
    try {
      const wrong = [
        over,
        locked,
        once,
        amber,
        withdrawn.token,
        `${locked.slice(0, -4)}AAAA`,
        locked.replace('dsh_', 'shr_'),
        `dsh_${crypto.randomUUID()}.${'A'.repeat(43)}`,
        'dsh_none',
      ];
      for (const ask of [data, (token: string) => page(token, { password: 'wrong password' })]) {
        const answers: string[] = [];
        for (const token of wrong) {
          const response = await ask(token);
          const headers = [...response.headers].filter(([name]) => !/^(?:date|x-correlation-id|x-ratelimit.*)$/.test(name));
          const text = (await response.text()).replace(/"correlationId":"[^"]*"/, '');
          answers.push(JSON.stringify([response.status, headers, text]));
        }
        assert.equal(new Set(answers).size, 1, answers.join('\n'));
        assert.match(answers[0], /^\[404,/);
      }
    } finally {
      ahead = 0;
      await ceiling('RESTRICTED', 'AMBER');
    }
  });

  it('is listed for administrators and auditors of its tenant, page by page', async () => {
    const auditor = await app.token({ ...claims, roles: ['auditor'], sub: 'aud' });
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const { nodes, pageInfo, totalCount } = await shares(auditor, { first: 4, ...(after ? { after } : {}) });
      seen.push(...nodes.map(({ id }: { id: string }) => id));
      if (pageInfo.hasNextPage) after = pageInfo.endCursor;
      else {
        assert.equal(new Set(seen).size, totalCount);
        break;
      }
    }
    const states = async (state: string): Promise<readonly string[]> =>
      (await shares(admin, { filter: { state: [state] } })).nodes.map((node: { state: string }) => node.state);
    assert.deepEqual([await states('revoked'), await states('used_up'), await states('expired')], [['revoked'], ['used_up'], []]);
    const { errors } = await app.ask(author, '{ dashboardShares { totalCount } }');
    assert.equal(errors[0]?.extensions.code, 'FORBIDDEN');
    const lower = await app.token({ ...claims, clearance: 'UNCLASSIFIED', roles: ['tenant_admin'], sub: 'una' });
    assert.equal((await shares(lower)).totalCount, 1, 'of those that count more, they are not told');
    const elsewhere = await app.token({ tenant: 'other', org: 'cti', clearance: 'SECRET', roles: ['tenant_admin'], sub: 'ola' });
    assert.equal((await shares(elsewhere)).totalCount, 0);
    const refused = await app.ask(elsewhere, `mutation { revokeDashboardShare(id: "${seen[0]}") { record { id } } }`);
    assert.equal(refused.errors[0]?.extensions.code, 'NOT_FOUND');
  });

  it('is made once under a key, and its link is told once', async () => {
    const once = () =>
      app.data(
        admin,
        `mutation { shareDashboard(input: { name: "Regulator", expiresInDays: 3 }, idempotencyKey: "share-1") { record { id } token url } }`,
      );
    const [{ shareDashboard: first }, { shareDashboard: again }] = [await once(), await once()];
    assert.equal(again.record.id, first.record.id);
    assert.ok(first.url.endsWith(`/s/dashboards/${first.token}`));
    assert.deepEqual([again.token, again.url], [null, null]);
  });
});
