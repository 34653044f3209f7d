/** Analysts follow a campaign: who is behind it, that two of them are one, and that they were not after all. */
import assert from 'node:assert/strict';
import { Ledger } from '../../src/ledger/ledger.js';
import { campaignType } from '../../src/campaigns/campaign.type.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { field } from './profiles.js';

const CAMPAIGN = `id revision status name aliases objectives threatLevel startDate endDate confidence tenantId organisationId
  mergedIntoId mergedIds unfinishedMergeIds`;

describe('following a campaign', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let ann: string;
  let sue: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', org: 'cti', roles: ['analyst'] });
    sue = await app.token({ sub: 'sue', org: 'cti', roles: ['senior_analyst'], clearance: 'TOP_SECRET' });
  });
  after(() => app?.stop());

  const tell = field(() => app);
  const create = async (name: string, input: object = {}, bearer = ann) =>
    tell(bearer, 'createCampaign', { input: { name, ...input } }, CAMPAIGN);
  const actor = async (name: string, input: object = {}, bearer = ann) =>
    (await tell(bearer, 'createThreatActor', { input: { name, ...input } }, 'id')).receipt.id;
  const campaign = async (id: string, bearer = ann) =>
    (await app.data(bearer, `query($id: UUID!) { campaign(id: $id) { ${CAMPAIGN} } }`, { id })).campaign;
  const history = async (id: string, bearer = ann) =>
    (
      await app.data(
        bearer,
        `query($id: UUID!) { recordHistory(type: "campaign", id: $id) { frames { eventType changes { field new } } } }`,
        {
          id,
        },
      )
    ).recordHistory.frames;
  const refuse = async (bearer: string, code: string, name: string, args: object, path?: string) => {
    const { extensions } = await tell.refused(bearer, name, args);
    assert.equal(extensions.code, code);
    if (path !== undefined)
      assert.deepEqual(
        (extensions.fields as { path: string }[]).map((at) => at.path),
        [path],
      );
  };

  it('creates it with what is known, from whoever the token says', async () => {
    const { record } = await create('Night Tide', {
      aliases: ['Low Water', 'Low Water'],
      objectives: ['Schedules of tankers'],
      threatLevel: 'HIGH',
      startDate: '2025-11-01T01:00:00+01:00',
      confidence: 70,
    });
    const { id: _, revision, ...fields } = record;
    assert.equal(revision, '0');
    assert.deepEqual(fields, {
      status: 'active',
      name: 'Night Tide',
      aliases: ['Low Water'],
      objectives: ['Schedules of tankers'],
      threatLevel: 'HIGH',
      startDate: '2025-11-01T00:00:00.000Z',
      endDate: null,
      confidence: 70,
      tenantId: 'demo',
      organisationId: 'cti',
      mergedIntoId: null,
      mergedIds: [],
      unfinishedMergeIds: [],
    });
  });

  it('refuses what comes from the token, levels that do not exist, and an end before the begin', async () => {
    await refuse(ann, 'INVALID_INPUT', 'createCampaign', { input: { name: 'Mine', tenantId: 'other' } }, 'input.tenantId');
    await refuse(ann, 'INVALID_INPUT', 'createCampaign', { input: { name: 'Mine', threatLevel: 'SEVERE' } }, 'input.threatLevel');
    const dates = { startDate: '2026-01-02T00:00:00Z', endDate: '2026-01-01T00:00:00Z' };
    await refuse(ann, 'INVALID_INPUT', 'createCampaign', { input: { name: 'Mine', ...dates } }, 'input.endDate');
  });

  it('closes it with a date and opens it again', async () => {
    const { record } = await create('Spring Ebb', { startDate: '2025-12-01T00:00:00Z' });
    const args = { id: record.id, input: { endDate: '2026-01-01T00:00:00Z' } };
    const closed = (await tell(ann, 'closeCampaign', args, CAMPAIGN)).record;
    assert.deepEqual([closed.status, closed.endDate], ['closed', '2026-01-01T00:00:00.000Z']);
    const reopened = (await tell(ann, 'reopenCampaign', { id: record.id }, CAMPAIGN)).record;
    assert.deepEqual([reopened.status, reopened.endDate], ['active', null]);
    const now = (await tell(ann, 'closeCampaign', { id: record.id }, CAMPAIGN)).record;
    assert.ok(now.endDate > '2026-01-01');
  });

  it('changes its marking only for a reason', async () => {
    const { record } = await create('Re-marked');
    const input = { secrecyLevel: 'SECRET' };
    await refuse(ann, 'REASON_REQUIRED', 'reviseCampaign', { id: record.id, input });
    await tell(ann, 'reviseCampaign', { id: record.id, input, reason: 'A source asked' }, 'id');
    const low = await app.token({ sub: 'lou', org: 'cti', roles: ['analyst'], clearance: 'RESTRICTED' });
    await refuse(low, 'NOT_FOUND', 'reviseCampaign', { id: record.id, input: { name: 'Mine' } });
  });

  it('links it with an actor from either side, once for each role', async () => {
    const { record } = await create('Linked');
    const id = await actor('Grey Heron');
    const first = await tell(
      ann,
      'linkCampaignToThreatActor',
      { id: record.id, input: { to: id, confidence: 40, note: 'Tooling' } },
      'id',
    );
    assert.equal(first.receipt.id, record.id);
    const back = await tell(ann, 'linkThreatActorToCampaign', { id, input: { to: record.id, role: 'related_to' } }, 'id');
    assert.deepEqual([back.record.id, back.receipt.id], [id, record.id]);
    await tell(ann, 'linkCampaignToThreatActor', { id: record.id, input: { to: id, confidence: 80, note: 'Tooling' } }, 'id');
    const frames = await history(record.id);
    const links = frames.at(-1).changes.find((change: { field: string }) => change.field === 'links').new;
    assert.equal(links.find((link: { role: string }) => link.role === 'attributed-to').confidence, 80);
    await tell(ann, 'unlinkThreatActorFromCampaign', { id, input: { from: record.id } }, 'id');
    const after = await history(record.id);
    assert.deepEqual(after.at(-1).changes.find((change: { field: string }) => change.field === 'links').new, []);
  });

  it('tells nobody of a link to a record that they may not see', async () => {
    const { record } = await create('Discreet');
    const id = await actor('Hidden Heron', { secrecyLevel: 'TOP_SECRET' }, sue);
    await refuse(ann, 'NOT_FOUND', 'linkCampaignToThreatActor', { id: record.id, input: { to: id } }, 'input.to');
    await tell(sue, 'linkCampaignToThreatActor', { id: record.id, input: { to: id, note: 'Hidden Heron it is' } }, 'id');
    assert.equal((await history(record.id, sue)).length, 2);
    assert.equal((await history(record.id)).length, 1);
    const state = await app.data(ann, `query($id: UUID!) { recordAsOf(type: "campaign", id: $id) { fields } }`, {
      id: record.id,
    });
    assert.deepEqual(state.recordAsOf.fields.links, []);
  });

  it('makes two campaigns one, and two again', async () => {
    const [tide, ebb] = [(await create('Tide')).record.id, (await create('Ebb')).record.id];
    await refuse(ann, 'FORBIDDEN', 'mergeCampaigns', { id: ebb, input: { into: tide } });
    const merge = { id: ebb, input: { into: tide }, idempotencyKey: 'one of two', reason: 'Same tooling' };
    const { record, receipt } = await tell(sue, 'mergeCampaigns', merge, CAMPAIGN);
    assert.deepEqual([record.status, record.mergedIntoId], ['merged', tide]);
    assert.deepEqual((await campaign(tide)).mergedIds, [ebb]);
    assert.deepEqual((await campaign(tide)).unfinishedMergeIds, []);
    assert.deepEqual((await tell(sue, 'mergeCampaigns', merge, CAMPAIGN)).receipt, receipt);
    await refuse(ann, 'MERGED', 'reviseCampaign', { id: ebb, input: { name: 'Ebb tide' } });
    await refuse(sue, 'MERGE_CIRCLE', 'mergeCampaigns', { id: tide, input: { into: ebb } });
    const again = (await tell(sue, 'unmergeCampaigns', { id: ebb }, CAMPAIGN)).record;
    assert.deepEqual([again.status, again.mergedIntoId], ['active', null]);
    assert.deepEqual((await campaign(tide)).mergedIds, []);
    const types = (await history(ebb)).map((frame: { eventType: string }) => frame.eventType);
    assert.deepEqual(types, ['CampaignCreated', 'CampaignMergedInto', 'CampaignUnmerged']);
  });

  it('shows the links of both with the one that goes on, and with each its own after all', async () => {
    const [tide, ebb] = [(await create('High Tide')).record.id, (await create('Low Tide')).record.id];
    const heron = await actor('Merging Heron');
    await tell(ann, 'linkCampaignToThreatActor', { id: ebb, input: { to: heron } }, 'id');
    const actorsOf = async (id: string, atLeast: string) =>
      (
        await app.data(
          ann,
          `query($id: UUID!, $atLeast: Position) {
            recordLinks(type: campaign, id: $id, atLeast: $atLeast) { nodes { node { id } edge { role mergedFrom } } } }`,
          { id, atLeast },
        )
      ).recordLinks.nodes.map(({ node, edge }: { node: { id: string }; edge: object }) => ({ id: node.id, ...edge }));
    const merged = await tell(sue, 'mergeCampaigns', { id: ebb, input: { into: tide } });
    assert.deepEqual(await actorsOf(tide, merged.receipt.position), [{ id: heron, role: 'attributed_to', mergedFrom: ebb }]);
    const unmerged = await tell(sue, 'unmergeCampaigns', { id: ebb });
    assert.deepEqual(await actorsOf(tide, unmerged.receipt.position), []);
    assert.deepEqual(await actorsOf(ebb, unmerged.receipt.position), [{ id: heron, role: 'attributed_to', mergedFrom: null }]);
  });

  it('does the same with threat actors', async () => {
    const [heron, egret] = [await actor('Heron'), await actor('Egret', { goals: ['Leverage'], sophistication: 'advanced' })];
    const closed = (await tell(ann, 'closeThreatActor', { id: egret }, 'status goals sophistication')).record;
    assert.deepEqual(closed, { status: 'closed', goals: ['Leverage'], sophistication: 'advanced' });
    const fields = 'status mergedIntoId';
    const merged = (await tell(sue, 'mergeThreatActors', { id: egret, input: { into: heron } }, fields)).record;
    assert.deepEqual(merged, { status: 'merged', mergedIntoId: heron });
    await refuse(ann, 'MERGED', 'linkThreatActorToCampaign', { id: egret, input: { to: (await create('Late')).record.id } });
    const again = (await tell(sue, 'unmergeThreatActors', { id: egret }, fields)).record;
    assert.deepEqual(again, { status: 'closed', mergedIntoId: null });
  });

  /** What is left when the process ends between the two halves of a merge. */
  const halfMerged = async (key: string) => {
    const [part, whole] = [(await create('Part')).record.id, (await create('Whole')).record.id];
    const { actorId } = (await app.data(sue, '{ me { actorId } }')).me;
    await app.application.nest.get(Ledger).execute({
      type: campaignType,
      recordId: whole,
      action: 'campaign.merge',
      command: { type: 'Absorb', absorbed: part },
      request: { kind: 'merge', id: part, into: whole },
      context: {
        subject: {
          actorId,
          actorKind: 'human',
          sub: 'sue',
          tenantId: 'demo',
          orgId: 'cti',
          roles: ['senior_analyst'],
          clearance: 'TOP_SECRET',
          countries: [],
          expiresAt: 0,
        },
        commandId: key,
        idempotencyKey: key,
        correlationId: key,
      },
    });
    assert.deepEqual((await campaign(whole)).unfinishedMergeIds, [part]);
    return { part, whole };
  };

  it('gives the first receipt to a link that is repeated after a merge, and refuses a new one', async () => {
    const rain = (await create('Rain')).record.id;
    const [plover, snipe] = [await actor('Plover'), await actor('Snipe')];
    const [fromCampaign, fromActor] = [
      ['linkCampaignToThreatActor', { id: rain, input: { to: plover, note: 'seen' }, idempotencyKey: 'from the campaign' }],
      ['linkThreatActorToCampaign', { id: plover, input: { to: rain, note: 'said' }, idempotencyKey: 'from the actor' }],
    ] as const;
    const receipts = [await tell(ann, ...fromCampaign, 'id'), await tell(ann, ...fromActor, 'id')].map(({ receipt }) => receipt);
    await tell(sue, 'mergeThreatActors', { id: plover, input: { into: snipe } }, 'id');
    const again = [await tell(ann, ...fromCampaign, 'id'), await tell(ann, ...fromActor, 'id')].map(({ receipt }) => receipt);
    assert.deepEqual(again, receipts);
    await refuse(ann, 'MERGED', fromCampaign[0], { ...fromCampaign[1], idempotencyKey: 'a new one' });
    await refuse(ann, 'IDEMPOTENCY_KEY_REUSED', fromCampaign[0], { ...fromCampaign[1], input: { to: plover, note: 'other' } });
  });

  it('completes a merge of which one half was written, when it is repeated', async () => {
    const { part, whole } = await halfMerged('broken off');
    await tell(sue, 'mergeCampaigns', { id: part, input: { into: whole }, idempotencyKey: 'broken off' }, 'id');
    assert.equal((await campaign(part)).mergedIntoId, whole);
    assert.deepEqual((await campaign(whole)).unfinishedMergeIds, []);
    assert.equal((await history(whole)).length, 2);
  });

  it('undoes a merge of which one half was written', async () => {
    const { part, whole } = await halfMerged('given up');
    await refuse(sue, 'NOT_MERGED', 'unmergeCampaigns', { id: part });
    await refuse(sue, 'UNFINISHED_MERGE', 'mergeCampaigns', { id: whole, input: { into: (await create('Third')).record.id } });
    await tell(sue, 'unmergeCampaigns', { id: part, input: { from: whole } }, 'id');
    assert.deepEqual((await campaign(whole)).mergedIds, []);
    assert.equal((await campaign(part)).status, 'active');
  });

  it('lists them by name, level and state, also as they were', async () => {
    const { record, receipt } = await create('Zephyr', { aliases: ['West Wind'], threatLevel: 'LOW' });
    const later = (await tell(ann, 'reviseCampaign', { id: record.id, input: { threatLevel: 'CRITICAL' } }, 'id')).receipt;
    const list = async (filter: object, position?: string) =>
      (
        await app.data(
          ann,
          `query($filter: CampaignFilter, $position: Position, $atLeast: Position) {
            campaigns(filter: $filter, position: $position, atLeast: $atLeast) { totalCount nodes { id threatLevel } } }`,
          { filter, position, atLeast: later.position },
        )
      ).campaigns;
    const now = { totalCount: 1, nodes: [{ id: record.id, threatLevel: 'CRITICAL' }] };
    assert.deepEqual(await list({ name: 'west w' }), now);
    assert.deepEqual(await list({ threatLevel: ['CRITICAL'], status: ['active'], name: 'ZEPHYR' }), now);
    assert.deepEqual((await list({ name: 'Zephyr' }, receipt.position)).nodes, [{ id: record.id, threatLevel: 'LOW' }]);
  });

  it('is nothing to another tenant, and nothing an auditor changes', async () => {
    const { record } = await create('Ours');
    const stranger = await app.token({ sub: 'ann', tenant: 'other', org: 'cti', roles: ['supervisor'], clearance: 'TOP_SECRET' });
    await refuse(stranger, 'NOT_FOUND', 'reviseCampaign', { id: record.id, input: { name: 'Theirs' } });
    await refuse(stranger, 'NOT_FOUND', 'mergeCampaigns', { id: record.id, input: { into: record.id.replace(/^./, '0') } });
    const auditor = await app.token({ sub: 'aud', org: 'cti', roles: ['auditor', 'supervisor'], clearance: 'TOP_SECRET' });
    await refuse(auditor, 'FORBIDDEN', 'createCampaign', { input: { name: 'Audited' } });
    await refuse(auditor, 'FORBIDDEN', 'closeCampaign', { id: record.id });
    await refuse(auditor, 'FORBIDDEN', 'linkCampaignToThreatActor', { id: record.id, input: { to: record.id } });
  });
});
