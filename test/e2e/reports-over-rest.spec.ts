/** A SOC manager asks for reports over REST; who may sees and downloads them, and each time is written down. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { reportAccessId } from '../../src/report-access/report-access.type.js';
import { SocReportRequests } from '../../src/soc-reports/soc-report.requests.js';
import { servingFor } from '../../src/soc-reports/soc-report.service.js';
import { amber } from '../examples/marking.js';
import { routesOf } from '../integration/doors/routes.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { type RestAnswer, RestClient } from '../spec/rest-client.js';

const TENANT = 'rest';
const ORG = 'soc';
const REPORTS = '/api/v1/reports';
const ROLES = ['report_consumer', 'analyst', 'soc_manager', 'tenant_admin', 'auditor'] as const;
type Role = (typeof ROLES)[number];
const GENERATING: readonly Role[] = ['analyst', 'soc_manager', 'tenant_admin'];
const SCHEDULING: readonly Role[] = ['soc_manager', 'tenant_admin'];

const MARCH = { period_start: '2026-03-01', period_end: '2026-04-01', zone: 'Europe/London' };
const FIRST_DAY = { period_start: '2026-03-01', period_end: '2026-03-02', zone: 'Europe/London' };
const SCHEDULE = { name: 'Weekly', report_type: 'operational', cadence: 'weekly', zone: 'Europe/London' };

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{id}` is that of a report, `{schedule}` that of a schedule. */
  readonly path: string;
  readonly roles?: readonly Role[];
  readonly status?: number;
  readonly body?: object;
  /** Query parameters or members of a body that are refused, and the path of the field that is named. */
  readonly bad: readonly (readonly [string | object, string])[];
  /** The list in its answer. */
  readonly list?: 'reports' | 'schedules';
  readonly file?: true;
}

const BAD_PAGE = [
  ['first=0', 'first'],
  ['first=many', 'first'],
  ['after=nonsense', 'after'],
  ['unknown_thing=1', 'unknown_thing'],
  ['report_type=poem', 'report_type.0'],
] as const;
const BAD_PERIOD = [
  ['period_start=2026-03-01', 'periodEnd'],
  ['period_start=yesterday&period_end=2026-04-01', 'period_start'],
  ['zone=Mars', 'zone'],
  ['case=kebab', 'case'],
] as const;
const BAD_REQUEST = [
  [{}, 'periodStart'],
  [{ ...MARCH, report_type: 'poem' }, 'report_type'],
  [{ ...MARCH, format: 'odt' }, 'format'],
  [{ ...MARCH, tenant_id: 'other' }, 'tenant_id'],
  [{ ...MARCH, periodStart: '2026-02-01' }, 'period_start'],
  [{ ...MARCH, zone: 'Mars' }, 'zone'],
] as const;

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '', bad: BAD_PAGE, list: 'reports' },
  { method: 'GET', path: '/my-reports', bad: BAD_PAGE, list: 'reports' },
  { method: 'GET', path: '/generated', bad: BAD_PAGE, list: 'reports' },
  { method: 'GET', path: '/generated/{id}', bad: [['format=pdf', 'format']], file: true },
  { method: 'GET', path: '/generated/{id}/download', bad: [['format=odt', 'format']], file: true },
  { method: 'GET', path: '/schedule/upcoming', bad: [['first=0', 'first']] },
  { method: 'GET', path: '/templates/list', bad: [['case=kebab', 'case']] },
  { method: 'GET', path: '/dashboard', bad: BAD_PERIOD },
  { method: 'GET', path: '/kpis', bad: BAD_PERIOD },
  { method: 'GET', path: '/schedules', bad: BAD_PAGE, list: 'schedules' },
  { method: 'GET', path: '/{id}', bad: [['case=kebab', 'case']] },
  { method: 'GET', path: '/{id}/view', bad: [], file: true },
  { method: 'GET', path: '/{id}/download', bad: [], file: true },
  { method: 'GET', path: '/{id}/pdf', bad: [], file: true },
  { method: 'POST', path: '/generate', roles: GENERATING, status: 202, body: FIRST_DAY, bad: BAD_REQUEST },
  { method: 'POST', path: '/generated/generate', roles: GENERATING, status: 202, body: FIRST_DAY, bad: BAD_REQUEST },
  {
    method: 'POST',
    path: '/schedule',
    roles: SCHEDULING,
    status: 201,
    body: SCHEDULE,
    bad: [
      [{ ...SCHEDULE, cadence: 'hourly' }, 'cadence'],
      [{ ...SCHEDULE, reportType: 'sla_performance' }, 'report_type'],
      [{ cadence: 'weekly' }, 'name'],
    ],
  },
  { method: 'DELETE', path: '/schedules/{schedule}', roles: SCHEDULING, status: 204, bad: [] },
];

