/** Incidents go to partners when they are asked for, and come from partners without counting among our own. */
import assert from 'node:assert/strict';
import { INCIDENT_CORE } from '../../src/exchange/stix/incident-core.js';
import { LEDGER_EXTENSION } from '../../src/exchange/stix/export/own-object.stix.js';
import { tlpId } from '../../src/exchange/stix/tlp.js';
import { taxiiEnvelope } from '../../src/exchange/taxii/taxii-resources.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { exported, idsOf, type StixJson, withId } from './exports.js';
import { field } from './profiles.js';
import { attempt } from './requests.js';
import { bundleOf, importText, stix } from './shared-stix.js';
import { TaxiiCaller } from './taxii-conformance.js';

const OPEN = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
const PARTNER = { receiver: 'northern-cert', country: 'NO', maxTlp: 'GREEN' };
const green = { object_marking_refs: [tlpId('GREEN', '2.0')!] };
const uuidOf = (id: string): string => id.slice(id.indexOf('--') + 2);
const incidentsIn = (ids: readonly string[]) => ids.filter((id) => id.startsWith('incident--'));
const extensionOf = ({ extensions }: StixJson) => (extensions as Record<string, Record<string, unknown>>)[LEDGER_EXTENSION];

const SHOWN = `id number title status severity priority category rsit detectedAt occurredAt acknowledgedAt resolvedAt closedAt techniqueIds isTest
  impact rootCause lesson stixId tlp resolutions { resolution verdict }`;

