/** Readers walk the graph of campaigns, as far as they may see it, now and as it was. */
import assert from 'node:assert/strict';
import { models } from '../../../projections/registry.js';
import { amber, secret } from '../../examples/marking.js';
import { LinkedWorld } from './linked-world.js';
import { ReadSide } from './read-side.js';
import { reader } from './subjects.js';

const which = models.filter(({ name }) => name === 'profiles' || name === 'log_time');

describe('the graph of campaigns', function () {
  this.timeout(120_000);
  let side: ReadSide;
  before(async () => {
    side = await ReadSide.open();
    await side.project(which);
  });
  after(() => side?.close());

  let worlds = 0;
  let world: LinkedWorld;
  let cleared: ReturnType<typeof reader>;
  let low: ReturnType<typeof reader>;
  beforeEach(() => {
    worlds += 1;
    world = new LinkedWorld(side, `tenant${worlds}`);
    cleared = reader(world.tenantId);
    low = reader(world.tenantId, { clearance: 'RESTRICTED' });
  });

  /** Three investigations of three teams that nobody has put together yet: two use one address, two one technique. */
  const threeCases = async (): Promise<void> => {
    const address = { values: [{ type: 'ipv4-addr', value: '198.51.100.7' }] };
    await world.create('investigation', 'Harbour', { number: 'I-1' });
    await world.create('investigation', 'Airfield', { orgId: 'soc' });
    await world.create('investigation', 'Railway', { orgId: 'cert' });
    await world.create('infrastructure', 'relay', address);
    await world.create('infrastructure', 'second relay', address);
    await world.create('attackPattern', 'phishing', { attackId: 'T1566' });
    await world.link('Harbour', 'relay');
    await world.link('Airfield', 'second relay');
    await world.link('Airfield', 'phishing');
    await world.link('Railway', 'phishing');
  };

  it('finds that three cases are one campaign, and shows it from each of them', async () => {
    await threeCases();
    await world.create('investigation', 'Something else');
    assert.deepEqual((await world.overlapsOf(cleared, 'Harbour')).found, [['Airfield', 'ipv4-addr 198.51.100.7']]);
    assert.deepEqual((await world.overlapsOf(cleared, 'Airfield')).found, [
      ['I-1 Harbour', 'ipv4-addr 198.51.100.7'],
      ['Railway', 'T1566'],
    ]);
    await world.create('campaign', 'Night ships');
    await world.create('threatActor', 'Heron');
    await world.link('Night ships', 'Heron');
    for (const name of ['Harbour', 'Airfield', 'Railway']) {
      // From either side.
      await world.link(name, 'Night ships');
      assert.deepEqual(await world.linkedOf(cleared, name, 'campaign'), ['Night ships']);
    }
    assert.deepEqual(
      await world.linkedOf(cleared, 'Night ships', 'investigation'),
      ['Airfield', 'Harbour', 'Railway'].toSorted(),
    );
    const { names, truncated } = await world.around(cleared, 'Harbour');
    assert.deepEqual(names, ['Airfield', 'Heron', 'I-1 Harbour', 'Night ships', 'Railway', 'relay'].toSorted());
    assert.equal(truncated, false);
  });

  it('suggests to a case only campaigns that it is not linked with', async () => {
    await threeCases();
    await world.create('campaign', 'Night ships');
    await world.link('Night ships', 'relay');
    const suggested = () => world.overlapsOf(cleared, 'Harbour', { linked: false });
    assert.deepEqual((await suggested()).found.map(([name]) => name).toSorted(), ['Airfield', 'Night ships']);
    await world.link('Harbour', 'Night ships');
    assert.deepEqual(
      (await suggested()).found.map(([name]) => name),
      ['Airfield'],
    );
  });

  it('weighs what is rare more, and pages through what overlaps', async () => {
    await threeCases();
    for (let n = 0; n < 6; n += 1) {
      await world.create('campaign', `Campaign ${n}`);
      await world.link(`Campaign ${n}`, 'phishing');
    }
    const { found, scores } = await world.overlapsOf(cleared, 'Airfield');
    assert.equal(found.length, 8);
    assert.deepEqual(found[0], ['I-1 Harbour', 'ipv4-addr 198.51.100.7']);
    // ln(1 + 9 / 2) and ln(1 + 9 / 8): nine cases, two with the address, eight with the technique.
    assert.deepEqual(scores.slice(0, 2), [1.704748, 0.753772]);
    const paged: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await world.overlapsOf(cleared, 'Airfield', { first: 3, ...(after === undefined ? {} : { after }) });
      paged.push(...page.found.map(([name]) => name));
      after = page.pageInfo.endCursor ?? undefined;
      more = page.pageInfo.hasNextPage;
    }
    assert.deepEqual(
      paged,
      found.map(([name]) => name),
    );
  });

  it('gives the same scores whether hidden cases are there or not', async () => {
    await threeCases();
    const before = await world.overlapsOf(low, 'Airfield');
    await world.create('campaign', 'Hidden', { marking: secret });
    await world.link('Hidden', 'phishing');
    await world.link('Hidden', 'second relay');
    assert.deepEqual((await world.overlapsOf(low, 'Airfield')).found, before.found);
    assert.deepEqual((await world.overlapsOf(low, 'Airfield')).scores, before.scores);
    assert.notDeepEqual((await world.overlapsOf(cleared, 'Airfield')).scores.slice(1), before.scores);
  });

  it('goes through circles once', async () => {
    for (const name of ['A', 'B', 'C']) await world.create('campaign', name);
    await world.link('A', 'B');
    await world.link('B', 'C');
    await world.link('C', 'A');
    await world.link('B', 'A');
    const { names, ways, nodes } = await world.around(cleared, 'A', { depth: 5 });
    assert.deepEqual(names, ['A', 'B', 'C']);
    assert.deepEqual(ways, ['A → B', 'B → A', 'B → C', 'C → A']);
    assert.deepEqual(nodes.map(({ label, depth }) => `${label}${depth}`).toSorted(), ['A0', 'B1', 'C1']);
  });

  it('says when a hub has more than it was asked for, gives the same part of it every time, and pages through all of it', async () => {
    const targets = Array.from({ length: 120 }, (_, n) => `Target ${n}`);
    await world.create('campaign', 'Hub');
    for (const name of targets) await world.create('target', name);
    await world.linkAll('Hub', targets);
    const few = await world.around(cleared, 'Hub', { limit: 50 });
    assert.deepEqual([few.nodes.length, few.edges.length, few.truncated], [50, 49, true]);
    assert.deepEqual((await world.around(cleared, 'Hub', { limit: 50 })).nodes, few.nodes);
    const all = await world.around(cleared, 'Hub', { limit: 121 });
    assert.deepEqual([all.nodes.length, all.edges.length, all.truncated], [121, 120, false]);
    const paged: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await world.graph.links(
        cleared,
        { type: 'campaign', id: world.id('Hub') },
        ['target'],
        { first: 50, ...(after === undefined ? {} : { after }) },
        { atLeast: world.position },
      );
      paged.push(...page.edges.map(({ node }) => node.node.label));
      after = page.pageInfo.endCursor ?? undefined;
      more = page.pageInfo.hasNextPage;
    }
    assert.deepEqual(paged.toSorted(), targets.toSorted());
  });

  it('gives of those that lead to a hub the first in sight, each once however often it leads there', async () => {
    const campaigns = Array.from({ length: 60 }, (_, n) => `Campaign ${n}`);
    await world.create('attackPattern', 'phishing');
    for (const [n, name] of campaigns.entries()) {
      await world.create('campaign', name, { marking: n % 3 === 0 ? secret : amber });
      await world.link(name, 'phishing');
      if (n % 4 === 0) await world.link(name, 'phishing', { role: 'related-to' });
    }
    const first = async (subject: typeof low, limit: number) => {
      const { nodes, truncated } = await world.around(subject, 'phishing', { depth: 1, limit: limit + 1 });
      return { ids: nodes.slice(1).map(({ id }) => id), truncated };
    };
    const ids = (names: readonly string[]) => names.map((name) => world.id(name)).toSorted();
    const inSight = ids(campaigns.filter((_, n) => n % 3 !== 0));
    assert.deepEqual(await first(low, 15), { ids: inSight.slice(0, 15), truncated: true });
    assert.deepEqual(await first(low, 40), { ids: inSight, truncated: false });
    assert.deepEqual(await first(cleared, 15), { ids: ids(campaigns).slice(0, 15), truncated: true });
  });

  it('finds the shortest path, and none through what the reader may not see', async () => {
    for (const name of ['A', 'B']) await world.create('campaign', name);
    await world.create('infrastructure', 'relay', { marking: secret });
    await world.create('threatActor', 'Heron');
    await world.create('investigation', 'Harbour');
    await world.link('A', 'relay');
    await world.link('B', 'relay');
    assert.deepEqual(await world.path(cleared, 'A', 'B'), ['A', 'relay', 'B']);
    assert.deepEqual(await world.path(low, 'A', 'B'), []);
    assert.deepEqual((await world.around(low, 'A')).names, ['A']);
    await world.link('A', 'Harbour');
    await world.link('Heron', 'Harbour');
    await world.link('B', 'Heron');
    assert.deepEqual(await world.path(low, 'A', 'B'), ['A', 'Harbour', 'Heron', 'B']);
    assert.deepEqual(await world.path(low, 'B', 'A', 2), []);
    assert.deepEqual(await world.path(low, 'A', 'A'), ['A']);
    await assert.rejects(world.path(low, 'A', 'relay'), { code: 'NOT_FOUND' });
  });

  it('shows nothing of a campaign that was re-marked, at once, and not in the past either', async () => {
    await threeCases();
    await world.create('campaign', 'Night ships');
    await world.link('Night ships', 'relay');
    await world.link('Night ships', 'Airfield');
    const then = world.position;
    assert.deepEqual((await world.around(low, 'Airfield', { depth: 1 })).names, [
      'Airfield',
      'Night ships',
      'T1566 phishing',
      'second relay',
    ]);
    await world.mark('Night ships', secret);
    assert.deepEqual((await world.around(low, 'Airfield', { depth: 1 })).names, ['Airfield', 'T1566 phishing', 'second relay']);
    assert.deepEqual(
      (await world.overlapsOf(low, 'Harbour')).found.map(([name]) => name),
      ['Airfield'],
    );
    assert.deepEqual(await world.linkedOf(low, 'Airfield', 'campaign'), []);
    await assert.rejects(world.around(low, 'Night ships'), { code: 'NOT_FOUND' });
    const past = await world.around(low, 'Airfield', { depth: 1, position: then });
    assert.deepEqual([past.names, past.asOf.reducedToTodaysAccess], [['Airfield', 'T1566 phishing', 'second relay'], true]);
    const overlapsThen = await world.overlapsOf(low, 'Harbour', { position: then });
    assert.deepEqual([overlapsThen.found.map(([name]) => name), overlapsThen.asOf.reducedToTodaysAccess], [['Airfield'], true]);
    const whole = await world.around(cleared, 'Airfield', { depth: 1, position: then });
    assert.deepEqual([whole.names.includes('Night ships'), whole.asOf.reducedToTodaysAccess], [true, false]);
  });

  it('shows the links of the past as they were then', async () => {
    await world.create('campaign', 'Night ships');
    await world.create('target', 'Port');
    const before = world.position;
    await world.link('Night ships', 'Port', { confidence: 40 });
    const doubtful = world.position;
    await world.link('Night ships', 'Port', { confidence: 90 });
    const confidence = async (position?: bigint) =>
      (await world.around(cleared, 'Night ships', position === undefined ? {} : { position })).edges.map(
        (edge) => edge.confidence,
      );
    assert.deepEqual([await confidence(before), await confidence(doubtful), await confidence()], [[], [40], [90]]);
  });

  it('moves links with a merge and back, keeping those from a campaign that the reader may not see to itself', async () => {
    for (const name of ['Winner', 'Loser']) await world.create('campaign', name);
    await world.create('campaign', 'Secret loser', { marking: secret });
    for (const name of ['Port', 'Bridge', 'Mill']) await world.create('target', name);
    await world.link('Winner', 'Port');
    await world.link('Loser', 'Bridge');
    await world.link('Loser', 'Port');
    await world.link('Secret loser', 'Mill');
    await world.merge('Loser', 'Winner');
    await world.merge('Secret loser', 'Winner');
    const merged = await world.around(low, 'Winner');
    assert.deepEqual(merged.names, ['Bridge', 'Port', 'Winner']);
    assert.deepEqual(merged.ways, ['Winner → Bridge', 'Winner → Port', 'Winner → Port']);
    assert.deepEqual(merged.nodes[0].mergedFrom, [world.id('Loser')]);
    assert.deepEqual(
      merged.edges.map(({ mergedFrom }) => mergedFrom).filter((from) => from !== null),
      [world.id('Loser'), world.id('Loser')],
    );
    assert.deepEqual((await world.around(cleared, 'Secret loser')).names, ['Bridge', 'Mill', 'Port', 'Winner']);
    assert.deepEqual(await world.linkedOf(low, 'Bridge', 'campaign'), ['Winner']);
    await world.unmerge('Loser', 'Winner');
    assert.deepEqual((await world.around(low, 'Winner', { depth: 1 })).names, ['Port', 'Winner']);
    assert.deepEqual(await world.linkedOf(low, 'Bridge', 'campaign'), ['Loser']);
  });

  it('lets a record that was merged into a hidden one stand for itself', async () => {
    await world.create('campaign', 'Winner', { marking: { ...amber, organisations: ['soc'] }, orgId: 'soc' });
    await world.create('campaign', 'Loser');
    await world.create('target', 'Bridge');
    await world.link('Loser', 'Bridge');
    await world.merge('Loser', 'Winner');
    const { nodes } = await world.around(low, 'Bridge');
    assert.deepEqual(
      nodes.map(({ label, mergedFrom }) => [label, mergedFrom]),
      [
        ['Bridge', []],
        ['Loser', []],
      ],
    );
    const inside = reader(world.tenantId, { orgId: 'soc' });
    assert.deepEqual((await world.around(inside, 'Bridge')).names, ['Bridge', 'Winner']);
  });

  it('is the same when it is built anew', async () => {
    await threeCases();
    await world.mark('Harbour', secret);
    await world.merge('Railway', 'Airfield');
    await side.reached(world.position, which);
    const live = await side.sums(world.position, '', which);
    await side.build(which);
    assert.deepEqual(await side.sums(world.position, '', which), live);
    assert.deepEqual(await side.sums(world.position, '_old', which), live);
    assert.match(live['profiles.edge'], /^[1-9]\d* rows/);
  });
});
