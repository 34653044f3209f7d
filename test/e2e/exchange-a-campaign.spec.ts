/** Two instances exchange a campaign by TAXII: what may go arrives whole, what is AMBER+STRICT is told in no way, and an answer comes back. */
import assert from 'node:assert/strict';
import { verifyReceipt } from '../../src/exchange/receipts/signed-receipt.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { field } from './profiles.js';
import { publish } from './requests.js';

const OPEN = { tlp: 'AMBER', secrecyLevel: 'RESTRICTED' };
const STRICT = { tlp: 'AMBER_STRICT', secrecyLevel: 'RESTRICTED' };
const FEED = `id credentials { kind } health { state reason } lastPoll { outcome objects counts { created updated stored unchanged refused } fault { code message } }
  lastPush { outcome objects succeeded failed failures { id } fault { code message } } lastPushReceipt`;

describe('two instances that exchange a campaign', function () {
  this.timeout(120_000);
  let north: TestApplication;
  let south: TestApplication;
  const inNorth = field(() => north);
  const inSouth = field(() => south);
  let nora: string;
  let sam: string;
  let collection: string;
  let feed: string;
  let campaign: string;
  /** Names that nobody in the south is to learn. */
  const hidden = ['Undertow', 'Breakwater', 'Told by a friend'];

  before(async () => {
    const env = { EXCHANGE_NETWORKS: '127.0.0.1' };
    [north, south] = await Promise.all([startTestApplication({ env }), startTestApplication({ env })]);
    nora = await north.token({ tenant: 'harbour', org: 'north-cert', sub: 'nora', roles: ['senior_analyst', 'source_manager'] });
    sam = await south.token({
      tenant: 'coast',
      org: 'south-cert',
      sub: 'sam',
      roles: ['supervisor', 'senior_analyst', 'analyst'],
    });
  });
  after(async () => {
    await north?.stop();
    await south?.stop();
  });

  const make = async (name: string, input: object): Promise<string> => (await inNorth(nora, name, { input })).receipt.id;
  /** Of the whole log of an instance. */
  const textOf = async ({ application }: TestApplication): Promise<string> => {
    const events: unknown[] = [];
    for await (const item of application.kernel.log.read(undefined))
      if (item.kind === 'event') events.push([item.recorded.event.type, item.recorded.event.data]);
    return JSON.stringify(events);
  };
  const partnerToken = () =>
    north.token({ tenant: 'harbour', org: 'south-cert', sub: 'feed of the south', roles: ['partner'], clearance: 'RESTRICTED' });
  const poll = async () => (await inSouth(sam, 'pollFeed', { id: feed }, FEED)).record;
  const known = async (position: string) =>
    (await south.data(
      sam,
      `query ($p: Position) { campaigns(atLeast: $p) { nodes { id name threatLevel description tlp actors { name } attackPatterns { name } infrastructure { name } } }
          threatActors(atLeast: $p) { nodes { name } } intelligenceReports(atLeast: $p) { nodes { title } } }`,
      { p: position },
    )) as Record<string, { nodes: Record<string, unknown>[] }>;

  it('one keeps a campaign, and opens what it may tell of it to the other', async () => {
    campaign = await make('createCampaign', { name: 'Ebb Tide', description: 'Slow and patient.', threatLevel: 'HIGH', ...OPEN });
    const actor = await make('createThreatActor', { name: 'Long Shore', ...OPEN });
    const pattern = await make('createAttackPattern', { name: 'Phishing', attackId: 'T1566', ...OPEN });
    const depot = await make('createInfrastructure', { name: hidden[1], ...STRICT });
    const secret = await make('createThreatActor', { name: hidden[0], ...STRICT });
    for (const [mutation, to] of [
      ['linkCampaignToThreatActor', actor],
      ['linkCampaignToAttackPattern', pattern],
      ['linkCampaignToInfrastructure', depot],
      ['linkCampaignToThreatActor', secret],
    ] as const)
      await inNorth(nora, mutation, { id: campaign, input: { to } });
    const objectRefs = [`campaign--${campaign}`, `threat-actor--${secret}`];
    const editor = await north.token({ tenant: 'harbour', org: 'north-cert', sub: 'ed', roles: ['senior_analyst'] });
    await publish(north, nora, editor, { title: 'Ebb Tide in three ports', objectRefs, ...OPEN });
    await publish(north, nora, editor, { title: hidden[2], objectRefs, ...STRICT });
    const input = {
      title: 'For the south',
      alias: 'south',
      maximumTlp: 'AMBER_STRICT',
      maximumSecrecyLevel: 'RESTRICTED',
      partners: [{ organisation: 'south-cert', canRead: true, canWrite: true }],
    };
    const { receipt } = await inNorth(nora, 'createCollection', { input });
    collection = receipt.id;
    await north.data(nora, 'query ($p: Position) { collections(atLeast: $p) { id } }', { p: receipt.position });
  });

  it('the other finds the collection, follows it, and has the campaign with what it is linked with', async () => {
    const { discoverTaxii } = await south.data(
      sam,
      `query ($url: String!, $credentials: TaxiiCredentialsInput) { discoverTaxii(url: $url, credentials: $credentials) {
        roots { url problem collections { id title canRead canWrite } } } }`,
      { url: `${north.url}/taxii2/`, credentials: { kind: 'bearer', token: await partnerToken() } },
    );
    const [root] = discoverTaxii.roots;
    assert.deepEqual(root.collections, [{ id: collection, title: 'For the south', canRead: true, canWrite: true }]);
    const input = { name: 'North', direction: 'pull', apiRoot: root.url, collectionId: collection, ...OPEN };
    feed = (await inSouth(sam, 'createFeed', { input })).receipt.id;
    await inSouth(sam, 'setFeedCredentials', { id: feed, input: { kind: 'bearer', token: await partnerToken() } });
    const { lastPoll, health } = await poll();
    assert.deepEqual([lastPoll.outcome, lastPoll.fault, lastPoll.counts.refused, health.state], ['complete', null, 0, 'ok']);
    const { receipt, record } = await inSouth(sam, 'pollFeed', { id: feed }, FEED);
    assert.deepEqual([record.lastPoll.outcome, record.lastPoll.objects], ['nothing_new', 0]);
    const { campaigns, threatActors, intelligenceReports } = await known(receipt.position);
    assert.deepEqual(campaigns.nodes, [
      {
        id: campaign,
        name: 'Ebb Tide',
        threatLevel: 'HIGH',
        description: 'Slow and patient.',
        tlp: 'AMBER',
        actors: [{ name: 'Long Shore' }],
        attackPatterns: [{ name: 'Phishing' }],
        infrastructure: [],
      },
    ]);
    assert.deepEqual(threatActors.nodes, [{ name: 'Long Shore' }]);
    assert.deepEqual(intelligenceReports.nodes, [{ title: 'Ebb Tide in three ports' }]);
  });

  it('nothing that is AMBER+STRICT is told, not by a name, an id, a reference or a count', async () => {
    const received = await textOf(south);
    const kept = await north.data(
      nora,
      '{ threatActors(filter: { tlp: [AMBER_STRICT] }) { nodes { id } } infrastructures(filter: { tlp: [AMBER_STRICT] }) { nodes { id } } }',
    );
    const ids = [...kept.threatActors.nodes, ...kept.infrastructures.nodes].map(({ id }: { id: string }) => id);
    assert.equal(ids.length, 2);
    for (const secret of [...hidden, ...ids]) assert.ok(!received.includes(secret), `${secret} stayed where it is`);
    const readings = (await textOf(north)).match(/"CollectionRead"/g) ?? [];
    assert.ok(readings.length > 0, 'what was read is written down');
  });

  it('a change goes with the next poll, and one that is raised goes no more', async () => {
    const revised = await inNorth(nora, 'reviseCampaign', { id: campaign, input: { threatLevel: 'CRITICAL' } });
    await north.data(
      nora,
      'query ($p: Position) { stixObjects(atLeast: $p) { totalCount } campaigns(atLeast: $p) { totalCount } }',
      {
        p: revised.receipt.position,
      },
    );
    assert.ok((await poll()).lastPoll.counts.updated > 0);
    const { receipt } = await inSouth(sam, 'pollFeed', { id: feed });
    assert.equal((await known(receipt.position)).campaigns.nodes[0].threatLevel, 'CRITICAL');
    await inNorth(nora, 'reviseCampaign', { id: campaign, input: { tlp: 'AMBER_STRICT' }, reason: 'A source is at risk' });
    await inNorth(nora, 'reviseCampaign', { id: campaign, input: { description: 'Since then: Breakwater.' } });
    await poll();
    assert.ok(!(await textOf(south)).includes('Breakwater'));
  });

  it('what the other knows comes back by a push, with a receipt that can be checked without either', async () => {
    const editor = await south.token({ tenant: 'coast', org: 'south-cert', sub: 'ed', roles: ['senior_analyst'] });
    const open = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
    const jetty = (await inSouth(sam, 'createInfrastructure', { input: { name: 'Jetty', ...open } })).receipt.id;
    const { record } = await publish(south, sam, editor, {
      title: 'Ebb Tide on the coast',
      objectRefs: [`campaign--${campaign}`, `infrastructure--${jetty}`],
      ...open,
    });
    const strict = { title: 'South alone', objectRefs: [`campaign--${campaign}`], ...STRICT };
    const own = (await publish(south, sam, editor, strict)).record.id as string;
    const apiRoot = `${north.url}/taxii2/harbour/`;
    const push = { name: 'To the north', direction: 'push', apiRoot, collectionId: collection, receiver: 'north-cert' };
    const { receipt } = await inSouth(sam, 'createFeed', { input: push });
    await inSouth(sam, 'setFeedCredentials', { id: receipt.id, input: { kind: 'bearer', token: await partnerToken() } });
    const pushed = await inSouth(sam, 'pushToFeed', { id: receipt.id, input: { types: ['report', 'infrastructure'] } }, FEED);
    const { lastPush, lastPushReceipt } = pushed.record;
    assert.deepEqual([lastPush.outcome, lastPush.failed, lastPush.fault], ['complete', 0, null], JSON.stringify(lastPush));
    const keys = (await (await fetch(`${south.url}/api/v1/exchange/keys`)).json()) as Parameters<typeof verifyReceipt>[1];
    assert.equal(verifyReceipt(lastPushReceipt, keys), undefined);
    assert.match(
      verifyReceipt({ ...lastPushReceipt, receipt: { ...lastPushReceipt.receipt, succeeded: 99 } }, keys) ?? '',
      /it was changed/,
    );
    const { intelligenceReports } = await north.data(
      nora,
      'query ($p: Position) { intelligenceReports(atLeast: $p, first: 50) { nodes { title } } }',
      { p: (await north.application.kernel.log.head())!.toString() },
    );
    const titles = intelligenceReports.nodes.map(({ title }: { title: string }) => title);
    assert.ok(titles.includes('Ebb Tide on the coast'), titles.join(', '));
    assert.ok(!(await textOf(north)).includes(own), 'what is AMBER+STRICT in the south stays there');
    assert.ok(record.id);
  });
});