describe('SOC reports over REST', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let rest: RestClient;
  const tokens = new Map<Role, string>();
  let report: string;
  let schedule: string;

  const tokenOf = (role: Role): string => tokens.get(role)!;
  const at = (path: string, id = report, ofSchedule = schedule): string =>
    `${REPORTS}${path.replace('{id}', id).replace('{schedule}', ofSchedule)}`;
  const named = ({ method, path }: Route): string => `${method} ${REPORTS}${path}`;
  const done = async (id: string): Promise<RestAnswer> => {
    for (;;) {
      const answer = await rest.get(tokenOf('soc_manager'), `${REPORTS}/${id}`);
      assert.equal(answer.status, 200);
      assert.notEqual(answer.json.status, 'failed', answer.json.error);
      if (answer.json.files.length === 4) return answer;
      await delay(100);
    }
  };
  const scheduled = async (name: string): Promise<string> => {
    const answer = await rest.call(tokenOf('soc_manager'), 'POST', `${REPORTS}/schedule`, { body: { ...SCHEDULE, name } });
    assert.equal(answer.status, 201, JSON.stringify(answer.json));
    return answer.json.schedule.id as string;
  };

  before(async () => {
    app = await startTestApplication();
    rest = await RestClient.of(app);
    for (const role of ROLES) tokens.set(role, await app.token({ tenant: TENANT, org: ORG, roles: [role], sub: role }));
    await app.data(
      tokenOf('soc_manager'),
      `mutation { openIncident(input: { title: "Loader on a till", severity: high, detectedAt: "2026-03-05T08:00:00.000Z" }) { record { id } } }`,
    );
    const { status, json, headers } = await rest.call(tokenOf('soc_manager'), 'POST', `${REPORTS}/generate`, { body: MARCH });
    assert.equal(status, 202, JSON.stringify(json));
    report = json.id as string;
    assert.equal(headers.get('location'), `${REPORTS}/${report}`);
    schedule = await scheduled('Weekly operations');
    await done(report);
  });
  after(() => app?.stop());

  it('are as asked for, in every field', async () => {
    const { json, headers } = await done(report);
    assert.deepEqual(
      [json.reportType, json.periodType, json.periodStart, json.periodEnd, json.zone, json.status, json.tlp, json.tenantId],
      [
        'executive_monthly',
        'monthly',
        '2026-03-01T00:00:00.000Z',
        '2026-03-31T23:00:00.000Z',
        'Europe/London',
        'completed',
        'AMBER',
        TENANT,
      ],
    );
    assert.equal(headers.get('etag'), `"${json.revision}"`);
    assert.ok(Object.values(json.size as Record<string, number>).every((size) => size > 0));
    assert.equal(json.data.kpis[0].kpis.find(({ name }: { name: string }) => name === 'opened').value, 1);
  });

  for (const route of ROUTES) {
    it(`${named(route)} answers those whose roles allow it, and refuses what is wrong`, async () => {
      const { method, path, roles = ROLES, status = 200, body, bad, file } = route;
      const target = path.includes('{schedule}') ? await scheduled(`To be deleted by ${method}`) : schedule;
      const call = (role: Role, address: string, given: object | undefined = body) =>
        rest.call(tokenOf(role), method, address, {
          ...(given ? { body: given } : {}),
          // One of those who may: a report takes its time.
          ...(method === 'POST' ? { headers: { 'idempotency-key': `table ${path}` } } : {}),
        });
      for (const role of ROLES.filter((one) => !roles.includes(one))) {
        const refused = await call(role, at(path, report, target));
        assert.equal(refused.status, 403, role);
      }
      for (const role of method === 'GET' ? roles : roles.slice(0, 1)) {
        const answer = await call(role, at(path, report, target));
        assert.equal(answer.status, status, `${role}: ${JSON.stringify(answer.json)}`);
        assert.ok(!file || answer.content.length > 0);
      }
      for (const [given, field] of bad) {
        const isQuery = typeof given === 'string';
        const answer = await call(roles[0], `${at(path)}${isQuery ? `?${given}` : ''}`, isQuery ? undefined : given);
        assert.equal(answer.status, 400, `${JSON.stringify(given)}: ${JSON.stringify(answer.json)}`);
        assert.equal(answer.json.code, 'INVALID_INPUT');
        const fields = (answer.json.fields as { path: string }[]).map((one) => one.path);
        assert.ok(fields.includes(field), `${JSON.stringify(given)} names ${fields.join(', ')}`);
      }
    });
  }

  for (const route of ROUTES.filter(({ path }) => path.includes('{')))
    it(`${named(route)} tells a stranger of a record what it tells of one that never was, and refuses what is no id`, async () => {
      const stranger = await app.token({ tenant: 'elsewhere', sub: 'sam', roles: ['soc_manager', 'tenant_admin', 'supervisor'] });
      const unclear = await app.token({
        tenant: TENANT,
        org: ORG,
        sub: 'una',
        roles: ['soc_manager'],
        clearance: 'UNCLASSIFIED',
      });
      for (const token of [stranger, unclear]) {
        const said = async (id: string): Promise<unknown> => {
          const { status, json } = await rest.call(token, route.method, at(route.path, id, id));
          const { correlationId: _, ...problem } = json;
          return [status, problem];
        };
        const theirs = await said(route.path.includes('{schedule}') ? schedule : report);
        assert.deepEqual(theirs, await said(randomUUID()));
        assert.equal((theirs as [number])[0], 404);
      }
      const noId = await rest.call(tokenOf('soc_manager'), route.method, at(route.path, 'no-id', 'no-id'));
      assert.deepEqual([noId.status, noId.json.fields], [400, [{ path: 'id', message: 'must be a UUID' }]]);
    });

  for (const route of ROUTES.filter(({ list }) => list !== undefined))
    it(`${named(route)} comes page by page, of the tenant alone`, async () => {
      const { path, list } = route;
      await scheduled(`One more ${path}`);
      const head = await app.application.kernel.log.head();
      const whole = await rest.get(tokenOf('soc_manager'), `${at(path)}?at_least=${head}`);
      const ids: string[] = [];
      for (let next: string | null = `${at(path)}?first=1&at_least=${head}`; next !== null;) {
        const { json, status } = await rest.get(tokenOf('soc_manager'), next);
        assert.equal(status, 200);
        assert.ok(json[list!].length <= 1);
        ids.push(...(json[list!] as { id: string }[]).map(({ id }) => id));
        next = json.next as string | null;
      }
      assert.deepEqual(
        ids,
        (whole.json[list!] as { id: string }[]).map(({ id }) => id),
      );
      assert.ok(ids.includes(list === 'reports' ? report : schedule));
      const stranger = await app.token({ tenant: 'elsewhere', sub: 'sam', roles: ['soc_manager'] });
      assert.deepEqual((await rest.get(stranger, at(path))).json[list!], []);
    });

  for (const route of ROUTES.filter(({ method, file }) => method === 'GET' && !file))
    it(`${named(route)} speaks snake case when asked to`, async () => {
      const camel = (await rest.get(tokenOf('soc_manager'), at(route.path))).json as object;
      const snake = (await rest.get(tokenOf('soc_manager'), `${at(route.path)}?case=snake`)).json as object;
      const names = (value: unknown): readonly string[] =>
        typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([name, entry]) => [...(Array.isArray(value) ? [] : [name]), ...names(entry)])
          : [];
      assert.ok(names(snake).every((name) => !/[a-z0-9][A-Z]/.test(name)));
      assert.deepEqual(
        [...new Set(names(snake))].toSorted(),
        [
          ...new Set(names(camel).map((name) => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))),
        ].toSorted(),
      );
    });

  it('have literal addresses before ids', async () => {
    for (const { method, path } of ROUTES.filter((route) => !route.path.includes('{') && route.method === 'GET'))
      assert.equal((await rest.call(tokenOf('analyst'), method, at(path))).status, 200, path);
  });

  it('are asked for once under one key, of the last whole period where none is named', async () => {
    const ask = (body: object, headers: Record<string, string>) =>
      rest.call(tokenOf('analyst'), 'POST', `${REPORTS}/generate`, { body, headers });
    const first = await ask({ report_type: 'executive_yearly', format: 'pdf' }, { 'idempotency-key': 'year' });
    assert.equal(first.status, 202, JSON.stringify(first.json));
    assert.equal(first.headers.get('location'), `${REPORTS}/${first.json.id}/pdf`);
    const again = await ask({ reportType: 'executive_yearly', format: 'pdf' }, { 'idempotency-key': 'year' });
    assert.equal(again.json.id, first.json.id);
    const other = await ask({ reportType: 'executive_monthly' }, { 'idempotency-key': 'year' });
    assert.deepEqual([other.status, other.json.code], [422, 'IDEMPOTENCY_KEY_REUSED']);
    const { json } = await rest.get(tokenOf('analyst'), `${REPORTS}/${first.json.id}`);
    assert.equal(json.periodType, 'yearly');
    const future = await ask({ period_start: '2026-03-01', period_end: '2999-01-01' }, {});
    assert.equal(future.status, 422);
    assert.equal(future.json.fields[0].path, 'periodEnd');
  });

  it('say that they are not ready, and when to ask again', async () => {
    const { nest, kernel } = app.application;
    const id = randomUUID();
    const service = servingFor({ tenantId: TENANT, ownerOrganisation: ORG, marking: amber });
    const period = { periodStart: '2026-03-01T00:00:00.000Z', periodEnd: '2026-03-08T00:00:00.000Z', zone: 'Europe/London' };
    const wanted = {
      reportType: 'operational',
      periodType: 'on_demand',
      ...period,
      scheduleId: null,
      recommendations: [],
    } as const;
    // Nobody makes it while this holds it.
    await kernel.unfinishedSocReports.whileMine({ id, tenantId: TENANT }, async () => {
      const context = { subject: service, commandId: randomUUID(), correlationId: 'test' };
      await nest.get(SocReportRequests, { strict: false }).request(wanted, amber, context, id);
      for (const path of ['/{id}/pdf', '/{id}/download', '/{id}/view', '/generated/{id}']) {
        const { status, headers, json } = await rest.get(tokenOf('report_consumer'), at(path, id));
        assert.deepEqual([status, json.code, json.reportStatus], [409, 'CONFLICT', 'pending'], path);
        assert.ok(Number(headers.get('retry-after')) > 0);
      }
    });
    await done(id);
    assert.equal((await rest.get(tokenOf('report_consumer'), at('/{id}/pdf', id))).status, 200);
  });

  it('are files that say what they are, and no cache keeps', async () => {
    const { json } = await done(report);
    const sha = Object.fromEntries(
      (json.files as { format: string; sha256: string }[]).map(({ format, sha256 }) => [format, sha256]),
    );
    const files = [
      ['/generated/{id}', 'html', 'inline'],
      ['/generated/{id}?format=json', 'json', 'inline'],
      ['/generated/{id}/download?format=json', 'json', 'attachment'],
      ['/generated/{id}/download?format=csv', 'csv', 'attachment'],
      ['/{id}/view', 'html', 'inline'],
      ['/{id}/download', 'pdf', 'attachment'],
      ['/{id}/pdf', 'pdf', 'inline'],
    ] as const;
    for (const [path, format, disposition] of files) {
      const { headers, content, status } = await rest.get(tokenOf('report_consumer'), at(path));
      assert.equal(status, 200, path);
      assert.equal(createHash('sha256').update(content).digest('hex'), sha[format], path);
      assert.equal(headers.get('etag'), `"${sha[format]}"`);
      assert.match(
        headers.get('content-disposition') ?? '',
        new RegExp(`^${disposition}; filename="tlp-amber-[a-z0-9-]+\\.${format}"$`),
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('cache-control') ?? '', /no-store/);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    }
    const known = await rest.get(tokenOf('report_consumer'), at('/{id}/pdf'), {
      headers: { 'if-none-match': `"${sha['pdf']}"` },
    });
    assert.deepEqual([known.status, known.content.length], [304, 0]);
    const head = await fetch(`${app.url}${at('/{id}/pdf')}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tokenOf('analyst')}` },
    });
    assert.equal(head.headers.get('content-length'), `${json.size.pdf}`);
  });

  it('are opened by nobody without its being written down, for auditors and administrators to read', async () => {
    const accesses = async (role: Role, given: object = {}) => {
      const variables = { reportId: report, first: 200, atLeast: `${await app.application.kernel.log.head()}`, ...given };
      return app.ask(
        tokenOf(role),
        `query ($reportId: UUID, $from: DateTime, $to: DateTime, $first: Int, $after: String, $atLeast: Position) {
          reportAccesses(reportId: $reportId, from: $from, to: $to, first: $first, after: $after, atLeast: $atLeast) {
            nodes { reportId reportTitle actorId actor action format at position } pageInfo { hasNextPage endCursor } } }`,
        variables,
      );
    };
    const listed = async (given?: object) => (await accesses('auditor', given)).data.reportAccesses;
    const before = (await listed()).nodes.length as number;
    const path = at('/generated/{id}/download?format=csv');
    await Promise.all(Array.from({ length: 8 }, () => rest.get(tokenOf('analyst'), at('/{id}/view'))));
    const read = await rest.get(tokenOf('report_consumer'), path);
    const headers = { authorization: `Bearer ${tokenOf('report_consumer')}` };
    await fetch(`${app.url}${path}`, { method: 'HEAD', headers });
    assert.equal((await listed()).nodes.length, before + 9, 'a HEAD hands nothing out');
    await rest.get(tokenOf('report_consumer'), path, { headers: { 'if-none-match': read.headers.get('etag')! } });
    const { nodes } = await listed();
    assert.equal(nodes.length, before + 10, 'a copy that is still good is opened again');
    const { me } = await app.data(tokenOf('report_consumer'), '{ me { actorId } }');
    const [{ reportId, reportTitle, actorId, action, format, at: when }] = nodes;
    assert.deepEqual([reportId, actorId, action, format], [report, me.actorId, 'download', 'csv']);
    assert.ok(reportTitle.length > 0);

    const page = await listed({ first: 4 });
    const following = await listed({ after: page.pageInfo.endCursor });
    assert.deepEqual([...page.nodes, ...following.nodes], nodes);
    assert.equal((await listed({ reportId: undefined })).nodes.length >= nodes.length, true);
    assert.deepEqual((await listed({ reportId: randomUUID() })).nodes, []);
    assert.deepEqual((await listed({ to: nodes.at(-1).at })).nodes, []);
    assert.ok((await listed({ from: when })).nodes.every(({ at: one }: { at: string }) => one >= when));
    assert.ok((await accesses('tenant_admin')).data);
    assert.equal((await accesses('soc_manager')).errors[0].extensions.code, 'FORBIDDEN');

    const day = reportAccessId(TENANT, report, when);
    const { recordHistory } = await app.data(
      tokenOf('auditor'),
      'query ($id: UUID!) { recordHistory(type: "reportAccess", id: $id) { frames { actorId } } }',
      { id: day },
    );
    assert.equal(recordHistory.frames.at(-1).actorId, me.actorId);
  });

  it('are read under a superuser session too, which is written down as well', async () => {
    const superuser = await app.token({ tenant: 'centre', sub: 'sue', roles: ['superuser'] });
    const { openSuperuserSession } = await app.data(
      superuser,
      'mutation ($at: DateTime!) { openSuperuserSession(input: { tenants: ["rest"], reason: "Why", expiresAt: $at }) { record { id } } }',
      { at: new Date(Date.now() + 3_600_000).toISOString() },
    );
    const headers = { 'x-superuser-session': openSuperuserSession.record.id as string };
    assert.equal((await rest.get(superuser, at('/{id}/view'), { headers })).status, 200);
    const refused = await rest.call(superuser, 'POST', `${REPORTS}/generate`, { headers, body: MARCH });
    assert.equal(refused.status, 403);
  });

  it('come with KPIs that are those of GraphQL', async () => {
    const { json } = await rest.get(tokenOf('analyst'), `${REPORTS}/kpis?${new URLSearchParams(MARCH).toString()}`);
    const { socKpis } = await app.data(
      tokenOf('analyst'),
      '{ socKpis(period: { start: "2026-03-01T00:00:00.000Z", end: "2026-03-31T23:00:00.000Z", zone: "Europe/London" }) { definitionsVersion kpis { name value n mean median p90 target previous status } } }',
    );
    const shown = (json.kpis as Record<string, unknown>[]).map(
      ({ name, value, n, mean, median, p90, target, previous, status }) => ({
        name,
        value,
        n,
        mean,
        median,
        p90,
        target,
        previous,
        status,
      }),
    );
    assert.deepEqual({ definitionsVersion: json.definitionsVersion, kpis: shown }, socKpis);
    const { json: board } = await rest.get(tokenOf('analyst'), `${REPORTS}/dashboard`);
    assert.deepEqual(
      board.kpis.map(({ name }: { name: string }) => name),
      shown.map(({ name }) => name),
    );
    assert.ok(board.newestReports.some(({ id }: { id: string }) => id === report));
  });

  it('are scheduled, and a schedule is deleted at the revision that is known', async () => {
    const created = await rest.call(tokenOf('soc_manager'), 'POST', `${REPORTS}/schedule`, {
      body: { ...SCHEDULE, name: 'Seen to' },
    });
    const { id } = created.json.schedule;
    const { json } = await rest.get(tokenOf('analyst'), `${REPORTS}/schedule/upcoming?first=100`);
    assert.ok(
      json.upcoming.every(
        ({ dueAt }: { dueAt: string }, index: number, all: { dueAt: string }[]) => index === 0 || dueAt >= all[index - 1].dueAt,
      ),
    );
    const remove = (tag: string) =>
      rest.call(tokenOf('soc_manager'), 'DELETE', `${REPORTS}/schedules/${id}`, { headers: { 'if-match': tag } });
    const late = await remove('"7"');
    assert.deepEqual([late.status, late.json.currentRevision], [412, created.json.schedule.revision]);
    assert.equal((await remove(created.headers.get('etag')!)).status, 204);
    const list = await rest.get(
      tokenOf('soc_manager'),
      `${REPORTS}/schedules?at_least=${await app.application.kernel.log.head()}`,
    );
    assert.ok(!list.json.schedules.some((one: { id: string }) => one.id === id));
  });

  it('are described, as is every other route, in one document and on one page', async () => {
    const { document } = rest;
    assert.match(document.openapi, /^3\.1\./);
    const routes = routesOf(app.application.nest).filter(({ path }) => path.startsWith('/api/v1/'));
    assert.ok(routes.length > 20);
    const missing = routes.filter(
      ({ method, path }) => !document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()],
    );
    assert.deepEqual(missing, [], 'describe them with @Describe');
    const page = await rest.get(undefined, '/api/v1/docs');
    assert.match(page.content.toString('utf8'), /<html lang="en">[^]*<title>[^<]+<\/title>/);
    const addresses = [...page.content.toString('utf8').matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    assert.ok(addresses.every((address) => address.startsWith('/api/v1/')));
    for (const address of addresses) assert.equal((await fetch(`${app.url}${address}`)).status, 200, address);
    assert.equal((await fetch(`${app.url}/api/v1/docs/package.json`)).status, 404);
    assert.equal((await rest.get(undefined, '/health/ready')).status, 200);
  });
});
