/** An analyst sends partners what they may have: their own records as STIX, and nothing that tells of the rest. */
import assert from 'node:assert/strict';
import { examine } from '../../src/exchange/stix/examine.js';
import { readBundle } from '../../src/exchange/stix/bundle.js';
import { tlpId } from '../../src/exchange/stix/tlp.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { exported, exportOf, type ExportAnswer, idsOf, type StixJson, withId } from './exports.js';
import { field } from './profiles.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const OPEN = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
const STRICT = { tlp: 'AMBER_STRICT', secrecyLevel: 'CONFIDENTIAL' };
const PARTNER = { receiver: 'northern-cert', country: 'NO' };

const extensionOf = (object: StixJson): Record<string, unknown> => {
  const { extensions = {} } = object as { extensions?: Record<string, Record<string, unknown>> };
  return Object.values(extensions)[0];
};

describe('exporting what partners may have', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let last: string | undefined;
  const token = (tenant: string, claims: object = {}) =>
    app.token({ tenant, org: 'cti', sub: 'sue', roles: ['supervisor'], clearance: 'TOP_SECRET', countries: ['GB'], ...claims });
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const tell = field(() => app);
  const make = async (bearer: string, mutation: string, input: object): Promise<string> => {
    const { receipt } = await tell(bearer, mutation, { input });
    last = receipt.position;
    return receipt.id;
  };
  const link = async (bearer: string, campaign: string, type: string, id: string) => {
    const { receipt } = await tell(bearer, `linkCampaignTo${type}`, { id: campaign, input: { to: id } });
    last = receipt.position;
  };
  const send = (bearer: string, input: object = {}) => exported(app, bearer, { ...input, ...(last ? { atLeast: last } : {}) });
  const assertValid = ({ text }: ExportAnswer) => {
    for (const object of readBundle(text, 'export').objects) {
      const { valid, problems } = examine(object);
      assert.ok(valid, `${object.id}: ${JSON.stringify(problems)}`);
    }
  };

  it('writes every kind of record as STIX that holds, with what STIX has no property for in an extension', async () => {
    const sue = await token('kinds');
    const campaign = await make(sue, 'createCampaign', {
      name: 'Night Tide',
      objectives: ['Ransom', 'Schedules of tankers'],
      threatLevel: 'HIGH',
      startDate: '2025-11-01T00:00:00.000Z',
      confidence: 70,
      ...OPEN,
    });
    const actor = await make(sue, 'createThreatActor', { name: 'Low Water', threatActorTypes: ['crime-syndicate'], ...OPEN });
    const pattern = await make(sue, 'createAttackPattern', {
      name: 'Phishing',
      attackId: 'T1566.001',
      tactics: ['initial-access'],
      domain: 'enterprise',
      ...OPEN,
    });
    const target = await make(sue, 'createTarget', { name: 'Ports', kind: 'sector', sectors: ['transportation'], ...OPEN });
    const infrastructure = await make(sue, 'createInfrastructure', {
      name: 'Landing pages',
      values: [{ type: 'domain_name', value: 'evil.example' }],
      ...OPEN,
    });
    const investigation = await make(sue, 'createInvestigation', { title: 'Case of the tide', number: 'C-7', ...OPEN });
    await link(sue, campaign, 'ThreatActor', actor);
    await link(sue, campaign, 'AttackPattern', pattern);
    await link(sue, campaign, 'Target', target);
    await link(sue, campaign, 'Infrastructure', infrastructure);
    await link(sue, campaign, 'Investigation', investigation);
    const source = await make(sue, 'registerIntelligenceSource', {
      name: 'Harbour watch',
      kind: 'humint',
      reliability: 'B',
      ...OPEN,
    });
    const answer = await send(sue, { ids: [campaign], ...PARTNER });
    assertValid(answer);
    assert.deepEqual(answer.withheld, {});
    const sent = withId(answer, `campaign--${campaign}`);
    assert.deepEqual([sent['objective'], sent['first_seen'], sent['confidence']], ['Ransom', '2025-11-01T00:00:00.000Z', 70]);
    assert.deepEqual(sent['object_marking_refs'], [tlpId('GREEN', '2.0')]);
    const { objectives, threat_level: threat, secrecy_level: secrecy } = extensionOf(sent);
    assert.deepEqual([objectives, threat, secrecy], [['Ransom', 'Schedules of tankers'], 'HIGH', 'UNCLASSIFIED']);
    const roles = answer.objects.filter(({ type }) => type === 'relationship').map((one) => String(one['relationship_type']));
    assert.deepEqual(
      roles.toSorted((a, b) => a.localeCompare(b)),
      ['attributed-to', 'consists-of', 'investigated-by', 'targets', 'uses', 'uses'],
    );
    const technique = withId(answer, `attack-pattern--${pattern}`);
    assert.deepEqual(technique['kill_chain_phases'], [{ kill_chain_name: 'mitre-attack', phase_name: 'initial-access' }]);
    assert.equal((technique['external_references'] as { external_id: string }[])[0].external_id, 'T1566.001');
    assert.equal(withId(answer, `grouping--${investigation}`)['name'], 'Case of the tide');
    const judged = await send(sue, { ids: [source], ...PARTNER });
    assert.equal(extensionOf(withId(judged, `identity--${source}`))['reliability'], 'B');
    assert.equal((await send(sue, { ids: [campaign], ...PARTNER })).text, answer.text, 'the same bytes again');
  });

  it('writes what infrastructure consists of as a relationship, the same each time', async () => {
    const sue = await token('parts');
    const net = await make(sue, 'createInfrastructure', { name: 'Relay network', ...OPEN });
    const relay = await make(sue, 'createInfrastructure', { name: 'Relay in Harwich', ...OPEN });
    const own = await tell.refused(sue, 'linkInfrastructureToInfrastructure', { id: net, input: { to: net } });
    assert.deepEqual(
      [own.extensions.code, (own.extensions.fields as { path: string }[]).map(({ path }) => path)],
      ['INVALID_INPUT', ['input.to']],
    );
    const { receipt } = await tell(sue, 'linkInfrastructureToInfrastructure', { id: net, input: { to: relay, confidence: 60 } });
    last = receipt.position;
    const answer = await send(sue, { ids: [net, relay], ...PARTNER });
    assertValid(answer);
    const [relationship, ...others] = answer.objects.filter(({ type }) => type === 'relationship');
    assert.deepEqual(others, []);
    const { relationship_type: type, source_ref: source, target_ref: target, confidence } = relationship;
    assert.deepEqual(
      [type, source, target, confidence],
      ['consists-of', `infrastructure--${net}`, `infrastructure--${relay}`, 60],
    );
    assert.equal((await send(sue, { ids: [net, relay], ...PARTNER })).text, answer.text);
    const gone = await tell(sue, 'unlinkInfrastructureFromInfrastructure', { id: net, input: { from: relay } });
    last = gone.receipt.position;
    assert.ok(!(await send(sue, { ids: [net, relay], ...PARTNER })).objects.some((one) => one.type === 'relationship'));
  });

  it('tells a partner nothing of what is too strict for them, and the exporter how much stayed', async () => {
    const sue = await token('closure');
    const campaign = await make(sue, 'createCampaign', { name: 'Open Sea', ...OPEN });
    const hidden = await make(sue, 'createThreatActor', { name: 'Nobody may know', ...STRICT });
    const known = await make(sue, 'createThreatActor', { name: 'Everybody knows', ...OPEN });
    for (const id of [hidden, known]) await link(sue, campaign, 'ThreatActor', id);
    const answer = await send(sue, { ids: [campaign], ...PARTNER });
    assertValid(answer);
    assert.deepEqual(answer.withheld, { 'tlp-organisation': 2 });
    for (const trace of [hidden, 'Nobody may know', STRICT.tlp]) assert.ok(!answer.text.includes(trace), trace);
    withId(answer, `threat-actor--${known}`);
    const own = await send(sue, { ids: [campaign] });
    withId(own, `threat-actor--${hidden}`);
    const old = await send(sue, { ids: [campaign], tlpVersion: 1 });
    assert.deepEqual(old.withheld, { 'tlp-version': 2 });
    assert.deepEqual(withId(old, `campaign--${campaign}`)['object_marking_refs'], [tlpId('GREEN', '1.0')]);

    const ben = await token('closure', { sub: 'ben', org: 'soc', roles: ['analyst'] });
    const seen = await send(ben, { ids: [campaign], maxTlp: 'GREEN' });
    assert.deepEqual(seen.withheld, {}, 'nothing is counted of what the exporter may not see');
    assert.equal((await exportOf(app, ben, { ids: [hidden] })).status, 404);
    const absent = await exportOf(app, ben, { ids: ['4b1d6f5e-0c6c-4f0e-9d59-1f1a4a4f9f10'] });
    const notSeen = await exportOf(app, ben, { ids: [hidden] });
    const plain = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');
    assert.equal(plain(notSeen.text), plain(absent.text));
  });

  it('lets what came go on as it came, WHITE as WHITE, unless a record made of it was marked stricter since', async () => {
    const sue = await token('foreign');
    const white = { object_marking_refs: [tlpId('WHITE', '1.0')!] };
    const creator = stix('identity', 'a', { name: 'Northern CERT', identity_class: 'organization', ...white });
    const malware = stix('malware', 'b', { name: 'Loader', is_family: false, created_by_ref: creator.id, ...white });
    const strict = stix('tool', 'c', { name: 'Sieve', object_marking_refs: [tlpId('AMBER+STRICT', '2.0')!] });
    const report = stix('report', 'd', {
      name: 'On loaders',
      published: '2026-01-02T08:00:00Z',
      report_types: ['malware'],
      object_refs: [malware.id, strict.id],
      created_by_ref: creator.id,
      ...white,
    });
    const granular = stix('note', 'e', {
      content: 'Between us.',
      object_refs: [malware.id],
      granular_markings: [{ marking_ref: tlpId('RED', '1.0')!, selectors: ['content'] }],
      ...white,
    });
    const unknown = stix('campaign', 'f', {
      name: 'Odd',
      object_marking_refs: ['marking-definition--99999999-9999-4999-8999-999999999999'],
    });
    const sighting = stix('sighting', '1', { sighting_of_ref: strict.id, ...white });
    ({ position: last } = (await importText(
      app,
      sue,
      bundleOf(creator, malware, strict, report, granular, unknown, sighting),
    )) as {
      position: string;
    });
    const answer = await send(sue, PARTNER);
    for (const object of [creator, malware]) assert.deepEqual(withId(answer, object.id), object);
    for (const { id } of [strict, granular, unknown, sighting]) assert.ok(!answer.text.includes(id), id);
    assert.deepEqual(answer.withheld, { 'tlp-organisation': 1, 'tlp-recipients': 2, 'names-withheld': 1 });
    assert.equal(answer.omittedRefs, 1);
    const derived = answer.objects.find(({ type }) => type === 'report')!;
    assert.notEqual(derived.id, report.id);
    assert.deepEqual(derived['object_refs'], [malware.id]);
    assertValid(answer);

    const source = creator.id.slice('identity--'.length);
    ({ position: last } = (
      await tell(sue, 'reviseIntelligenceSource', { id: source, reason: 'Ours alone', input: STRICT })
    ).receipt);
    const later = await send(sue, PARTNER);
    assert.ok(!later.text.includes(creator.id), 'the source that it became is not for partners any more');
    assert.ok(!idsOf(later).includes(malware.id), 'its creator would be told by it');
  });

  it('publishes what is published, and records each export for those who may know of it', async () => {
    const sue = await token('published');
    const rob = await token('published', { sub: 'rob', roles: ['senior_analyst'] });
    const source = await make(sue, 'registerIntelligenceSource', { name: 'Harbour watch', kind: 'osint', ...OPEN });
    const draft = await make(sue, 'createIntelligenceReport', { title: 'Not yet', ...OPEN });
    const bare = await make(sue, 'createIntelligenceReport', {
      title: 'On its source',
      body: 'All of it.',
      sourceIds: [source],
      ...OPEN,
    });
    await tell(sue, 'submitIntelligenceReport', { id: bare });
    await tell(rob, 'approveIntelligenceReport', { id: bare });
    ({ position: last } = (await tell(rob, 'publishIntelligenceReport', { id: bare })).receipt);
    const answer = await send(sue, PARTNER);
    assertValid(answer);
    assert.ok(!answer.text.includes('Not yet') && !answer.text.includes(draft));
    const report = withId(answer, `report--${bare}`);
    assert.deepEqual([report['object_refs'], report['description']], [[`identity--${source}`], 'All of it.']);
    assert.deepEqual(answer.withheld, { 'not-published': 1 });

    const { stixExport } = await app.data(
      sue,
      'query($id: UUID!) { stixExport(id: $id) { receiver country tlpVersion exported withheld sha256 tlp } }',
      { id: answer.exportId },
    );
    assert.deepEqual(
      [stixExport.receiver, stixExport.country, stixExport.exported, stixExport.withheld, stixExport.tlp],
      ['northern-cert', 'NO', answer.objects.length, 1, 'AMBER_STRICT'],
    );
    const ben = await token('published', { sub: 'ben', org: 'soc' });
    const { errors } = await app.ask(ben, `{ stixExport(id: "${answer.exportId}") { id } }`);
    assert.equal(errors[0].extensions.code, 'NOT_FOUND');
    const { recordHistory } = await app.data(
      sue,
      `{ recordHistory(type: "stixExport", id: "${answer.exportId}") { frames { eventType } } }`,
    );
    assert.deepEqual(recordHistory.frames, [{ eventType: 'StixExported' }]);
    const { exportStix } = await app.data(
      sue,
      'mutation { exportStix(input: { types: ["identity"], receiver: "northern-cert" }) { bundle record { exported reasons { reason count } } receipt { id } } }',
    );
    assert.equal(JSON.parse(exportStix.bundle).objects.length, exportStix.record.exported);
  });

  it('refuses whoever may not export, and names what is wrong with a request', async () => {
    const soc = await token('refused', { roles: ['soc_manager'] });
    assert.equal((await exportOf(app, soc)).status, 403);
    const sue = await token('refused');
    for (const [input, name] of [
      [{ ids: ['nonsense'] }, 'ids.0'],
      [{ ids: [] }, 'ids'],
      [{ types: ['Campaign'] }, 'types.0'],
      [{ country: 'NO' }, 'receiver'],
      [{ receiver: 'x', country: 'Norway' }, 'country'],
      [{ tlpVersion: 3 }, 'tlpVersion'],
      [{ maxTlp: 'PINK' }, 'maxTlp'],
      [{ surprise: true }, 'surprise'],
    ] as const) {
      const { status, text } = await exportOf(app, sue, input);
      assert.equal(status, 400, text);
      assert.ok(text.includes(name), text);
    }
    const got = await fetch(`${app.url}/api/v1/stix/export?types=campaign&tlpVersion=1`, {
      headers: { authorization: `Bearer ${sue}` },
    });
    assert.deepEqual([got.status, ((await got.json()) as StixJson).type], [200, 'bundle']);
  });
});
