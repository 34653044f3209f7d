/** An organisation lets partners take and send what a collection allows by TAXII 2.1, and nothing tells them of the rest. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { collectionMarking } from '../../src/exchange/collections/collection.record.js';
import { CollectionAccess, recorderOf, senderOf } from '../../src/exchange/taxii/server/collection-access.js';
import { taxiiPushType } from '../../src/exchange/taxii/server/taxii-exchange.types.js';
import { TaxiiPushClock } from '../../src/exchange/taxii/server/taxii-push-clock.js';
import {
  TAXII_MEDIA_TYPE,
  taxiiCollections,
  taxiiEnvelope,
  taxiiManifest,
  taxiiStatus,
} from '../../src/exchange/taxii/taxii-resources.js';
import { type GraphqlAnswer, startTestApplication, type TestApplication } from '../spec/application.js';
import { freshStores, type FreshStores } from '../spec/stores.js';
import { field } from './profiles.js';
import { bundleOf, importText, stix } from './shared-stix.js';
import { clientMeetsTaxii } from './taxii-client-conformance.js';
import { conformsToTaxii, malware, TaxiiCaller, type TaxiiTarget } from './taxii-conformance.js';

const OPEN = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };

describe('exchanging with partners', function () {
  this.timeout(120_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const tell = field(() => app);
  const sue = (tenant: string, claims: object = {}) =>
    app.token({ tenant, org: 'cti', sub: 'sue', roles: ['senior_analyst'], clearance: 'SECRET', countries: ['GB'], ...claims });
  const partner = (tenant: string, org: string, claims: object = {}) =>
    app.token({ tenant, org, sub: `client of ${org}`, roles: ['partner'], clearance: 'UNCLASSIFIED', ...claims });
  const visible = (bearer: string, position: string) =>
    app.data(
      bearer,
      'query($p: Position) { collections(atLeast: $p) { id } campaigns(atLeast: $p) { totalCount } stixObjects(atLeast: $p) { totalCount } }',
      { p: position },
    );
  const open = async (bearer: string, input: object): Promise<string> => {
    const { receipt } = await tell(bearer, 'createCollection', { input });
    await visible(bearer, receipt.position);
    return receipt.id;
  };
  const taxiiOf = (tenant: string, token: string, collection: string, alias = collection): TaxiiTarget => ({
    discovery: `${app.url}/taxii2/`,
    apiRoot: `${app.url}/taxii2/${tenant}/`,
    collection,
    alias,
    authorization: { authorization: `Bearer ${token}` },
  });
  const both = (organisation: string, country?: string) => ({ organisation, country, canRead: true, canWrite: true });

  describe('by TAXII 2.1', () => {
    let target: TaxiiTarget;
    before(async () => {
      const bearer = await sue('standard');
      const collection = await open(bearer, {
        title: 'Everything',
        alias: 'everything',
        maximumTlp: 'AMBER',
        maximumSecrecyLevel: 'RESTRICTED',
        partners: [both('northern-cert', 'NO')],
      });
      target = taxiiOf('standard', await partner('standard', 'northern-cert'), collection, 'everything');
    });

    conformsToTaxii(() => target);
  });

  describe('whose client is ours', () => {
    let target: TaxiiTarget;
    let token: string;
    before(async () => {
      const collection = await open(await sue('same-client'), {
        title: 'Everything',
        maximumTlp: 'AMBER',
        maximumSecrecyLevel: 'RESTRICTED',
        partners: [both('northern-cert', 'NO')],
      });
      token = await partner('same-client', 'northern-cert');
      target = taxiiOf('same-client', token, collection);
    });

    clientMeetsTaxii(() => ({
      server: { url: target.discovery, credentials: { kind: 'bearer', token } },
      apiRoot: target.apiRoot,
      collection: target.collection,
      now: () => new Date(),
    }));
  });

  it('tells a partner of a campaign and its actor, and nothing of what its markings keep here', async () => {
    const bearer = await sue('hidden');
    const make = async (name: string, input: object) => (await tell(bearer, name, { input })).receipt.id;
    const campaign = await make('createCampaign', { name: 'Night Tide', ...OPEN });
    const actor = await make('createThreatActor', { name: 'Low Water', tlp: 'AMBER_STRICT', secrecyLevel: 'UNCLASSIFIED' });
    const target = await make('createTarget', { name: 'Harbour', ...OPEN, releasableTo: ['GB'] });
    const infrastructure = await make('createInfrastructure', { name: 'Depot', ...OPEN, secrecyLevel: 'RESTRICTED' });
    await tell(bearer, 'linkCampaignToThreatActor', { id: campaign, input: { to: actor } });
    await tell(bearer, 'linkCampaignToTarget', { id: campaign, input: { to: target } });
    const kept = stix('tool', '5', { name: 'Kept' });
    const told = stix('tool', '6', { name: 'Told' });
    await importText(app, bearer, bundleOf(kept), '?unmarkedTlp=AMBER%2BSTRICT');
    const { position } = await importText(app, bearer, bundleOf(told), '?unmarkedTlp=CLEAR');
    await visible(bearer, position!);
    const partners = [both('northern-cert', 'NO')];
    const collection = await open(bearer, { title: 'For the north', alias: 'north', maximumTlp: 'AMBER', partners });
    const other = await open(bearer, { title: 'For the south', alias: 'south', partners: [both('southern-cert')] });
    const north = new TaxiiCaller(taxiiOf('hidden', await partner('hidden', 'northern-cert'), collection));

    const { collections } = await north.read(`${north.target.apiRoot}collections/`, taxiiCollections);
    assert.deepEqual(
      collections?.map(({ title }) => title),
      ['For the north'],
    );
    const said = async (path: string) => {
      const { status, text } = await north.get(`${north.target.apiRoot}${path}`);
      return `${status} ${text.replace(/"error_id":"[^"]*"/, '')}`;
    };
    for (const path of ['', 'objects/', 'manifest/', `objects/${told.id}/`]) {
      const absent = await said(`collections/${randomUUID()}/${path}`);
      assert.match(absent, /^404 /);
      for (const name of [other, 'south']) assert.equal(await said(`collections/${name}/${path}`), absent);
    }

    const ids = (await north.pages('')).flat();
    const records = ids.filter((id) => !/^(?:identity|extension-definition)--/.test(id));
    assert.deepEqual(records.toSorted(), [`campaign--${campaign}`, told.id].toSorted());
    assert.deepEqual(ids, (await north.pages('limit=1')).flat(), 'pages of one: none is empty, and none says more than there is');
    const hidden = [`threat-actor--${actor}`, `identity--${target}`, `infrastructure--${infrastructure}`, kept.id];
    for (const id of hidden) {
      const uuid = id.slice(id.indexOf('--') + 2);
      const unknown = id.replace(uuid, randomUUID());
      for (const rest of ['', '?match[version]=all', 'versions/']) {
        const path = (one: string) => `collections/${collection}/objects/${one}/${rest}`;
        assert.equal(await said(path(id)), await said(path(unknown)));
      }
      assert.equal((await north.get(`${north.objects}?match[id]=${id}&match[version]=all`)).text, '{}');
      for (const url of [north.objects, north.manifest, `${north.objects}?match[version]=all`])
        assert.ok(!(await north.get(url)).text.includes(uuid), `${id} is nowhere named`);
    }
    const { objects = [] } = await north.read(`${north.manifest}?limit=1`, taxiiManifest);
    const { text } = await north.get(`${north.objects}?limit=1`);
    assert.equal(objects.length, 1);
    assert.doesNotMatch(Buffer.from(taxiiEnvelope.parse(JSON.parse(text)).next!, 'base64url').toString(), /\d{5}/);
  });

  it('finds by its id each object that it lists, also what it makes itself', async () => {
    const bearer = await sue('by-id');
    const make = async (name: string, input: object) => (await tell(bearer, name, { input })).receipt.id;
    const campaign = await make('createCampaign', { name: 'Night Tide', ...OPEN });
    const relay = await make('createInfrastructure', {
      name: 'Relay',
      ...OPEN,
      values: [
        { type: 'ipv4_addr', value: '198.51.100.7' },
        { type: 'domain_name', value: 'relay.example' },
      ],
    });
    await tell(bearer, 'linkCampaignToInfrastructure', { id: campaign, input: { to: relay } });
    const cert = stix('identity', '1', { name: 'Northern CERT' });
    const theirs = stix('intrusion-set', '2', { name: 'Grey Heron', created_by_ref: cert.id });
    const kept = stix('malware', '3', { name: 'Kept', is_family: false });
    const told = stix('malware', '4', { name: 'Told', is_family: false });
    const report = stix('report', '5', {
      name: 'Both',
      published: '2026-01-02T08:00:00.000Z',
      report_types: ['malware'],
      object_refs: [kept.id, told.id],
    });
    await importText(app, bearer, bundleOf(kept), '?unmarkedTlp=AMBER%2BSTRICT');
    await importText(app, bearer, bundleOf(cert, theirs, told, report), '?unmarkedTlp=CLEAR');
    const uuid = theirs.id.slice(theirs.id.indexOf('--') + 2);
    const { receipt } = await tell(bearer, 'reviseThreatActor', { id: uuid, input: { goals: ['Ransom'] } });
    await visible(bearer, receipt.position);
    const partners = [both('northern-cert')];
    const collection = await open(bearer, { title: 'All', maximumTlp: 'AMBER', maximumSecrecyLevel: 'SECRET', partners });
    const north = new TaxiiCaller(taxiiOf('by-id', await partner('by-id', 'northern-cert'), collection));

    const ids = [...new Set((await north.pages('')).flat())];
    const ofType = (type: string) => ids.filter((id) => id.startsWith(`${type}--`)).length;
    const made = ['relationship', 'intrusion-set', 'report', 'ipv4-addr', 'domain-name', 'identity', 'extension-definition'];
    assert.deepEqual(made.map(ofType), [5, 2, 1, 1, 1, 3, 1]);
    for (const id of ids) {
      const { status, text } = await north.get(`${north.objects}${id}/`);
      assert.equal(status, 200, id);
      const found = taxiiEnvelope.parse(JSON.parse(text)).objects?.map((object) => object['id']);
      assert.deepEqual([...new Set(found)], [id]);
      assert.deepEqual([...new Set((await north.pages(`match[id]=${id}`)).flat())], [id]);
    }
    assert.deepEqual(new Set((await north.pages(`match[id]=${ids.join(',')}`)).flat()), new Set(ids));
    for (const id of ids) {
      const absent = `${id.slice(0, id.indexOf('--'))}--${randomUUID()}`;
      assert.equal((await north.get(`${north.objects}${absent}/`)).status, 404);
    }
  });

  it('follows the collection: narrowed, retired and restored, and a marking that is raised', async () => {
    const bearer = await sue('followed');
    const campaign = (await tell(bearer, 'createCampaign', { input: { name: 'Night Tide', ...OPEN } })).receipt.id;
    const { receipt } = await tell(bearer, 'createThreatActor', { input: { name: 'Low Water', ...OPEN } });
    const collection = await open(bearer, { title: 'Campaigns', types: ['campaign'], partners: [both('northern-cert')] });
    await visible(bearer, receipt.position);
    const north = new TaxiiCaller(taxiiOf('followed', await partner('followed', 'northern-cert'), collection));
    const told = async () => (await north.pages('match[type]=campaign,threat-actor')).flat();
    assert.deepEqual(await told(), [`campaign--${campaign}`]);
    await tell(bearer, 'reviseCollection', { id: collection, input: { types: [], ids: [receipt.id] } });
    assert.deepEqual(await told(), [`threat-actor--${receipt.id}`]);
    await tell(bearer, 'reviseCollection', { id: collection, input: { ids: [] } });
    assert.equal((await told()).length, 2);
    await tell(bearer, 'reviseCampaign', { id: campaign, input: { tlp: 'AMBER_STRICT' }, reason: 'a source' });
    assert.deepEqual(await told(), [`threat-actor--${receipt.id}`]);
    await tell(bearer, 'retireCollection', { id: collection, reason: 'over' });
    assert.equal((await north.get(north.objects)).status, 404);
    await tell(bearer, 'restoreCollection', { id: collection });
    assert.deepEqual(await told(), [`threat-actor--${receipt.id}`]);
    const partners = [{ organisation: 'northern-cert', canRead: false, canWrite: true }];
    await tell(bearer, 'reviseCollection', { id: collection, input: { partners } });
    assert.equal((await north.get(north.objects)).status, 403);
    assert.equal((await north.post(JSON.stringify({ objects: [malware('sent')] }))).status, 202);
    await tell(bearer, 'reviseCollection', { id: collection, input: { partners: [{ organisation: 'northern-cert' }] } });
    assert.equal((await north.post(JSON.stringify({ objects: [malware('sent')] }))).status, 403);
    await tell(bearer, 'reviseCollection', { id: collection, input: { partners: [] } });
    assert.equal((await north.get(north.objects)).status, 404);
  });

  it('takes in what a process had received when it ended, although its sender never asks', async () => {
    const bearer = await sue('resumed');
    const collection = await open(bearer, { title: 'In', maximumTlp: 'AMBER', partners: [both('northern-cert')] });
    const north = new TaxiiCaller(taxiiOf('resumed', await partner('resumed', 'northern-cert'), collection));
    const { kernel, nest } = app.application;
    const get = <Part>(part: abstract new (...args: never[]) => Part): Part => nest.get(part as never, { strict: false });
    const sender = senderOf('resumed', { organisation: 'northern-cert', country: null }, 'UNCLASSIFIED');
    const receiving = await get(CollectionAccess).one(sender, collection);
    const late = malware('late');
    const envelope = JSON.stringify({ objects: [late] });
    const place = { tenantId: 'resumed', id: randomUUID() };
    const at = new Date().toISOString();
    await kernel.taxiiPushWork.expect(place, at);
    await kernel.ledger.execute({
      type: taxiiPushType,
      recordId: place.id,
      action: 'taxii.write',
      command: {
        type: 'Receive',
        facts: {
          collectionId: collection,
          sender: receiving.receiver,
          maximum: receiving.collection.record.maximum,
          objects: 1,
          envelope,
          sha256: createHash('sha256').update(envelope).digest('hex'),
          bytes: Buffer.byteLength(envelope),
          pushedBy: sender.actorId,
          at,
          marking: collectionMarking(receiving.collection.record),
        },
      },
      request: {},
      context: { subject: recorderOf(receiving), commandId: randomUUID(), correlationId: randomUUID() },
      creates: true,
    });
    await Promise.all([get(TaxiiPushClock).look(), get(TaxiiPushClock).look()]);
    const { recordHistory } = await app.data(
      bearer,
      'query($id: UUID!) { recordHistory(type: "taxiiPush", id: $id) { frames { label } } }',
      { id: place.id },
    );
    assert.deepEqual(
      recordHistory.frames.map(({ label }: { label: string }) => label),
      ['Received', 'Taken in'],
    );
    assert.deepEqual(await kernel.taxiiPushWork.brokenOff(new Date(Date.now() + 86_400_000).toISOString()), []);
    await north.add(malware('next'));
    const { objects = [] } = await north.read(`${north.manifest}?match[id]=${late.id}`, taxiiManifest);
    assert.deepEqual(
      objects.map(({ id }) => id),
      [late.id],
    );
  });

  it('takes in what a partner sends for the organisation that keeps the collection, up to its maximum', async () => {
    const bearer = await sue('taken');
    const mine = stix('malware', '1', { name: 'Ours', is_family: false });
    await importText(app, bearer, bundleOf(mine), '?unmarkedTlp=AMBER%2BSTRICT');
    const partners = [both('northern-cert'), both('southern-cert')];
    const collection = await open(bearer, { title: 'In', maximumTlp: 'AMBER', maximumSecrecyLevel: 'SECRET', partners });
    const north = new TaxiiCaller(taxiiOf('taken', await partner('taken', 'northern-cert'), collection));
    const south = new TaxiiCaller(taxiiOf('taken', await partner('taken', 'southern-cert'), collection));
    const sent = malware('sent');
    await north.add(sent);
    const marked = (tlp: string) => ({ ...malware(tlp), object_marking_refs: [`marking-definition--${tlp}`] });
    const [strict, red, unknown] = [
      marked('939a9414-2ddd-4d32-a0cd-375ea402b003'),
      marked('e828b379-4e03-4974-9ac4-e53a884c97c1'),
      marked(randomUUID()),
    ];
    const newer = {
      ...malware('theirs'),
      id: mine.id,
      modified: '2027-01-01T00:00:00.000Z',
      created: '2025-01-01T00:00:00.000Z',
    };
    const { text } = await north.post(JSON.stringify({ objects: [strict, red, unknown, newer] }));
    const status = taxiiStatus.parse(JSON.parse(text));
    assert.deepEqual(
      status.failures?.map(({ id }) => id),
      [strict.id, red.id, unknown.id],
    );
    assert.deepEqual(
      status.successes?.map(({ id }) => id),
      [newer.id],
      'what is hidden is not there to be met',
    );
    assert.equal((await south.get(`${south.target.apiRoot}status/${status.id}/`)).status, 404);
    const { stixObjects } = await app.data(
      bearer,
      '{ stixObjects(filter: { stixTypes: ["malware"] }) { nodes { id stixId organisationId tlp secrecyLevel } } }',
    );
    const of = (id: string) => stixObjects.nodes.filter((node: { stixId: string }) => node.stixId === id);
    assert.deepEqual(
      of(sent.id).map(({ organisationId, tlp }: Record<string, string>) => [organisationId, tlp]),
      [['cti', 'GREEN']],
    );
    assert.deepEqual(
      of(mine.id)
        .map(({ tlp }: Record<string, string>) => tlp)
        .toSorted(),
      ['AMBER_STRICT', 'GREEN'],
    );
    const history = await app.data(
      bearer,
      'query($id: UUID!) { recordHistory(type: "taxiiPush", id: $id) { edges { node { label } } } }',
      { id: status.id },
    );
    assert.deepEqual(history.recordHistory.edges.map(({ node }: { node: { label: string } }) => node.label).toSorted(), [
      'Received',
      'Taken in',
    ]);
    const [{ id: record }] = of(sent.id);
    const { recordHistory } = await app.data(
      bearer,
      'query($id: UUID!) { recordHistory(type: "stixObject", id: $id) { edges { node { actorId } } } }',
      { id: record },
    );
    const { me } = await app.data(bearer, '{ me { actorId } }');
    assert.notEqual(recordHistory.edges[0].node.actorId, me.actorId, 'the partner is who did it');
  });

  it('opens no other door to a partner, whatever other roles the token carries', async () => {
    const bearer = await partner('hidden', 'northern-cert', {
      roles: ['partner', 'tenant_admin', 'supervisor'],
      clearance: 'TOP_SECRET',
    });
    for (const query of [
      '{ me { actorId } }',
      '{ campaigns { totalCount } }',
      '{ collections { id } }',
      '{ people(text: "x") { actorId } }',
    ]) {
      const { errors } = await app.ask(bearer, query);
      assert.deepEqual(
        errors.map(({ extensions }) => extensions.code),
        ['FORBIDDEN'],
        query,
      );
    }
    for (const path of ['/api/v1/stix/export', '/api/v1/reports', '/api/v1/stream/dashboard']) {
      const response = await fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } });
      assert.equal(response.status, 403, path);
      await response.body?.cancel();
    }
    const elsewhere = await fetch(`${app.url}/taxii2/taken/collections/`, {
      headers: { authorization: `Bearer ${bearer}`, accept: TAXII_MEDIA_TYPE },
    });
    assert.equal(elsewhere.status, 404);
  });

  it('lets analysts of the organisation read with what they may see, others not, and writes every reading down', async () => {
    const bearer = await sue('read');
    const make = async (name: string, input: object) => (await tell(bearer, name, { input })).receipt;
    await make('createCampaign', { name: 'Open', ...OPEN });
    const { position } = await make('createCampaign', { name: 'Strict', tlp: 'AMBER_STRICT', secrecyLevel: 'RESTRICTED' });
    await visible(bearer, position);
    const input = {
      title: 'All',
      maximumTlp: 'AMBER_STRICT',
      maximumSecrecyLevel: 'CONFIDENTIAL',
      partners: [both('northern-cert')],
    };
    const collection = await open(bearer, input);
    const reads = async (token: string) => {
      const caller = new TaxiiCaller(taxiiOf('read', token, collection));
      return (await caller.pages('match[type]=campaign')).flat().length;
    };
    assert.equal(await reads(bearer), 2);
    assert.equal(await reads(await partner('read', 'northern-cert')), 1);
    const status = async (claims: object) => {
      const caller = new TaxiiCaller(taxiiOf('read', await sue('read', claims), collection));
      return (await caller.get(caller.objects)).status;
    };
    assert.equal(await status({ org: 'elsewhere' }), 404);
    assert.equal(await status({ clearance: 'RESTRICTED' }), 404);
    assert.equal(await status({ roles: ['report_consumer'] }), 403);
    assert.equal(await status({ roles: ['auditor'] }), 403);
    const readings: Record<string, unknown>[] = [];
    for await (const item of app.application.kernel.log.read(undefined))
      if (item.kind === 'event' && item.recorded.event.type === 'CollectionRead')
        readings.push(item.recorded.event.data as Record<string, unknown>);
    assert.deepEqual(
      readings
        .filter(({ collectionId }) => collectionId === collection)
        .map(({ what, objects, receiver, strictest }) => ({ what, objects, receiver, strictest })),
      [
        {
          what: 'objects',
          objects: 2,
          receiver: { organisation: 'cti', country: 'GB' },
          strictest: { secrecyLevel: 'RESTRICTED', tlp: 'AMBER+STRICT' },
        },
        {
          what: 'objects',
          objects: 1,
          receiver: { organisation: 'northern-cert', country: null },
          strictest: { secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' },
        },
      ],
    );
  });

  it('is kept by senior analysts and administrators within their own clearance', async () => {
    const bearer = await sue('kept', { clearance: 'RESTRICTED' });
    const refused = async (token: string, input: object) => (await tell.refused(token, 'createCollection', { input })).extensions;
    assert.equal((await refused(bearer, { title: 'Too high', maximumSecrecyLevel: 'SECRET' })).code, 'FORBIDDEN');
    assert.equal((await refused(await sue('kept', { roles: ['analyst'] }), { title: 'No' })).code, 'FORBIDDEN');
    assert.equal((await refused(bearer, { title: 'Red', maximumTlp: 'RED' })).code, 'INVALID_INPUT');
    assert.equal((await refused(bearer, { title: 'Own', partners: [{ organisation: 'cti' }] })).code, 'OWN_ORGANISATION');
    const collection = await open(bearer, { title: 'One', alias: 'one' });
    assert.equal((await refused(bearer, { title: 'Two', alias: 'one' })).code, 'INVALID_INPUT');
    const stranger = await sue('kept', { org: 'elsewhere' });
    const { code } = (await tell.refused(stranger, 'retireCollection', { id: collection })).extensions;
    assert.equal(code, 'NOT_FOUND');
  });
});

describe('an alias that many ask for at once', function () {
  this.timeout(120_000);
  let stores: FreshStores;
  let apps: readonly TestApplication[];
  let bearers: readonly string[];
  before(async () => {
    stores = await freshStores();
    const here = await startTestApplication({ stores });
    apps = [here, await startTestApplication({ stores, env: { PROJECTIONS: 'external' } })];
    bearers = await Promise.all(
      apps.map((app) => app.token({ tenant: 'many', org: 'cti', sub: 'sue', roles: ['senior_analyst'] })),
    );
  });
  after(async () => {
    await Promise.all((apps ?? []).map((app) => app.stop()));
    await stores?.stop();
  });

  const ASKING = 16;
  const CREATE =
    'mutation ($input: CreateCollectionInput!) { createCollection(input: $input) { record { alias } receipt { id } } }';
  const REVISE = `mutation ($id: UUID!, $input: ReviseCollectionInput!) {
    reviseCollection(id: $id, input: $input) { record { alias } receipt { id } } }`;
  const ask = (index: number, query: string, variables: Record<string, unknown>) =>
    apps[index % apps.length].ask(bearers[index % apps.length], query, variables);
  const all = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: ASKING }, (_, index) => work(index)));
  const onlyOne = (answers: readonly GraphqlAnswer[]): void => {
    const refusals = answers.flatMap(({ errors }) => errors.map(({ extensions: { code, fields } }) => ({ code, fields })));
    const fields = [{ path: 'input.alias', message: 'is taken; choose another' }];
    assert.deepEqual(
      refusals,
      Array.from({ length: ASKING - 1 }, () => ({ code: 'INVALID_INPUT', fields })),
    );
  };

  it('goes to one of the collections that are created with it', async () => {
    for (const alias of ['north', 'south', 'east'])
      onlyOne(await all((index) => ask(index, CREATE, { input: { title: `${alias} ${index}`, alias } })));
  });

  it('goes to one of the collections that are revised to it, which may free it for another', async () => {
    const made = await all((index) => ask(index, CREATE, { input: { title: `Plain ${index}` } }));
    const ids: readonly string[] = made.map(({ data }) => data.createCollection.receipt.id);
    const answers = await all((index) => ask(index, REVISE, { id: ids[index], input: { alias: 'west' } }));
    onlyOne(answers);
    const winner = answers.findIndex(({ errors }) => errors.length === 0);
    const other = (winner + 1) % ASKING;
    const revise = async (index: number, input: object) => (await ask(index, REVISE, { id: ids[index], input })).errors;
    assert.deepEqual(await revise(winner, { alias: 'west', title: 'Kept' }), []);
    assert.equal((await revise(other, { alias: 'west' }))[0].extensions.code, 'INVALID_INPUT');
    assert.deepEqual(await revise(winner, { alias: null }), []);
    assert.deepEqual(await revise(other, { alias: 'west' }), []);
  });

  it('keeps nobody from another one', async () => {
    const answers = await all((index) => ask(index, CREATE, { input: { title: 'Own', alias: `own-${index}` } }));
    assert.deepEqual(
      answers.flatMap(({ errors }) => errors),
      [],
    );
  });
});
