/** Campaigns, who is behind them and what they use come as STIX in any order; the records and their links are the same in the end. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { exported, idsOf, withId } from './exports.js';
import { field } from './profiles.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const uuidOf = (id: string): string => id.slice(id.indexOf('--') + 2);

const cert = stix('identity', 'a', { name: 'Northern CERT', identity_class: 'organization' });
const by = { created_by_ref: cert.id };
const campaign = stix('campaign', 'b', {
  name: 'Night Tide',
  aliases: ['Low Water'],
  description: 'Intrusions into harbour authorities.',
  objective: 'Schedules of tankers',
  first_seen: '2025-11-03T08:00:00Z',
  confidence: 70,
  ...by,
});
const set = stix('intrusion-set', 'c', { name: 'Grey Heron', goals: ['Espionage'], resource_level: 'government', ...by });
const actor = stix('threat-actor', 'd', { name: 'Heron handler', threat_actor_types: ['nation-state'], ...by });
const phishing = stix('attack-pattern', 'e', {
  name: 'Phishing',
  external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }],
  kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'initial-access' }],
  ...by,
});
const ports = stix('identity', 'f', { name: 'Container ports', identity_class: 'class', sectors: ['transportation'], ...by });
const relationship = (digit: string, type: string, source: { id: string }, target: { id: string }, more = {}) =>
  stix('relationship', digit, { relationship_type: type, source_ref: source.id, target_ref: target.id, ...by, ...more });
const attributed = relationship('1', 'attributed-to', campaign, set, { confidence: 60, description: 'Same tooling.' });
const used = relationship('2', 'uses', campaign, phishing);
const targeted = relationship('3', 'targets', campaign, ports);
const hired = relationship('4', 'attributed-to', set, actor);
const everything = [cert, campaign, set, actor, phishing, ports, attributed, used, targeted, hired];

describe('importing campaigns in any order', function () {
  this.timeout(60_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());
  const change = field(() => app);

  const analyst = (tenant: string) =>
    app.token({ tenant, org: 'org', sub: 'ann', roles: ['analyst', 'senior_analyst'], clearance: 'SECRET' });

  const CAMPAIGN = `id name aliases description objectives firstSeen confidence stixId status`;
  const shown = async (token: string, id = campaign.id) =>
    (await app.data(token, `query ($id: UUID!) { campaign(id: $id) { ${CAMPAIGN} } }`, { id: uuidOf(id) })).campaign;
  const linksOf = async (token: string, type: string, id: string) => {
    const query = `query ($id: UUID!, $type: String!) { recordHistory(type: $type, id: $id) { edges { node { eventType } } } }`;
    const { edges } = (await app.data(token, query, { id: uuidOf(id), type })).recordHistory;
    return edges.map(({ node }: { node: { eventType: string } }) => node.eventType);
  };
  const graph = async (token: string, position: string) => {
    const query = `query ($id: UUID!, $at: Position) { campaign(id: $id, atLeast: $at) {
      actors { name stixId actors: stixId } techniques: attackPatterns { attackId tactics } targets { name kind sectors } } }`;
    return (await app.data(token, query, { id: uuidOf(campaign.id), at: position })).campaign;
  };

  it('gives the same records and links whatever comes first', async () => {
    const orders = [[everything], everything.map((object) => [object]), everything.toReversed().map((object) => [object])];
    const results = [];
    for (const [index, files] of orders.entries()) {
      const token = await analyst(`order-${index}`);
      let position = '0';
      for (const file of files) position = (await importText(app, token, bundleOf(...file))).position ?? position;
      results.push({ campaign: await shown(token), graph: await graph(token, position) });
    }
    assert.deepEqual(results[0].campaign, {
      id: uuidOf(campaign.id),
      name: 'Night Tide',
      aliases: ['Low Water'],
      description: 'Intrusions into harbour authorities.',
      objectives: ['Schedules of tankers'],
      firstSeen: '2025-11-03T08:00:00.000Z',
      confidence: 70,
      stixId: campaign.id,
      status: 'active',
    });
    assert.deepEqual(results[0].graph, {
      actors: [{ name: 'Grey Heron', stixId: set.id, actors: set.id }],
      techniques: [{ attackId: 'T1566', tactics: ['initial-access'] }],
      targets: [{ name: 'Container ports', kind: 'sector', sectors: ['transportation'] }],
    });
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('goes out as it came, and once', async () => {
    const token = await analyst('there-and-back');
    const { position } = await importText(app, token, bundleOf(...everything), '?unmarkedTlp=CLEAR');
    const first = await exported(app, token, { atLeast: position! });
    assert.deepEqual(new Set(idsOf(first)), new Set(everything.map(({ id }) => id)));
    assert.equal(idsOf(first).length, everything.length);
    for (const object of everything) assert.deepEqual(withId(first, object.id), object);
    const back = await analyst('back-again');
    const again = await importText(app, back, first.text, '?unmarkedTlp=CLEAR');
    assert.equal((await exported(app, back, { atLeast: again.position! })).text, first.text);
  });

  it('says of each object what it became, and changes nothing the second time', async () => {
    const token = await analyst('twice');
    const { counts, objects } = await importText(app, token, bundleOf(...everything));
    assert.deepEqual(counts, { created: 10, updated: 0, unchanged: 0, stored: 0, conflict: 0, refused: 0 });
    assert.deepEqual(objects.find(({ stixId }) => stixId === attributed.id)!.record, {
      type: 'campaign',
      id: uuidOf(campaign.id),
    });
    assert.equal((await importText(app, token, bundleOf(...everything))).counts.unchanged, 10);
  });

  it('follows later versions, and keeps what was revised here', async () => {
    const token = await analyst('later');
    await importText(app, token, bundleOf(...everything));
    await change(token, 'reviseCampaign', { id: uuidOf(campaign.id), input: { description: 'What we found ourselves.' } });
    const later = { ...campaign, name: 'Night Tide II', description: 'Theirs.', modified: '2026-02-02T08:00:00.000Z' };
    const { objects } = await importText(app, token, bundleOf(later));
    assert.deepEqual(
      [objects[0].outcome, objects[0].reasons],
      ['updated', ['the campaign keeps what was revised here: description']],
    );
    const { name, description } = await shown(token);
    assert.deepEqual([name, description], ['Night Tide II', 'What we found ourselves.']);
    assert.equal((await importText(app, token, bundleOf(campaign))).counts.unchanged, 1);
    const elsewhere = { ...later, created_by_ref: ports.id, modified: '2026-03-03T08:00:00.000Z', name: 'Not theirs' };
    const { objects: refused } = await importText(app, token, bundleOf(elsewhere));
    assert.match(refused[0].reasons[0], /was created by identity--a/);
    assert.equal((await shown(token)).name, 'Night Tide II');
  });

  it('goes out beside an object of our own that tells what was revised here, where both may go', async () => {
    const relay = stix('infrastructure', '7', {
      name: 'Relay',
      x_rack: '7',
      lang: 'en',
      infrastructure_types: ['command-and-control'],
      ...by,
    });
    const place = stix('location', '8', { name: 'Harbour', region: 'western-europe', latitude: 51.5, longitude: 3.5, ...by });
    const flaw = stix('vulnerability', '9', { name: 'CVE-2026-1', ...by });
    const locally = { ...set, x_note: 'theirs', secondary_motivations: ['revenge'] };
    const objects = [...everything.filter(({ id }) => id !== set.id), locally, relay, place, flaw];
    const token = await analyst('revised-here');
    await importText(app, token, bundleOf(...objects), '?unmarkedTlp=GREEN');
    const revise = async (mutation: string, { id }: { id: string }, input: object) =>
      change(token, mutation, { id: uuidOf(id), input });
    await revise('reviseCampaign', campaign, { description: 'What we found ourselves.', confidence: null });
    await revise('reviseThreatActor', set, { goals: ['Ransom'], sophistication: 'expert' });
    await revise('reviseInfrastructure', relay, { values: [{ type: 'ipv4_addr', value: '198.51.100.7' }] });
    await revise('reviseTarget', place, { country: 'NL', description: 'Quay 4' });
    await revise('reviseTarget', flaw, { description: 'Seen here.' });
    const position = `${await app.application.kernel.log.head()}`;
    const out = await exported(app, token, { atLeast: position, maxTlp: 'GREEN' });
    for (const object of objects) assert.deepEqual(withId(out, object.id), object);
    const derivedOf = (id: string) => {
      const relation = out.objects.find((one) => one['relationship_type'] === 'derived-from' && one['target_ref'] === id)!;
      const {
        id: _,
        created,
        modified,
        created_by_ref: maker,
        extensions,
        object_marking_refs: marks,
        ...said
      } = withId(out, String(relation['source_ref']));
      assert.ok(created && modified && extensions && marks && withId(out, String(maker)).type === 'identity');
      return said;
    };
    const without = (object: object, ...names: string[]) =>
      Object.fromEntries(
        Object.entries(object).filter(([name]) => !['id', 'created', 'modified', 'created_by_ref', ...names].includes(name)),
      );
    assert.deepEqual(derivedOf(campaign.id), { ...without(campaign, 'confidence'), description: 'What we found ourselves.' });
    assert.deepEqual(derivedOf(set.id), { ...without(locally), goals: ['Ransom'] });
    assert.deepEqual(derivedOf(relay.id), without(relay));
    assert.deepEqual(derivedOf(place.id), { ...without(place), country: 'NL', description: 'Quay 4' });
    assert.deepEqual(derivedOf(flaw.id), { ...without(flaw), description: 'Seen here.' });
    assert.ok(out.objects.some(({ type, ...one }) => type === 'ipv4-addr' && one['value'] === '198.51.100.7'));
    assert.equal((await exported(app, token, { atLeast: position, maxTlp: 'GREEN' })).text, out.text);

    const taken = await importText(app, await analyst('revised-there'), out.text);
    assert.deepEqual([taken.counts.refused, taken.counts.conflict], [0, 0]);

    await change(token, 'reviseCampaign', { id: uuidOf(campaign.id), input: { tlp: 'AMBER' }, reason: 'Ours alone' });
    const later = await exported(app, token, { atLeast: `${await app.application.kernel.log.head()}`, maxTlp: 'GREEN' });
    assert.ok(!later.objects.some(({ type }) => type === 'campaign'));
    assert.ok(!later.text.includes(uuidOf(campaign.id)));
  });

  it('keeps a link removed that was removed here, and removes what its creator revokes', async () => {
    const token = await analyst('links');
    await importText(app, token, bundleOf(...everything));
    await change(token, 'unlinkCampaignFromAttackPattern', { id: uuidOf(campaign.id), input: { from: uuidOf(phishing.id) } });
    const { objects } = await importText(app, token, bundleOf(used));
    assert.deepEqual(objects[0].reasons, ['kept as it came: the link was removed here']);
    const revoked = { ...attributed, revoked: true, modified: '2026-02-02T08:00:00.000Z' };
    const { position } = await importText(app, token, bundleOf(revoked));
    const { actors, techniques } = await graph(token, position!);
    assert.deepEqual([actors, techniques], [[], []]);
  });

  it('lets the same one of two objects become the record that both would be, in whatever order they come', async () => {
    const port = stix('location', '8', { name: 'Rotterdam', region: 'western-europe', ...by });
    const flaw = stix('vulnerability', '8', { name: 'CVE-2026-0001', ...by });
    assert.equal(uuidOf(port.id), uuidOf(flaw.id));
    for (const [index, objects] of [
      [port, flaw],
      [flaw, port],
    ].entries()) {
      // Large files are read, and sent on, in the order of their objects.
      const large = bundleOf(cert, ...objects) + ' '.repeat(5 * 1024 ** 2);
      const { objects: told } = await importText(app, await analyst(`one-uuid-${index}`), large);
      const outcomes = Object.fromEntries(told.map(({ stixId, outcome }) => [stixId, outcome]));
      assert.deepEqual([outcomes[port.id], outcomes[flaw.id]], ['created', 'refused']);
    }
  });

  it('keeps to the newest version of a relationship although another content of an older one comes with it', async () => {
    const [one, other] = ['One wording.', 'Another wording.'].map((description) => ({ ...attributed, description }));
    const revoked = { ...attributed, revoked: true, modified: '2026-02-02T08:00:00.000Z' };
    for (const [index, known] of [one, other].entries()) {
      const token = await analyst(`contested-${index}`);
      await importText(app, token, bundleOf(...everything.filter((object) => object !== attributed), known));
      const { position, counts } = await importText(app, token, bundleOf(one, other, revoked));
      assert.deepEqual([counts.conflict + counts.unchanged, (await graph(token, position!)).actors], [2, []]);
    }
  });

  describe('infrastructure', () => {
    const modified = '2026-02-02T08:00:00.000Z';
    const net = stix('infrastructure', '1', { name: 'Relay network', infrastructure_types: ['command-and-control'], ...by });
    const node = stix('infrastructure', '2', { name: 'Relay in Harwich', ...by });
    const consists = relationship('7', 'consists-of', net, node, { confidence: 80, start_time: '2026-01-03T00:00:00.000Z' });
    const objects = [cert, net, node, consists];
    const partsOf = async (token: string, position: string | null, { id } = net) => {
      const query = `query ($id: UUID!, $at: Position) { infrastructure(id: $id, atLeast: $at) { infrastructure { name } }
        recordLinks(type: infrastructure, id: $id, atLeast: $at) { nodes { edge { id from to role confidence since } node { label } } } }`;
      const found = await app.data(token, query, { id: uuidOf(id), at: position });
      return { near: found.infrastructure.infrastructure, links: found.recordLinks.nodes };
    };

    it('is linked with what it consists of, whatever comes first, and goes out as it came', async () => {
      const orders = [[objects], objects.map((object) => [object]), objects.toReversed().map((object) => [object])];
      for (const [index, files] of orders.entries()) {
        const token = await analyst(`parts-${index}`);
        let position: string | null = null;
        for (const file of files)
          position = (await importText(app, token, bundleOf(...file), '?unmarkedTlp=CLEAR')).position ?? position;
        const edge = {
          id: uuidOf(consists.id),
          from: uuidOf(net.id),
          to: uuidOf(node.id),
          role: 'consists_of',
          confidence: 80,
          since: '2026-01-03T00:00:00.000Z',
        };
        assert.deepEqual(await partsOf(token, position), {
          near: [{ name: 'Relay in Harwich' }],
          links: [{ edge, node: { label: 'Relay in Harwich' } }],
        });
        assert.deepEqual((await partsOf(token, position, node)).near, [{ name: 'Relay network' }]);
        const out = await exported(app, token, { atLeast: position! });
        assert.deepEqual(new Set(idsOf(out)), new Set(objects.map(({ id }) => id)));
        assert.deepEqual(withId(out, consists.id), consists);
        const { counts } = await importText(app, token, bundleOf(...objects), '?unmarkedTlp=CLEAR');
        assert.equal(counts.unchanged, objects.length);
      }
    });

    it('is linked so no more once the relationship is revoked, whether it is retired by then or not', async () => {
      const token = await analyst('parts-revoked');
      const { objects: told } = await importText(app, token, bundleOf(...objects));
      const record = { type: 'infrastructure', id: uuidOf(net.id) };
      assert.deepEqual(told.find(({ stixId }) => stixId === consists.id)!.record, record);
      await importText(app, token, bundleOf({ ...net, revoked: true, modified }));
      const { position } = await importText(app, token, bundleOf({ ...consists, revoked: true, modified }));
      assert.deepEqual((await partsOf(token, position)).links, []);
    });

    it('of a campaign is used and not part of it', async () => {
      const token = await analyst('parts-of-campaign');
      const wrong = relationship('8', 'consists-of', campaign, net);
      const { objects: told } = await importText(app, token, bundleOf(cert, campaign, net, wrong));
      assert.equal(told.find(({ stixId }) => stixId === wrong.id)!.record, null);
    });
  });

  describe('a grouping', () => {
    const modified = '2026-02-02T08:00:00.000Z';
    const grouping = stix('grouping', '5', {
      name: 'Harbour case',
      context: 'suspicious-activity',
      object_refs: [campaign.id, phishing.id, ports.id, used.id, cert.id, 'malware--00000000-0000-4000-8000-000000000000'],
      ...by,
    });
    const related = relationship('6', 'targets', grouping, ports, { confidence: 80 });
    const LINKED = '{ title campaigns { name } attackPatterns { name } targets { name } }';
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).toSorted();
    const ofCase = async (token: string, position: string | null) => {
      const query = `query ($id: UUID!, $at: Position) { investigation(id: $id, atLeast: $at) ${LINKED} }`;
      const found = (await app.data(token, query, { id: uuidOf(grouping.id), at: position })).investigation;
      return { campaigns: names(found.campaigns), techniques: names(found.attackPatterns), targets: names(found.targets) };
    };
    const all = { campaigns: ['Night Tide'], techniques: ['Phishing'], targets: ['Container ports'] };

    it('becomes a case that is linked with what it names, whatever comes first', async () => {
      const objects = [...everything, related, grouping];
      const orders = [[objects], objects.map((object) => [object]), objects.toReversed().map((object) => [object])];
      const events: string[][] = [];
      for (const [index, files] of orders.entries()) {
        const token = await analyst(`grouping-order-${index}`);
        let position: string | null = '0';
        for (const file of files)
          position = (await importText(app, token, bundleOf(...file), '?unmarkedTlp=CLEAR')).position ?? position;
        assert.deepEqual(await ofCase(token, position), all);
        events.push(await linksOf(token, 'investigation', grouping.id));
        const { counts } = await importText(app, token, bundleOf(...objects), '?unmarkedTlp=CLEAR');
        assert.equal(counts.unchanged, objects.length);
        const back = await exported(app, token, { atLeast: position });
        assert.deepEqual(new Set(idsOf(back)), new Set(objects.map(({ id }) => id)));
        assert.equal(idsOf(back).length, objects.length);
      }
      assert.deepEqual(events[0].filter((type) => type.endsWith('Linked')).length, 2);
    });

    it('is linked no more with what a later version does not name, but keeps what a relationship says', async () => {
      const token = await analyst('grouping-drops');
      await importText(app, token, bundleOf(...everything, related, grouping));
      const fewer = { ...grouping, object_refs: [cert.id], modified };
      const { objects, position } = await importText(app, token, bundleOf(fewer));
      assert.deepEqual(await ofCase(token, position), { campaigns: [], techniques: [], targets: ['Container ports'] });
      assert.equal(objects.find(({ stixId }) => stixId === grouping.id)!.outcome, 'updated');
      const again = { ...grouping, modified: '2026-03-03T08:00:00.000Z' };
      assert.deepEqual(await ofCase(token, (await importText(app, token, bundleOf(again))).position), all);
      const ended = { ...related, revoked: true, modified };
      assert.deepEqual(await ofCase(token, (await importText(app, token, bundleOf(ended))).position), all);
    });

    it('is not linked again with what was unlinked here', async () => {
      const token = await analyst('grouping-unlinked');
      await importText(app, token, bundleOf(...everything, grouping));
      await change(token, 'unlinkInvestigationFromAttackPattern', {
        id: uuidOf(grouping.id),
        input: { from: uuidOf(phishing.id) },
      });
      const { position } = await importText(app, token, bundleOf({ ...grouping, modified, description: 'More.' }));
      assert.deepEqual(await ofCase(token, position), { ...all, techniques: [] });
    });
  });

  it('ends what its creator revokes', async () => {
    const token = await analyst('revoked');
    await importText(app, token, bundleOf(...everything));
    const modified = '2026-02-02T08:00:00.000Z';
    await importText(app, token, bundleOf({ ...campaign, revoked: true, modified }, { ...phishing, revoked: true, modified }));
    assert.equal((await shown(token)).status, 'closed');
    assert.deepEqual(await linksOf(token, 'attackPattern', phishing.id), [
      'AttackPatternImported',
      'AttackPatternImported',
      'AttackPatternRetired',
    ]);
  });

  it('shows no link that its relationship hides', async () => {
    const token = await analyst('hidden');
    const red = { object_marking_refs: ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'] };
    const { objects, position } = await importText(app, token, bundleOf(campaign, set, { ...attributed, ...red }));
    const found = objects.find(({ stixId }) => stixId === attributed.id)!;
    assert.deepEqual([found.outcome, found.record], ['stored', null]);
    assert.match(found.reasons[0], /marked more strictly/);
    assert.deepEqual((await graph(token, position!)).actors, []);
  });

  it('does not change a record of our own', async () => {
    const token = await analyst('own');
    const { record } = await change(token, 'createCampaign', { input: { name: 'Ours', tlp: 'CLEAR' } });
    const own = { id: `campaign--${record.id}` };
    const { objects } = await importText(app, token, bundleOf(set, relationship('5', 'attributed-to', own, set)));
    const found = objects.find(({ stixType }) => stixType === 'relationship')!;
    assert.match(found.reasons[0], /does not change records of your own/);
  });
});
