/** An analyst who touches one of three cases sees that they are one campaign; nobody sees more than they are cleared for. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const CONTEXT = `query ($id: UUID!, $atLeast: Position) { investigation(id: $id, atLeast: $atLeast) {
  title suggestedCampaigns { campaign { name } score shared { type label value } }
  campaigns { name threatLevel status objectives actors { name } attackPatterns { name attackId } targets { name } infrastructure { name }
    otherInvestigations { title } } } }`;
const OVERLAPS = `query ($id: UUID!, $atLeast: Position) { investigationOverlaps(id: $id, atLeast: $atLeast) {
  nodes { type label linked shared { value } } asOf { fresh } } }`;
const GRAPH = `query ($id: UUID!, $depth: Int!, $limit: Int!, $atLeast: Position, $position: Position) {
  campaignGraph(id: $id, depth: $depth, limit: $limit, atLeast: $atLeast, position: $position) {
    nodes { id type label depth mergedFrom } edges { id from to role confidence since until mergedFrom } truncated asOf { fresh reducedToTodaysAccess } } }`;

describe('seeing that three cases are one campaign', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let ann: string;
  let low: string;
  let atLeast: string;
  const ids: Record<string, string> = {};
  const marked = { tlp: 'GREEN', secrecyLevel: 'RESTRICTED' };

  const change = async (
    token: string,
    name: string,
    inputType: string,
    { id, ...variables }: { id?: string; input: object; reason?: string },
  ) => {
    const on = id === undefined ? '' : `id: "${id}", `;
    const mutation = `mutation ($input: ${inputType}!, $reason: String) { ${name}(${on}input: $input, reason: $reason) { receipt { id position } } }`;
    const { receipt } = (await app.data(token, mutation, variables))[name];
    atLeast = receipt.position;
    return receipt;
  };
  const create = async (name: string, type: string, input: object, token = ann): Promise<void> => {
    const { id } = await change(token, `create${type}`, `Create${type}Input`, { input: { ...marked, ...input } });
    ids[name] = id;
  };
  const link = async (type: string, from: string, other: string, to: string, token = ann): Promise<void> => {
    await change(token, `link${type}To${other}`, 'LinkInput', { id: ids[from], input: { to: ids[to] }, reason: 'seen in both' });
  };
  const contextOf = async (name: string, token = ann) =>
    (await app.data(token, CONTEXT, { id: ids[name], atLeast })).investigation;
  const graph = async (token: string, more: object = {}) =>
    (await app.data(token, GRAPH, { id: ids['ships'], depth: 2, limit: 200, atLeast, ...more })).campaignGraph;

  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', roles: ['senior_analyst'] });
    low = await app.token({ sub: 'lou', roles: ['analyst'], clearance: 'RESTRICTED' });
    const relay = { values: [{ type: 'ipv4_addr', value: '198.51.100[.]7' }] };
    await create('harbour', 'Investigation', { title: 'Harbour' });
    await create(
      'airfield',
      'Investigation',
      { title: 'Airfield' },
      await app.token({ sub: 'bea', org: 'soc', roles: ['analyst'] }),
    );
    await create('railway', 'Investigation', { title: 'Railway' });
    await create('relay', 'Infrastructure', { name: 'Relay', ...relay });
    await create('proxy', 'Infrastructure', { name: 'Proxy', ...relay });
    await create('phishing', 'AttackPattern', { name: 'Phishing', attackId: 'T1566' });
    await link('Investigation', 'harbour', 'Infrastructure', 'relay');
    await link('Investigation', 'airfield', 'Infrastructure', 'proxy');
    await link('Investigation', 'airfield', 'AttackPattern', 'phishing');
    await link('Investigation', 'railway', 'AttackPattern', 'phishing');
  });
  after(() => app?.stop());

  it('finds cases that use the same address or technique', async () => {
    const { investigationOverlaps } = await app.data(ann, OVERLAPS, { id: ids['airfield'], atLeast });
    assert.deepEqual(
      investigationOverlaps.nodes.toSorted((a: { label: string }, b: { label: string }) => (a.label < b.label ? -1 : 1)),
      [
        { type: 'investigation', label: 'Harbour', linked: false, shared: [{ value: 'ipv4-addr 198.51.100.7' }] },
        { type: 'investigation', label: 'Railway', linked: false, shared: [{ value: 'T1566' }] },
      ],
    );
  });

  it('suggests the campaign as soon as it uses the same', async () => {
    await create('ships', 'Campaign', { name: 'Night ships', objectives: ['know what is moved'], threatLevel: 'HIGH' });
    await create('heron', 'ThreatActor', { name: 'Heron' });
    await create('port', 'Target', { name: 'Port', kind: 'organisation' });
    await link('Campaign', 'ships', 'ThreatActor', 'heron');
    await link('Campaign', 'ships', 'Target', 'port');
    await link('Campaign', 'ships', 'AttackPattern', 'phishing');
    await link('Campaign', 'ships', 'Infrastructure', 'relay');
    for (const name of ['harbour', 'airfield', 'railway']) {
      const { suggestedCampaigns, campaigns } = await contextOf(name);
      assert.deepEqual(
        [suggestedCampaigns.map(({ campaign }: { campaign: object }) => campaign), campaigns],
        [[{ name: 'Night ships' }], []],
      );
    }
  });

  it('shows the whole campaign from each of its cases, in one request', async () => {
    await link('Campaign', 'ships', 'Investigation', 'harbour');
    await link('Investigation', 'airfield', 'Campaign', 'ships');
    await link('Investigation', 'railway', 'Campaign', 'ships');
    const titles: Record<string, string> = { harbour: 'Harbour', airfield: 'Airfield', railway: 'Railway' };
    for (const [name, title] of Object.entries(titles))
      assert.deepEqual(await contextOf(name), {
        title,
        suggestedCampaigns: [],
        campaigns: [
          {
            name: 'Night ships',
            threatLevel: 'HIGH',
            status: 'active',
            objectives: ['know what is moved'],
            actors: [{ name: 'Heron' }],
            attackPatterns: [{ name: 'Phishing', attackId: 'T1566' }],
            targets: [{ name: 'Port' }],
            infrastructure: [{ name: 'Relay' }],
            otherInvestigations: Object.values(titles)
              .filter((other) => other !== title)
              .toSorted()
              .map((other) => ({ title: other })),
          },
        ],
      });
  });

  it('draws the campaign: its actor, its targets and its cases', async () => {
    const { nodes, edges, truncated } = await graph(ann, { depth: 1 });
    assert.deepEqual(nodes.map(({ label, depth }: { label: string; depth: number }) => `${label} ${depth}`).toSorted(), [
      'Airfield 1',
      'Harbour 1',
      'Heron 1',
      'Night ships 0',
      'Port 1',
      'Railway 1',
      'Relay 1',
      'T1566 Phishing 1',
    ]);
    const roles = Object.fromEntries(edges.map(({ to, role }: { to: string; role: string }) => [to, role]));
    assert.deepEqual(
      [roles[ids['heron']], roles[ids['port']], roles[ids['harbour']], truncated],
      ['attributed_to', 'targets', 'investigated_by', false],
    );
    const { shortestPath } = await app.data(
      ann,
      `query ($from: RecordEndInput!, $to: RecordEndInput!) { shortestPath(from: $from, to: $to) { length nodes { label } edges { role } complete } }`,
      { from: { type: 'investigation', id: ids['harbour'] }, to: { type: 'threatActor', id: ids['heron'] } },
    );
    assert.deepEqual(
      shortestPath.nodes.map(({ label }: { label: string }) => label),
      ['Harbour', 'Night ships', 'Heron'],
    );
  });

  it('gives at most what was asked for, and says what cannot be asked', async () => {
    const few = await graph(ann, { limit: 3 });
    assert.deepEqual([few.nodes.length, few.truncated], [3, true]);
    for (const wrong of [{ depth: 0 }, { depth: 6 }, { limit: 0 }, { limit: 1_001 }]) {
      const { errors } = await app.ask(ann, GRAPH, { id: ids['ships'], depth: 2, limit: 200, ...wrong });
      assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT', JSON.stringify(wrong));
    }
  });

  it('hides a campaign that was re-marked, from its cases, graphs and overlaps, and from the past', async () => {
    const then = atLeast;
    assert.equal((await contextOf('harbour', low)).campaigns.length, 1);
    const secret = { id: ids['ships'], input: { secrecyLevel: 'SECRET' }, reason: 'a source' };
    await change(ann, 'reviseCampaign', 'ReviseCampaignInput', secret);
    const { campaigns, suggestedCampaigns } = await contextOf('harbour', low);
    assert.deepEqual([campaigns, suggestedCampaigns], [[], []]);
    for (const more of [{}, { position: then }]) {
      const { errors } = await app.ask(low, GRAPH, { id: ids['ships'], depth: 2, limit: 200, atLeast, ...more });
      assert.equal(errors[0]?.extensions.code, 'NOT_FOUND');
    }
    const { data } = await app.ask(low, OVERLAPS, { id: ids['harbour'], atLeast });
    assert.deepEqual(
      data.investigationOverlaps.nodes.map(({ label }: { label: string }) => label),
      ['Airfield'],
    );
    assert.equal((await contextOf('harbour')).campaigns.length, 1);
  });
});
