/** Nobody learns of a record they may not read, by whichever door they ask. */
import assert from 'node:assert/strict';
import type { Subject } from '../../src/access/actor.js';
import type { Marking } from '../../src/access/marking.js';
import { decide } from '../../src/access/policy.js';
import { ProductionQueries } from '../../src/production/production.queries.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, attempt, change, create, dashboard, publish, refused, reports, sources } from './requests.js';
import { bundleOf, importText, stix } from './shared-stix.js';

type Claims = Parameters<TestApplication['token']>[0] & object;

const MARKINGS: readonly Partial<Marking>[] = [
  { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' },
  { tlp: 'AMBER', secrecyLevel: 'CONFIDENTIAL' },
  { tlp: 'AMBER+STRICT', secrecyLevel: 'RESTRICTED' },
  { tlp: 'RED', secrecyLevel: 'RESTRICTED' },
  { secrecyLevel: 'RESTRICTED', organisations: ['beta'] },
  { secrecyLevel: 'RESTRICTED', releasableTo: ['GB'] },
  { secrecyLevel: 'RESTRICTED', notReleasableTo: ['US'] },
];
const READERS: readonly Claims[] = [
  { sub: 'r1', org: 'alpha', clearance: 'UNCLASSIFIED', countries: ['GB'] },
  { sub: 'r2', org: 'alpha', clearance: 'RESTRICTED', countries: ['GB'] },
  { sub: 'r3', org: 'beta', clearance: 'SECRET', countries: ['US'] },
  { sub: 'r4', org: 'gamma', clearance: 'TOP_SECRET', countries: [] },
  { sub: 'r5', org: 'alpha', clearance: 'TOP_SECRET', countries: ['GB', 'US'] },
  { sub: 'r6', org: 'alpha', clearance: 'TOP_SECRET', countries: ['GB'], tenant: 'elsewhere' },
];

interface Kept {
  readonly id: string;
  readonly sourceId: string;
  readonly ownerOrganisation: string;
  readonly marking: Marking;
  readonly position: string;
  readonly publishedAt: string;
  readonly stixId: string;
  /** Ids of a record of each profiled type that is marked alike, by query name. */
  readonly profiles: Readonly<Record<string, string>>;
}

/** By the query for one: the query for many, the mutation that makes one, and the field that names it. */
const PROFILES = {
  investigation: ['investigations', 'createInvestigation', 'title'],
  target: ['targets', 'createTarget', 'name'],
  infrastructure: ['infrastructures', 'createInfrastructure', 'name'],
  attackPattern: ['attackPatterns', 'createAttackPattern', 'name'],
} as const;

const spelt = (marking: Partial<Marking>) => ({ ...marking, ...(marking.tlp ? { tlp: marking.tlp.replace('+', '_') } : {}) });

describe('keeping records from those who may not read them', function () {
  this.timeout(90_000);
  let app: TestApplication;
  let shared: string;
  let position: string;
  const kept: Kept[] = [];
  before(async () => {
    app = await startTestApplication();
    const all = { clearance: 'TOP_SECRET', countries: ['GB'] };
    const recipient = await actorOf(app, await app.token(READERS[2]));
    ({
      receipt: { id: shared },
    } = await change(
      app,
      await app.token({ ...all, org: 'alpha', sub: 'sam', roles: ['source_manager'] }),
      'registerIntelligenceSource',
      {
        input: { name: 'Shared', tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' },
      },
    ));
    const readers = await Promise.all(READERS.map(async (claims) => actorOf(app, await app.token(claims))));
    let day = 0;
    for (const org of ['alpha', 'beta'])
      for (const [index, partial] of MARKINGS.entries()) {
        const author = await app.token({ ...all, org, sub: `author-${org}`, roles: ['analyst', 'source_manager'] });
        const editor = await app.token({ ...all, org, sub: `editor-${org}`, roles: ['senior_analyst'] });
        const recipients = partial.tlp === 'RED' ? [recipient, await actorOf(app, editor)] : [];
        const marking = spelt({ ...partial, recipients });
        const { receipt } = await change(app, author, 'registerIntelligenceSource', {
          input: { name: `Source ${org} ${index}`, ...marking },
        });
        const publishedAt = new Date(Date.UTC(2026, 0, (day += 1))).toISOString();
        const published = await publish(
          app,
          author,
          editor,
          { title: `Report ${org} ${index}`, sourceIds: [shared, receipt.id], ...marking },
          { publishedAt },
        );
        const { record } = published;
        await change(app, author, 'commentOnIntelligenceReport', {
          id: record.id,
          input: { text: 'For all of you', mentions: readers },
        });
        const { data } = await app.ask(author, 'query ($id: UUID!) { recordAsOf(type: "intelReport", id: $id) { fields } }', {
          id: record.id,
        });
        const { secrecyLevel, tlp, organisations, releasableTo, notReleasableTo, recipients: named } = data.recordAsOf.fields;
        const object = {
          ...stix('campaign', `${index}`, { name: 'Quiet Harbour' }),
          id: `campaign--0000000${index}-0000-4000-8000-${org === 'alpha' ? 'a' : 'b'}00000000000`,
        };
        if (index < 2)
          await importText(app, author, bundleOf(object), `?unmarkedTlp=${index === 0 ? 'GREEN' : 'AMBER%2BSTRICT'}`);
        const profiles: Record<string, string> = {};
        for (const [one, [, make, named]] of Object.entries(PROFILES)) {
          const type = `${make[0].toUpperCase()}${make.slice(1)}Input!`;
          const made = await app.data(author, `mutation ($input: ${type}) { ${make}(input: $input) { receipt { id } } }`, {
            input: { [named]: `Kept ${org} ${index}`, ...marking },
          });
          profiles[one] = made[make].receipt.id;
        }
        kept.push({
          profiles,
          id: record.id,
          sourceId: receipt.id,
          ownerOrganisation: org,
          marking: { secrecyLevel, tlp, organisations, releasableTo, notReleasableTo, recipients: named },
          position: record.position,
          publishedAt,
          stixId: index < 2 ? object.id : '',
        });
        ({ position } = record);
      }
    await change(app, await app.token({ sub: 'sol', roles: ['soc_manager'] }), 'setReportingExpectation', {
      input: { name: 'Daily', count: 1, start: '00:00', end: '00:00' },
    });
    position = `${await app.application.kernel.log.head()}`;
  });
  after(() => app?.stop());

  const subjectOf = async (claims: Claims, token: string): Promise<Subject> => ({
    actorId: await actorOf(app, token),
    actorKind: 'human',
    sub: claims.sub!,
    tenantId: claims.tenant ?? 'demo',
    orgId: claims.org!,
    roles: ['analyst'],
    clearance: claims.clearance as Subject['clearance'],
    countries: claims.countries!,
    expiresAt: 0,
  });

  const cadences = (token: string, when: object) =>
    app.data(
      token,
      `query ($position: Position, $atLeast: Position) {
        intelligenceSources(first: 100, position: $position, atLeast: $atLeast) { nodes { id learnedCadence { deliveries } scorecard { deliveries } } } }`,
      { ...when },
    );

  for (const claims of READERS)
    it(`shows ${claims.sub} of ${claims.tenant ?? 'demo'}/${claims.org} what the policy allows, by every door alike`, async () => {
      const token = await app.token(claims);
      const subject = await subjectOf(claims, token);
      const allowed = kept.filter(
        ({ ownerOrganisation, marking }) => decide(subject, 'read', { tenantId: 'demo', ownerOrganisation, marking }).allow,
      );
      const ids = new Set(allowed.map(({ id }) => id));
      const newest =
        allowed
          .map(({ publishedAt }) => publishedAt)
          .toSorted()
          .at(-1) ?? null;
      const { search } = await app.data(
        token,
        'query ($atLeast: Position) { search(text: "report OR rebort", types: [intelReport], first: 200, atLeast: $atLeast) { totalCount nodes { id } } }',
        { atLeast: position },
      );
      assert.deepEqual(new Set(search.nodes.map(({ id }: { id: string }) => id)), ids);
      assert.equal(search.totalCount, ids.size);
      for (const when of [{ atLeast: position }, { position }]) {
        const list = await reports(app, token, { ...when, first: 200 }, 'id sourceIds sources { id lastReportAt }');
        assert.deepEqual(new Set(list.nodes.map(({ id }: { id: string }) => id)), ids);
        assert.equal(list.totalCount, ids.size);
        for (const { id, sources: named } of list.nodes) {
          const { sourceId } = kept.find((report) => report.id === id)!;
          assert.deepEqual(new Set(named.map((source: { id: string }) => source.id)), new Set([shared, sourceId]));
          for (const source of named) if (source.id === shared) assert.equal(source.lastReportAt, newest);
        }
        const board = await dashboard(app, token, when);
        const visibleSources = claims.tenant ? 0 : ids.size + 1;
        assert.deepEqual(
          [board.reportCount, board.publishedCount, board.lastPublishedAt, board.sourceCount, board.activeSourceCount],
          [ids.size, ids.size, newest, visibleSources, visibleSources],
        );
        const days = await app.application.nest.get(ProductionQueries, { strict: false }).windows(subject, {
          ...(when.position ? { position: BigInt(when.position) } : {}),
          from: '2026-01-01T00:00:00.000Z',
          to: '2026-01-31T00:00:00.000Z',
        });
        assert.equal(
          days.reduce((sum, { published }) => sum + published, 0),
          ids.size,
        );
        assert.deepEqual(new Set(days.flatMap(({ reportIds }) => reportIds)), ids);
        const { intelligenceSources: watched } = await cadences(token, when);
        for (const { id, learnedCadence, scorecard } of watched.nodes) {
          const visible = id === shared ? ids.size : 1;
          assert.equal(learnedCadence?.deliveries ?? null, visible < 3 ? null : visible);
          assert.ok(scorecard.deliveries <= visible);
        }
        const { handoverBrief } = await app.data(
          token,
          'query ($until: ID, $atLeast: Position) { handoverBrief(since: "0", until: $until, atLeast: $atLeast) { published { id } sourcesRegistered { id } } }',
          { until: when.position, atLeast: when.atLeast },
        );
        assert.deepEqual(new Set(handoverBrief.published.map(({ id }: { id: string }) => id)), ids);
        assert.equal(handoverBrief.sourcesRegistered.length, visibleSources);
        const found = await sources(app, token, { ...when, first: 200 });
        assert.equal(found.totalCount, visibleSources);
        assert.equal(found.nodes.find(({ id }: { id: string }) => id === shared)?.lastReportAt ?? null, newest);
      }
      for (const when of [{ atLeast: position }, { position }])
        for (const [one, [many]] of Object.entries(PROFILES)) {
          const found = await app.data(
            token,
            `query ($atLeast: Position, $position: Position) {
              ${many}(first: 200, atLeast: $atLeast, position: $position) { totalCount nodes { id } } }`,
            when,
          );
          const wanted = new Set(allowed.map(({ profiles }) => profiles[one]));
          assert.deepEqual(new Set(found[many].nodes.map(({ id }: { id: string }) => id)), wanted, many);
          assert.equal(found[many].totalCount, wanted.size, many);
        }
      const { newSince, myMentions } = await app.data(
        token,
        `query ($p: Position) { newSince(position: "0", atLeast: $p, first: 200) { nodes { type id } }
          myMentions(atLeast: $p, first: 200) { nodes { reportId comment { text } } } }`,
        { p: position },
      );
      const isNew = (type: string) =>
        new Set(newSince.nodes.filter((node: { type: string }) => node.type === type).map((node: { id: string }) => node.id));
      assert.deepEqual(isNew('intelReport'), ids);
      assert.deepEqual(isNew('source'), new Set(claims.tenant ? [] : [shared, ...allowed.map(({ sourceId }) => sourceId)]));
      assert.deepEqual(
        new Set(myMentions.nodes.map(({ reportId, comment }: Record<string, object>) => comment && reportId)),
        ids,
      );
      for (const { id, sourceId, position: at, profiles } of kept) {
        const expected = ids.has(id) ? 'OK' : 'NOT_FOUND';
        for (const [one, own] of Object.entries(profiles))
          for (const query of [`${one}(id: "${own}") { id }`, `recordHistory(type: "${one}", id: "${own}") { id }`]) {
            const { errors } = await app.ask(token, `{ ${query} }`);
            assert.equal(errors[0]?.extensions.code ?? 'OK', expected, query);
          }
        const answers = await Promise.all([
          app.ask(token, `{ intelligenceReport(id: "${id}") { id } }`),
          app.ask(token, `{ intelligenceSource(id: "${sourceId}") { id } }`),
          app.ask(token, `{ recordHistory(type: "intelReport", id: "${id}") { id } }`),
          app.ask(token, `{ recordHistory(type: "source", id: "${sourceId}") { id } }`),
          app.ask(token, `{ recordAsOf(type: "intelReport", id: "${id}", position: "${at}") { id } }`),
          app.ask(token, `{ recordDiff(type: "intelReport", id: "${id}", from: "0", to: "1") { changes { field } } }`),
          app.ask(token, `mutation { watchRecord(type: intelReport, id: "${id}") { receipt { id } } }`),
          app.ask(token, `mutation { watchRecord(type: source, id: "${sourceId}") { receipt { id } } }`),
          app.ask(token, `mutation { commentOnIntelligenceReport(id: "${id}", input: { text: "Seen" }) { receipt { id } } }`),
        ]);
        for (const { errors } of answers) assert.equal(errors[0]?.extensions.code ?? 'OK', expected);
        if (expected === 'NOT_FOUND') {
          const unknown = await attempt(app, token, 'submitIntelligenceReport', { id: '00000000-0000-4000-8000-000000000000' });
          assert.deepEqual(await attempt(app, token, 'submitIntelligenceReport', { id }), unknown);
        }
      }
      const { stixObjects } = await app.data(
        token,
        'query ($p: Position) { stixObjects(atLeast: $p, first: 200) { totalCount nodes { stixId } } }',
        { p: position },
      );
      const objects = new Set(stixObjects.nodes.map(({ stixId }: { stixId: string }) => stixId));
      assert.equal(stixObjects.totalCount, objects.size);
      for (const { stixId, ownerOrganisation } of kept.filter((record) => record.stixId !== '')) {
        const tlp = stixId.startsWith('campaign--00000000') ? ('GREEN' as const) : ('AMBER+STRICT' as const);
        const secrecyLevel = tlp === 'GREEN' ? ('UNCLASSIFIED' as const) : ('CONFIDENTIAL' as const);
        const marking: Marking = { secrecyLevel, tlp, organisations: [], releasableTo: [], notReleasableTo: [], recipients: [] };
        const visible = decide(subject, 'read', { tenantId: 'demo', ownerOrganisation, marking }).allow;
        assert.equal(objects.has(stixId), visible);
        const { errors } = await app.ask(token, `{ stixObject(id: "${stixId}") { id } }`);
        assert.equal(errors[0]?.extensions.code ?? 'OK', visible ? 'OK' : 'NOT_FOUND');
      }
    });

  it('does each change only for those whose roles allow it', async () => {
    const may: Readonly<Record<string, readonly string[]>> = {
      createIntelligenceReport: ['analyst', 'senior_analyst', 'watch_officer', 'supervisor'],
      registerIntelligenceSource: ['source_manager', 'supervisor', 'tenant_admin'],
      changeTenantSettings: ['tenant_admin'],
      setReportingExpectation: ['supervisor', 'soc_manager', 'tenant_admin'],
    };
    const inputs: Readonly<Record<string, object>> = {
      createIntelligenceReport: { title: 'Mine' },
      registerIntelligenceSource: { name: 'Mine' },
      changeTenantSettings: { minimumActiveSources: 3 },
      setReportingExpectation: { name: 'Nightly', count: 1, start: '22:00', end: '06:00' },
    };
    for (const role of [
      'analyst',
      'senior_analyst',
      'watch_officer',
      'supervisor',
      'source_manager',
      'soc_manager',
      'tenant_admin',
      'auditor',
      'report_consumer',
      'superuser',
    ])
      for (const [name, roles] of Object.entries(may)) {
        const token = await app.token({ tenant: 'roles', sub: role, roles: [role] });
        const { errors } = await attempt(app, token, name, { input: inputs[name] });
        assert.equal(errors[0]?.extensions.code ?? 'OK', roles.includes(role) ? 'OK' : 'FORBIDDEN', `${name} as ${role}`);
      }
    const author = await app.token({ tenant: 'roles', sub: 'author', roles: ['analyst'] });
    const { receipt } = await create(app, author, { title: 'Only for editors' });
    await change(app, author, 'submitIntelligenceReport', { id: receipt.id });
    for (const name of [
      'approveIntelligenceReport',
      'publishIntelligenceReport',
      'retractIntelligenceReport',
      'archiveIntelligenceReport',
    ])
      await refused(app, author, 'FORBIDDEN', name, { id: receipt.id });
  });

  it('lets nobody set a marking that they could not read themselves', async () => {
    const low = await app.token({ org: 'alpha', sub: 'low', clearance: 'RESTRICTED', roles: ['analyst'] });
    await refused(app, low, 'FORBIDDEN', 'createIntelligenceReport', { input: { title: 'Too high', secrecyLevel: 'SECRET' } });
    const red = await create(app, low, { title: 'For me alone', tlp: 'RED', secrecyLevel: 'RESTRICTED' });
    assert.deepEqual(red.record.recipients, [await actorOf(app, low)]);
  });
});
