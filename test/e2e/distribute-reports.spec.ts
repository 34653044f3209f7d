/** Reports go out by themselves to those on a list: by mail and by webhook, once, as far as their marking allows; and what was restated is told. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Subject } from '../../src/access/actor.js';
import { deliveryEvents } from '../../src/distribution/delivery.events.js';
import { DeliverySending } from '../../src/distribution/delivery.sending.js';
import { distributionListEvents } from '../../src/distribution/distribution-list.events.js';
import { AttackReleases } from '../../src/exchange/attack/attack-releases.js';
import { ChangeIncidentHandler } from '../../src/incidents/incident.commands.js';
import type { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { PostOffice, unfolded } from '../spec/post-office.js';
import { actorOf } from './requests.js';
import { finished, madeSocReport, socReport } from './soc-reports.js';

const FIELDS = 'id kind receiverLabel receiverKind content status attempts nextAttemptAt response error withheldBy waitsFor';
const HOUR_MS = 3_600_000;

describe('distributing reports', function () {
  this.timeout(180_000);
  let app: TestApplication;
  let office: PostOffice;
  let admin: string;
  let manager: string;
  let ahead = 0;
  const clock: Clock = { now: () => new Date(Date.now() + ahead) };
  const claims = { tenant: 'acme', org: 'soc', clearance: 'RESTRICTED' };

  before(async () => {
    office = await PostOffice.open();
    app = await startTestApplication({ clock, env: office.env });
    admin = await app.token({ ...claims, roles: ['tenant_admin'], sub: 'ada' });
    manager = await app.token({ ...claims, roles: ['soc_manager'], sub: 'mo' });
  });
  after(async () => {
    await app?.stop();
    await office?.close();
  });

  const REGULATOR = {
    kind: 'email',
    label: 'Regulator',
    organisation: 'regulator',
    country: 'GB',
    email: 'bob@regulator.example',
  };
  const hook = () => office.hook('Partner SIEM', 'partner');
  const create = (input: object, token = admin) =>
    app.ask(
      token,
      'mutation ($input: CreateDistributionListInput!) { createDistributionList(input: $input) { record { id receivers { email since } } } }',
      { input },
    );
  const retire = (id: string) =>
    app.data(admin, 'mutation ($id: UUID!) { retireDistributionList(id: $id) { record { retired } } }', { id });
  const deliveries = async (reportId: string, token = admin) =>
    (await app.data(token, `query ($id: UUID!) { deliveries(reportId: $id) { ${FIELDS} } }`, { id: reportId })).deliveries;
  /** Waits until a report has these many deliveries, all of which are as wanted. */
  const told = async (reportId: string, wanted: Readonly<Record<string, string>>) => {
    for (;;) {
      const found: Record<string, string>[] = await deliveries(reportId);
      const states = Object.fromEntries(found.map(({ receiverLabel, kind, status }) => [`${receiverLabel} ${kind}`, status]));
      if (Object.entries(wanted).every(([key, state]) => states[key] === state) && found.length === Object.keys(wanted).length)
        return found;
      await delay(100);
    }
  };
  const idOf = ({ data, errors }: Awaited<ReturnType<typeof create>>): string => {
    assert.deepEqual(errors, []);
    return data.createDistributionList.record.id;
  };

  it('is set up by administrators, without addresses or secrets in the log', async () => {
    const input = { name: 'Nobody', reportTypes: ['detection_coverage'], content: 'link', receivers: [REGULATOR, hook()] };
    assert.equal((await create(input, manager)).errors[0].extensions.code, 'FORBIDDEN');
    const inside = { ...input, receivers: [{ ...hook(), url: 'https://10.0.0.1/reports' }] };
    assert.match((await create(inside)).errors[0].message, /input\.receivers\.0\.url must be a public address/);
    const id = idOf(await create(input));
    const events = await app.application.kernel.ledger.events(distributionListEvents, 'acme', id);
    const written = JSON.stringify(events.map(({ event }) => event));
    assert.ok(!written.includes('bob') && !written.includes(office.secret));
    const { distributionLists } = await app.data(manager, '{ distributionLists { name receivers { email url } } }');
    assert.equal(distributionLists[0].receivers[0].email, 'bob@regulator.example');
    await retire(id);
  });

  it('tells each receiver once, and withholds what the marking forbids', async () => {
    const colleague = await app.token({ ...claims, roles: ['report_consumer'], sub: 'ria', email: 'ria@acme.example' } as never);
    const receivers = [
      REGULATOR,
      hook(),
      { kind: 'email', label: 'Mailing list', email: 'all@press.example' },
      { kind: 'user', label: 'Head of SOC', actor: await actorOf(app, colleague), organisation: 'soc', clearance: 'RESTRICTED' },
    ];
    const list = idOf(await create({ name: 'Monthly', reportTypes: ['operational'], content: 'link', receivers }));
    idOf(await create({ name: 'Again', reportTypes: ['operational'], content: 'link', receivers: [REGULATOR] }));
    const { id } = await madeSocReport(app, manager);
    const found = await told(id, {
      'Regulator report': 'succeeded',
      'Partner SIEM report': 'succeeded',
      'Mailing list report': 'withheld',
      'Head of SOC report': 'succeeded',
    });
    assert.equal(found.find(({ receiverLabel }) => receiverLabel === 'Mailing list')?.['withheldBy'], 'named-receiver');
    assert.deepEqual(office.mails.flatMap(({ to }) => to).toSorted(), ['bob@regulator.example', 'ria@acme.example']);

    const [{ source }] = office.mailsTo('bob@regulator.example');
    assert.match(source, /^Subject: \[TLP:GREEN\]/m);
    const [, token] = /https:\/\/ledger\.acme\.example\/s\/(shr_[\w.-]{80})/.exec(unfolded(source)) ?? [];
    const opened = await fetch(`${app.url}/s/${token}`, { method: 'POST', body: new URLSearchParams({ format: 'html' }) });
    assert.equal(opened.status, 200);
    assert.ok((await opened.text()).includes('Regulator'));

    const [call] = office.calls;
    assert.equal(call.headers['webhook-signature'], office.signatureOf(call));
    const { body } = call;
    assert.deepEqual([JSON.parse(body).type, JSON.parse(body).data.reportId], ['report.completed', id]);

    const amber = await madeSocReport(app, manager, { tlp: 'AMBER', secrecyLevel: 'RESTRICTED' });
    await told(amber.id, {
      'Regulator report': 'withheld',
      'Partner SIEM report': 'withheld',
      'Mailing list report': 'withheld',
      'Head of SOC report': 'succeeded',
    });
    assert.equal(office.mailsTo('bob@regulator.example').length, 1);
    const blind = await app.token({ ...claims, clearance: 'UNCLASSIFIED', roles: ['tenant_admin'] });
    const hidden = await app.ask(blind, `query ($id: UUID!) { deliveries(reportId: $id) { id } }`, { id: amber.id });
    assert.equal(hidden.errors[0].extensions.code, 'NOT_FOUND');
    await retire(list);
  });

  it('tries again after a mail server put it off, with the same message id, and keeps no words of it', async () => {
    office.busyFor = 'chair@board.example';
    const chair = { kind: 'email', label: 'Board', organisation: 'board', email: office.busyFor };
    idOf(await create({ name: 'Board', reportTypes: ['sla_performance'], content: 'pdf', receivers: [chair] }));
    const { id } = await madeSocReport(app, manager, { reportType: 'sla_performance' });
    const [put] = await told(id, { 'Board report': 'retrying' });
    assert.deepEqual([put['attempts'], put['error']], [1, 'SMTP 451']);
    office.busyFor = '';
    ahead += HOUR_MS;
    admin = await app.token({ ...claims, roles: ['tenant_admin'], sub: 'ada' });
    manager = await app.token({ ...claims, roles: ['soc_manager'], sub: 'mo' });
    const [sent] = await told(id, { 'Board report': 'succeeded' });
    assert.equal(sent['attempts'], 2);
    const [{ source }] = office.mailsTo('chair@board.example');
    assert.match(source, new RegExp(`^Message-ID: <${sent['id']}@acme\\.example>`, 'mi'));
    assert.match(source, /^Content-Type: application\/pdf/m);
    const events = await app.application.kernel.ledger.events(deliveryEvents, 'acme', sent['id']);
    assert.deepEqual(
      events.map(({ event }) => event.type),
      ['DeliveryPlanned', 'DeliveryAttempted', 'DeliveryFailed', 'DeliveryAttempted', 'DeliverySucceeded'],
    );
    assert.ok(!JSON.stringify(events.map(({ event }) => event)).includes('board.example'));
    // Another process that has not heard of it yet plans and sends it no second time.
    const sending = app.application.nest.get(DeliverySending, { strict: false });
    await Promise.all([1, 2].map(() => sending.deliver({ tenantId: 'acme', id: sent['id'] })));
    assert.equal(office.mailsTo('chair@board.example').length, 1);
  });

  it('tells those who got a report when it is restated', async () => {
    const { socReports } = await app.data(manager, '{ socReports(filter: { reportType: [sla_performance] }) { nodes { id } } }');
    const original: string = socReports.nodes[0].id;
    const person: Subject = {
      actorId: 'actor-sam',
      actorKind: 'human',
      sub: 'sam',
      tenantId: 'acme',
      orgId: 'soc',
      roles: ['supervisor'],
      clearance: 'SECRET',
      countries: [],
      expiresAt: 0,
    };
    const { ledger, options, instanceKey, blobs } = app.application.kernel;
    const context = { subject: person, commandId: randomUUID(), correlationId: randomUUID() };
    const input = {
      title: 'Found weeks later',
      severity: 'high',
      detectedAt: '2026-03-20T08:00:00.000Z',
      tlp: 'GREEN',
      secrecyLevel: 'UNCLASSIFIED',
    };
    const handler = new ChangeIncidentHandler(ledger, options.clock, instanceKey, new AttackReleases(ledger, blobs));
    const opened = await handler.execute({ request: { kind: 'open', input }, context } as never);
    assert.ok(opened.receipt.id);
    const later = await madeSocReport(app, manager, { reportType: 'sla_performance' });
    assert.equal((await socReport(app, manager, original)).restatedBy, later.id);
    await finished(app, manager, original);
    await told(original, { 'Board report': 'succeeded', 'Board errata': 'succeeded' });
    const erratum = office.mailsTo('chair@board.example').find(({ source }) => /^Subject: .*Restated/m.test(source))!;
    assert.match(unfolded(erratum.source), /comes to other figures: .*instead of/);
    await told(later.id, { 'Board report': 'succeeded' });
  });
});
