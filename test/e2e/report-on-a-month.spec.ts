/** A SOC manager asks for a month's report and gets it, whatever happens to the processes that make it. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandBus } from '@nestjs/cqrs';
import type { Subject } from '../../src/access/actor.js';
import { DocumentRenderer } from '../../src/documents/document-renderer.js';
import { AttackReleases } from '../../src/exchange/attack/attack-releases.js';
import { ChangeIncidentHandler, type IncidentRequest } from '../../src/incidents/incident.commands.js';
import { canonicalJson } from '../../src/json/canonical-json.js';
import type { Loaded } from '../../src/ledger/ledger.js';
import { composeReport } from '../../src/soc-reports/compose-report.measure.js';
import { SocReportFacts } from '../../src/soc-reports/soc-report-facts.queries.js';
import type { ReportRequest } from '../../src/soc-reports/soc-report.events.js';
import { type Milestone, SocReportProduction } from '../../src/soc-reports/soc-report.production.js';
import type { SocReportRecord } from '../../src/soc-reports/soc-report.record.js';
import { SocReportRequests } from '../../src/soc-reports/soc-report.requests.js';
import { servingFor } from '../../src/soc-reports/soc-report.service.js';
import { socReportType } from '../../src/soc-reports/soc-report.type.js';
import { amber } from '../examples/marking.js';
import { attackBundle } from '../examples/attack.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const TENANT = 'acme';
const ORG = 'soc';
const FIELDS = `id status title periodStart periodEnd zone figuresPosition dataHash data error restates restatedBy restatement tlp secrecyLevel revision
  renderings { format mediaType size sha256 pages error }`;

const MILESTONES: readonly Milestone[] = ['started', 'composed', 'stored', 'completed', 'restated', 'rendered', 'recorded'];

describe('a report on a month of incidents', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let manager: string;
  let admin: string;
  let analyst: string;
  let reader: string;

  before(async () => {
    app = await startTestApplication();
    const claims = { tenant: TENANT, org: ORG };
    manager = await app.token({ ...claims, roles: ['soc_manager'], sub: 'mo' });
    admin = await app.token({ ...claims, roles: ['tenant_admin'], sub: 'adam' });
    analyst = await app.token({ ...claims, roles: ['analyst'], clearance: 'UNCLASSIFIED', sub: 'al' });
    reader = await app.token({ ...claims, roles: ['report_consumer'], clearance: 'RESTRICTED', sub: 'ria' });
  });
  after(() => app?.stop());

  const person: Subject = {
    actorId: 'actor-sam',
    actorKind: 'human',
    sub: 'sam',
    tenantId: TENANT,
    orgId: ORG,
    roles: ['supervisor'],
    clearance: 'SECRET',
    countries: [],
    expiresAt: 0,
  };
  const incident = async (request: IncidentRequest) => {
    const { ledger, blobs, options, instanceKey } = app.application.kernel;
    const attack = new AttackReleases(ledger, blobs);
    const context = { subject: person, commandId: randomUUID(), correlationId: randomUUID() };
    return (await new ChangeIncidentHandler(ledger, options.clock, instanceKey, attack).execute({ request, context } as never))
      .receipt.id;
  };
  const opened = (title: string, detectedAt: string, more: object = {}) =>
    incident({ kind: 'open', input: { title, severity: 'high', detectedAt, ...more } });
  const resolved = (id: string, at: string) =>
    incident({ kind: 'resolve', id, input: { at, resolution: 'Host rebuilt.', verdict: 'true_positive' } });

  const request = async (input: object, token = manager) =>
    app.ask(
      token,
      `mutation ($input: RequestSocReportInput!) { requestSocReport(input: $input) { record { ${FIELDS} } receipt { id position } } }`,
      {
        input: { reportType: 'executive_monthly', periodType: 'monthly', zone: 'Europe/London', ...input },
      },
    );
  const march = { periodStart: '2026-03-01T00:00:00.000Z', periodEnd: '2026-03-31T23:00:00.000Z' };
  const report = async (id: string, token = manager) =>
    (await app.data(token, `query ($id: UUID!) { socReport(id: $id) { ${FIELDS} } }`, { id })).socReport;
  const made = async (id: string) => {
    for (;;) {
      const found = await report(id);
      assert.notEqual(found.status, 'failed', found.error);
      if (found.status === 'completed' && found.renderings.length === 4) return found;
      await delay(50);
    }
  };
  const release = async (version: string, name: string) => {
    const techniques = [{ id: 'T1566', name, tactics: ['initial-access'] }];
    const { status } = await fetch(`${app.url}/api/v1/attack/releases`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/stix+json' },
      body: attackBundle({ domain: 'enterprise', version, techniques }),
    });
    assert.equal(status, 200);
  };
  const figure = ({ data }: { data: { kpis: { kpis: { name: string; value: number | null; n: number }[] }[] } }, name: string) =>
    data.kpis[0].kpis.find((kpi) => kpi.name === name);

  it('is made in the background, in every format, of what its readers may see', async () => {
    const loader = await opened('Loader on a till', '2026-03-05T08:00:00.000Z');
    await opened('False login page', '2026-03-31T22:30:00.000Z');
    await opened('Next month by the zone, not by UTC', '2026-03-31T23:30:00.000Z');
    await opened('Known to few', '2026-03-07T08:00:00.000Z', { secrecyLevel: 'SECRET' });
    const theirs = stix('incident', 'a', { name: 'Known to a partner', created: '2026-03-06T08:00:00.000Z' });
    const { counts } = await importText(app, analyst, bundleOf({ ...theirs, modified: theirs.created }), '?unmarkedTlp=GREEN');
    assert.equal(counts.created, 1);
    await resolved(loader, '2026-03-05T12:00:00.000Z');
    await release('18.1', 'Phishing');
    await app.data(
      manager,
      'mutation { declareDetectionScope(input: { version: "1", techniqueIds: ["T1566"] }) { receipt { position } } }',
    );
    const { data, errors } = await request(march);
    assert.deepEqual(errors, []);
    const { record } = data.requestSocReport;
    assert.deepEqual([record.status, record.tlp, record.secrecyLevel], ['pending', 'AMBER', 'RESTRICTED']);
    assert.equal(record.title, 'Executive security report, March 2026');

    const done = await made(record.id);
    assert.equal(figure(done, 'opened')?.value, 2, 'the secret incident is counted in no report for those who may not see it');
    assert.equal(figure(done, 'resolved')?.value, 1);
    for (const title of ['Known to few', 'Known to a partner']) assert.ok(!JSON.stringify(done.data).includes(title), title);
    assert.deepEqual(
      done.renderings.map(({ format, mediaType, error }: Record<string, string>) => [format, mediaType.split(';')[0], error]),
      [
        ['json', 'application/json', null],
        ['html', 'text/html', null],
        ['pdf', 'application/pdf', null],
        ['csv', 'text/csv', null],
      ],
    );
    assert.ok(done.renderings[2].pages >= 1);
    assert.equal(done.dataHash, createHash('sha256').update(canonicalJson(done.data)).digest('hex'));

    assert.equal((await report(record.id, reader)).title, record.title);
    const hidden = await app.ask(analyst, `{ socReport(id: "${record.id}") { id } }`);
    assert.equal(hidden.errors[0].extensions.code, 'NOT_FOUND');
    const { socReports } = await app.data(
      manager,
      `{ socReports(filter: { status: [completed], reportType: [executive_monthly] }) { totalCount nodes { id } } }`,
    );
    assert.deepEqual([socReports.totalCount, socReports.nodes[0].id], [1, record.id]);
    const { socReports: none } = await app.data(analyst, '{ socReports { totalCount nodes { id } } }');
    assert.deepEqual(none, { totalCount: 0, nodes: [] });
  });

  it('is asked for by whoever may see it, and by roles that may', async () => {
    const unseen = await request(march, analyst);
    assert.equal(unseen.errors[0].extensions.code, 'FORBIDDEN');
    const consumer = await request(march, reader);
    assert.equal(consumer.errors[0].extensions.code, 'FORBIDDEN');
    const open = await request({ ...march, periodEnd: '2026-03-30T23:00:00.000Z' });
    assert.equal(open.errors[0].extensions.code, 'PERIOD_MISMATCH');
  });

  it('comes to the same bytes whenever it is made again of its position', async () => {
    const { nest, kernel } = app.application;
    const { socReports } = await app.data(manager, '{ socReports { nodes { id } } }');
    await release('19.0', 'Renamed');
    await app.data(
      admin,
      'mutation { chooseAttackRelease(input: { domain: enterprise, version: "19.0" }) { receipt { position } } }',
    );
    const loaded = (await kernel.ledger.load(socReportType, TENANT, socReports.nodes[0].id)) as Loaded<SocReportRecord>;
    const protection = { tenantId: TENANT, ownerOrganisation: ORG, marking: loaded.record.marking };
    const facts = await nest.get(SocReportFacts, { strict: false }).gather(servingFor(protection), loaded);
    assert.deepEqual(facts.techniques, [{ techniqueId: 'T1566', name: 'Phishing', tactics: ['initial-access'] }]);
    assert.deepEqual(facts.attack.releases, ['ATT&CK Enterprise 18.1']);
    const data = composeReport(facts);
    assert.equal(
      createHash('sha256')
        .update(canonicalJson(JSON.parse(JSON.stringify(data))))
        .digest('hex'),
      loaded.record.dataHash,
    );
    const { json, pdf } = loaded.record.renderings;
    assert.ok(json?.content);
    assert.equal(json.content.sha256, loaded.record.dataHash, 'the JSON is the data');
    const { document } = JSON.parse(await kernel.blobs.textOf(TENANT, json.content));
    const { content } = await nest.get(DocumentRenderer, { strict: false }).render(document, 'pdf');
    assert.equal(createHash('sha256').update(content).digest('hex'), pdf?.content?.sha256);
  });

  it('is restated when later events come to other figures, and readers of the original are told', async () => {
    await opened('Found weeks later', '2026-03-20T08:00:00.000Z', { number: 'INC9' });
    const { data } = await request(march);
    const { id } = data.requestSocReport.record;
    const later = await made(id);
    assert.equal(figure(later, 'opened')?.value, 3);
    const original = await report(later.restates);
    assert.equal(original.restatedBy, id);
    assert.match(original.restatement, /Opened 3 \(n 3\) instead of 2 \(n 2\)/);
    assert.equal(figure(original, 'opened')?.value, 2, 'the original stays as it is');
    assert.deepEqual(
      later.data.restatement.causes.map(({ number, events }: Record<string, unknown>) => [number, events]),
      [['INC9', ['Opened']]],
    );
  });

  it('shows its marking on each page: a changed one renders it anew, and never lets in more', async () => {
    const { socReports } = await app.data(manager, '{ socReports { nodes { id renderings { sha256 } } } }');
    const [{ id, renderings: before }] = socReports.nodes;
    const mark = (input: object) =>
      app.ask(
        manager,
        'mutation ($id: UUID!, $input: MarkSocReportInput!) { markSocReport(id: $id, input: $input, reason: "Names a customer") { record { id } } }',
        {
          id,
          input,
        },
      );
    assert.equal((await mark({ tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' })).errors[0].extensions.code, 'MARKING_TOO_WIDE');
    assert.deepEqual((await mark({ secrecyLevel: 'SECRET' })).errors, []);
    const after = await made(id);
    const same = after.renderings.filter((one: { sha256: string }) =>
      before.some(({ sha256 }: { sha256: string }) => sha256 === one.sha256),
    );
    assert.deepEqual(
      same.map(({ format }: { format: string }) => format).filter((format: string) => format !== 'csv'),
      [],
      'every format that shows it',
    );
  });

  it('is finished by another process wherever one ends, as one run of one position', async () => {
    const { nest, kernel } = app.application;
    const { ledger, blobs, log, readModels: models, unfinishedSocReports, options } = kernel;
    const commands = nest.get(CommandBus, { strict: false });
    const requests = nest.get(SocReportRequests, { strict: false });
    const parts = {
      ledger,
      commands,
      blobs,
      log,
      models,
      clock: options.clock,
      facts: nest.get(SocReportFacts, { strict: false }),
      renderer: nest.get(DocumentRenderer, { strict: false }),
    };
    const service = servingFor({ tenantId: TENANT, ownerOrganisation: ORG, marking: amber });
    const wanted: Omit<ReportRequest, 'title' | 'restates' | 'recommendations'> = {
      reportType: 'operational',
      periodType: 'monthly',
      ...march,
      zone: 'Europe/London',
      scheduleId: null,
    };
    const ask = (id: string) =>
      requests.request(
        { ...wanted, recommendations: [] },
        amber,
        { subject: service, commandId: randomUUID(), correlationId: 'test' },
        id,
      );

    const first = randomUUID();
    await ask(first);
    await made(first);
    await opened('Found after the first report', '2026-03-21T08:00:00.000Z');

    const id = randomUUID();
    // Nobody else takes it up while this process holds it.
    await unfinishedSocReports.whileMine({ id, tenantId: TENANT }, async () => {
      await ask(id);
      for (const milestone of MILESTONES) {
        const dying = new SocReportProduction(parts, {
          onFailure: () => undefined,
          onMilestone: (reached) => {
            if (reached === milestone) throw new Error(`the process ends at ${milestone}`);
          },
        });
        await assert.rejects(dying.produce(TENANT, id), new RegExp(`the process ends at ${milestone}`));
      }
    });
    assert.equal((await made(id)).restates, first);
    const events = await ledger.events(socReportType.contracts, TENANT, id);
    const count = (type: string) => events.filter(({ event }) => event.type === type).length;
    const seen = ['SocReportRequested', 'SocReportGenerationStarted', 'SocReportCompleted', 'SocReportRendered'].map(count);
    assert.deepEqual(seen, [1, 1, 1, 4]);
    const told = await ledger.events(socReportType.contracts, TENANT, first);
    assert.equal(told.filter(({ event }) => event.type === 'SocReportRestated').length, 1);
    await ask(id);
    assert.equal(
      (await ledger.events(socReportType.contracts, TENANT, id)).length,
      events.length,
      'asking again changes nothing',
    );
  });
});