describe('exchanging incidents', function () {
  this.timeout(120_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const tell = field(() => app);
  const sue = (tenant: string, claims: object = {}) =>
    app.token({
      tenant,
      org: 'cti',
      sub: 'sue',
      roles: ['soc_manager', 'senior_analyst'],
      clearance: 'TOP_SECRET',
      countries: ['GB'],
      ...claims,
    });
  const shown = async (bearer: string, stixId: string, position: string | null = null) =>
    (
      await app.data(bearer, `query ($id: UUID!, $p: Position) { incident(id: $id, atLeast: $p) { ${SHOWN} } }`, {
        id: uuidOf(stixId),
        p: position,
      })
    ).incident;
  const open = async (bearer: string, input: object) => (await tell(bearer, 'openIncident', { input })).receipt;
  const openedIn = (bearer: string, position: string) =>
    app.data(
      bearer,
      `query ($p: Position) { incidents(atLeast: $p) { totalCount } ours: incidents(filter: { received: false }, atLeast: $p) { totalCount }
          socKpis(period: { start: "2025-12-01T00:00:00.000Z", end: "2030-01-01T00:00:00.000Z", zone: "UTC" }, atLeast: $p) { kpis { name n value } scope { incidents } } }`,
      { p: position },
    );

  it('sends one there and back the same, to be worked with where it went', async () => {
    const [here, there] = [await sue('here'), await sue('there')];
    const { id } = await open(here, {
      number: 'INC-7',
      title: 'Ransom note on a file server',
      description: 'Shares are encrypted.',
      severity: 'critical',
      priority: 'P1',
      category: 'Ransomware',
      rsit: 'malicious-code',
      occurredAt: '2026-01-05T07:00:00.000Z',
      detectedAt: '2026-01-05T08:00:00.000Z',
      techniqueIds: ['T1486'],
      assetRefs: ['file-server-3'],
      impact: 'Two departments.',
      ...OPEN,
    });
    await tell(here, 'acknowledgeIncident', { id, input: { at: '2026-01-05T08:05:00.000Z' } });
    const { receipt } = await tell(here, 'resolveIncident', {
      id,
      input: { at: '2026-01-05T12:00:00.000Z', resolution: 'Restored.', verdict: 'true_positive' },
    });
    const sent = await exported(app, here, { ids: [id], ...PARTNER, atLeast: receipt.position });
    const object = withId(sent, `incident--${id}`);
    assert.ok(!sent.text.includes('file-server-3'), 'assets are nobody else’s business');
    const { status, severity, detected_at: detected, verdict } = extensionOf(object);
    assert.deepEqual(
      [status, severity, detected, verdict],
      ['resolved', 'critical', '2026-01-05T08:00:00.000Z', 'true_positive'],
    );
    assert.deepEqual(
      (object['external_references'] as { external_id: string }[]).map(({ external_id: known }) => known),
      ['INC-7', 'T1486'],
    );
    const came = await importText(app, there, sent.text);
    assert.deepEqual(came.objects.find(({ stixId }) => stixId === object.id)?.record, { type: 'incident', id });
    const [ours, theirs] = [await shown(here, object.id), await shown(there, object.id, came.position)];
    assert.deepEqual(theirs, { ...ours, stixId: object.id });
    const back = await exported(app, there, { atLeast: came.position! });
    assert.deepEqual(withId(back, object.id), object);
    assert.equal((await importText(app, there, sent.text)).counts.unchanged, sent.objects.length);
  });

  it('takes in how bad one is from its impacts, of the same file or an earlier one, if they are not marked more strictly', async () => {
    const IMPACT = 'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9';
    const impact = (digit: string, criticality: number, more: object = {}) =>
      stix('impact', digit, {
        impact_category: 'availability',
        criticality,
        extensions: { [IMPACT]: { extension_type: 'new-sdo' }, 'availability-impact': { availability_impact: 50 } },
        ...green,
        ...more,
      });
    const [low, high] = [impact('1', 20), impact('2', 70)];
    const incident = stix('incident', 'e', {
      name: 'Outage',
      extensions: {
        [INCIDENT_CORE]: {
          extension_type: 'property-extension',
          determination: 'confirmed',
          investigation_status: 'open',
          impact_refs: [low.id, high.id],
        },
      },
      ...green,
    });
    const severityAfter = async (tenant: string, ...files: readonly (readonly object[])[]) => {
      const bearer = await sue(`impacts-${tenant}`);
      let position: string | null = null;
      for (const file of files) position = (await importText(app, bearer, bundleOf(...file))).position ?? position;
      return (await shown(bearer, incident.id, position)).severity;
    };
    assert.equal(await severityAfter('together', [incident, low, high]), 'high');
    assert.equal(await severityAfter('before', [high], [low], [incident]), 'high');
    assert.equal(await severityAfter('between', [high], [low, incident]), 'high');
    const eased = { ...high, criticality: 40, modified: '2026-01-03T08:00:00.000Z' };
    assert.equal(await severityAfter('eased', [eased], [high, low, incident]), 'medium', 'the newest version counts');
    assert.equal(await severityAfter('eased-now', [high], [eased, low, incident]), 'medium');
    const red = { ...high, object_marking_refs: [tlpId('AMBER+STRICT', '2.0')!] };
    assert.equal(await severityAfter('strict', [incident, low, red]), 'low');
    assert.equal(await severityAfter('strict-before', [red], [low, incident]), 'low');
    const later = { ...incident, modified: '2026-01-04T08:00:00.000Z' };
    assert.equal(await severityAfter('after', [incident], [low, high], [later]), 'high', 'its next version knows them');
  });

  it('takes one in with the Incident Core Extension, follows it, and gives it back as it came', async () => {
    const bearer = await sue('core');
    const cert = stix('identity', 'a', { name: 'Northern CERT', identity_class: 'organization', ...green });
    const core = (extension: object, more: object = {}) =>
      stix('incident', 'b', {
        name: 'Ransom note on a file server',
        created_by_ref: cert.id,
        external_references: [{ source_name: 'mitre-attack', external_id: 'T1486' }],
        extensions: { [INCIDENT_CORE]: { extension_type: 'property-extension', ...extension } },
        x_desk: { shift: 'night' },
        ...green,
        ...more,
      });
    const incident = core({
      determination: 'suspected',
      investigation_status: 'open',
      criticality: 95,
      incident_types: ['ransomware'],
      tasks: [{ task_ref: 'task--99999999-9999-4999-8999-999999999999' }],
    });
    const campaign = stix('campaign', 'c', { name: 'Night Tide', ...green });
    const part = stix('relationship', 'd', {
      relationship_type: 'attributed-to',
      source_ref: incident.id,
      target_ref: campaign.id,
      ...green,
    });
    const bundle = bundleOf(cert, incident, campaign, part);
    const first = await importText(app, bearer, bundle);
    const outcomes = first.objects.map(({ stixType, outcome, record }) => [stixType, outcome, record?.type]);
    assert.deepEqual(
      new Map(outcomes.map(([type, ...rest]) => [type, rest])),
      new Map<string | undefined, unknown>([
        ['identity', ['created', 'source']],
        ['incident', ['created', 'incident']],
        ['campaign', ['created', 'campaign']],
        ['relationship', ['stored', undefined]],
      ]),
    );
    const { status, severity, category, rsit, techniqueIds, tlp } = await shown(bearer, incident.id, first.position);
    assert.deepEqual(
      [status, severity, category, rsit, techniqueIds, tlp],
      ['active', 'critical', 'ransomware', 'malicious-code', ['T1486'], 'GREEN'],
    );
    assert.equal((await importText(app, bearer, bundle)).counts.unchanged, 4);

    const sent = await exported(app, bearer, { atLeast: first.position! });
    for (const object of [cert, incident, campaign, part]) assert.deepEqual(withId(sent, object.id), object);
    const elsewhere = await sue('core-again');
    const again = await importText(app, elsewhere, sent.text);
    assert.equal((await exported(app, elsewhere, { atLeast: again.position! })).text, sent.text);

    await tell(bearer, 'reviseIncident', { id: uuidOf(incident.id), input: { lesson: 'Ours.' } });
    const closed = core(
      { determination: 'false-positive', investigation_status: 'closed', criticality: 0, incident_types: ['ransomware'] },
      { modified: '2026-01-03T08:00:00.000Z' },
    );
    const later = await importText(app, bearer, bundleOf(closed));
    assert.deepEqual([later.counts.updated, later.objects[0].reasons], [1, []]);
    const now = await shown(bearer, incident.id, later.position);
    assert.deepEqual(
      [now.status, now.severity, now.lesson, now.resolutions, now.closedAt],
      ['closed', 'informational', 'Ours.', [{ resolution: '', verdict: 'false_positive' }], '2026-01-03T08:00:00.000Z'],
    );
    assert.equal((await importText(app, bearer, bundleOf(incident))).counts.updated, 0, 'an older version changes nothing');
    const odd = core({ determination: 'perhaps', investigation_status: 'open' }, { modified: '2026-01-04T08:00:00.000Z' });
    const named = (await importText(app, bearer, bundleOf(odd))).objects[0];
    assert.deepEqual(named.reasons, [
      `objects[0].extensions.${INCIDENT_CORE}.determination: "perhaps" has no counterpart here; the record does without`,
    ]);
    const { data } = await attempt(app, bearer, 'importStix', {
      input: { bundle: bundleOf({ ...odd, modified: '2026-01-05T08:00:00.000Z', revoked: true }), name: 'revoked' },
    });
    assert.equal(data.importStix.counts.updated, 1);
    assert.equal((await shown(bearer, incident.id, data.importStix.position)).status, 'closed');

    const HISTORY = `query ($type: String!, $id: UUID!) { recordHistory(type: $type, id: $id) { edges { node { eventType } } }
      recordProvenance(type: $type, id: $id) { fields { field value } } }`;
    const { recordHistory, recordProvenance } = await app.data(bearer, HISTORY, { type: 'incident', id: uuidOf(incident.id) });
    assert.deepEqual(recordHistory.edges.map(({ node }: { node: { eventType: string } }) => node.eventType).toSorted(), [
      'IncidentClosed',
      'IncidentImported',
      'IncidentImported',
      'IncidentImported',
      'IncidentImported',
      'IncidentRevised',
    ]);
    const valueOf = (name: string) => recordProvenance.fields.find(({ field: one }: { field: string }) => one === name)?.value;
    assert.deepEqual([valueOf('lesson'), valueOf('title')], ['Ours.', incident.name]);
  });

  it('counts none of another organisation, and lets nobody here work on it', async () => {
    const bearer = await sue('figures');
    await open(bearer, { title: 'Ours', severity: 'low', detectedAt: '2026-01-05T08:00:00.000Z', ...OPEN });
    const theirs = stix('incident', 'e', { name: 'Theirs', ...green });
    const { position } = await importText(app, bearer, bundleOf(theirs));
    const { incidents, ours, socKpis } = await openedIn(bearer, position!);
    assert.deepEqual([incidents.totalCount, ours.totalCount, socKpis.scope.incidents], [2, 1, 1]);
    const refusal = await tell.refused(bearer, 'acknowledgeIncident', { id: uuidOf(theirs.id) });
    assert.match(refusal.message, /is of another organisation/);
    const mine = await open(bearer, { title: 'Also ours', severity: 'low', ...OPEN });
    const merging = await tell.refused(bearer, 'mergeIncidents', { id: mine.id, input: { into: uuidOf(theirs.id) } });
    assert.match(merging.message, /is of another organisation/);
  });

  it('tells nobody of one that stays, and sends ours only where they are asked for', async () => {
    const bearer = await sue('kept');
    const told = await open(bearer, { title: 'Told', severity: 'low', ...OPEN });
    const secret = await open(bearer, { title: 'Kept', severity: 'low', tlp: 'AMBER_STRICT', secrecyLevel: 'SECRET' });
    const strict = await open(bearer, { title: 'Kept too', severity: 'low', tlp: 'AMBER_STRICT', secrecyLevel: 'UNCLASSIFIED' });
    const report = stix('report', 'f', {
      name: 'On both',
      published: '2026-01-02T08:00:00Z',
      report_types: ['incident'],
      object_refs: [told, secret, strict].map(({ id }) => `incident--${id}`),
      ...green,
    });
    const theirs = stix('incident', 'a', { name: 'Theirs', ...green });
    const { position } = await importText(app, bearer, bundleOf(report, theirs));
    for (const asked of [{ types: ['incident'] }, { types: ['report', 'incident'] }, {}, { ids: [report.id] }]) {
      const sent = await exported(app, bearer, { ...asked, ...PARTNER, atLeast: position! });
      for (const { id } of [secret, strict]) assert.ok(!sent.text.includes(id), JSON.stringify(asked));
    }
    const everything = await exported(app, bearer, { ...PARTNER, atLeast: position! });
    assert.deepEqual(incidentsIn(idsOf(everything)), [theirs.id], 'what came goes on; ours are not meant by everything');
    const asked = await exported(app, bearer, { types: ['incident'], ...PARTNER });
    assert.deepEqual(incidentsIn(idsOf(asked)).toSorted(), [`incident--${told.id}`, theirs.id].toSorted());
    assert.deepEqual(asked.withheld, { 'tlp-organisation': 2 });

    const partners = [{ organisation: 'northern-cert', canRead: true, canWrite: true }];
    const reading = async (title: string, input: object) => {
      const { receipt } = await tell(bearer, 'createCollection', { input: { title, partners, ...input } });
      await app.data(bearer, 'query($p: Position) { collections(atLeast: $p) { id } }', { p: receipt.position });
      const token = await app.token({
        tenant: 'kept',
        org: 'northern-cert',
        sub: 'client of northern-cert',
        roles: ['partner'],
        clearance: 'UNCLASSIFIED',
      });
      return new TaxiiCaller({
        discovery: `${app.url}/taxii2/`,
        apiRoot: `${app.url}/taxii2/kept/`,
        collection: receipt.id,
        alias: receipt.id,
        authorization: { authorization: `Bearer ${token}` },
      });
    };
    const [all, some] = [await reading('All', {}), await reading('Incidents', { types: ['incident'] })];
    assert.deepEqual(incidentsIn((await all.pages('')).flat()), [theirs.id]);
    assert.deepEqual((await all.read(`${all.objects}?match[id]=incident--${told.id}`, taxiiEnvelope)).objects, undefined);
    const listed = incidentsIn((await some.pages('')).flat()).toSorted();
    assert.deepEqual(listed, [`incident--${told.id}`, theirs.id].toSorted());
    for (const caller of [all, some])
      for (const query of ['', 'match[version]=all', 'match[type]=incident'])
        assert.ok(!(await caller.get(`${caller.objects}?${query}`)).text.includes(strict.id), query);

    const { receipt } = await tell(bearer, 'reviseIncident', {
      id: uuidOf(theirs.id),
      input: { tlp: 'AMBER_STRICT' },
      reason: 'Ask them first.',
    });
    await shown(bearer, theirs.id, receipt.position);
    assert.deepEqual(incidentsIn((await all.pages('')).flat()), [], 'one that was marked stricter here');
    const closed = await exported(app, bearer, { ...PARTNER, atLeast: receipt.position });
    assert.deepEqual(incidentsIn(idsOf(closed)), []);
  });
});
