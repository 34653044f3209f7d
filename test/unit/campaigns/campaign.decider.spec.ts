/** The life of a campaign, told by its rules: what it is, what it is linked with, and which campaigns are one. */
import assert from 'node:assert/strict';
import { campaign, type CampaignCommand } from '../../../src/campaigns/campaign.decider.js';
import type { Link } from '../../../src/links/link.events.js';
import {
  absorbed,
  actorId,
  attributed,
  closed,
  createCampaign,
  created,
  endedAt,
  linkedToActor,
  mergedInto,
  nightTide,
  otherCampaign,
  released,
  reopened,
  unlinkedFromActor,
  unmerged,
} from '../../examples/campaign.js';
import { ana } from '../../examples/actors.js';
import { redFor, secret } from '../../examples/marking.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(campaign);
const revise = (changes: object): CampaignCommand => ({ type: 'Revise', changes });
const close: CampaignCommand = { type: 'Move', verb: 'close', data: { endDate: endedAt } };
const reopen: CampaignCommand = { type: 'Move', verb: 'reopen', data: { endDate: null } };
const link = (changes: Partial<Link> = {}): CampaignCommand => ({ type: 'Link', link: { ...attributed, ...changes } });
const unlink = (role?: Link['role']): CampaignCommand => ({
  type: 'Unlink',
  to: { type: 'threatActor', id: actorId },
  ...(role ? { role } : {}),
});
const mergeInto = (settled: readonly string[] = [], target = otherCampaign): CampaignCommand => ({
  type: 'MergeInto',
  target,
  settled,
});

describe('describing a campaign', () => {
  it('records its profile', () => given().when(createCampaign).then(created));
  it('happens once', () => given(created).when(createCampaign).thenRejects('ALREADY_EXISTS'));
  it('comes before everything else', () => given().when(close).thenRejects('NOT_FOUND'));
  it('makes its creator a recipient of TLP:RED', () =>
    given()
      .when({ type: 'Create', profile: nightTide, marking: redFor(), by: ana })
      .then({ type: 'CampaignCreated', data: { profile: nightTide, marking: redFor(ana), createdBy: ana } }));
  it('records only what differs', () =>
    given(created)
      .when(revise({ threatLevel: 'CRITICAL', name: nightTide.name }))
      .then({ type: 'CampaignRevised', data: { changes: { threatLevel: 'CRITICAL' } } }));
  it('does not let it end before it begins', () =>
    given(created)
      .when(revise({ endDate: '2025-10-01T00:00:00.000Z' }))
      .thenRejects('INVALID_INPUT', 'input.endDate'));
  it('does not let it be seen last before it was seen first', () =>
    given(created)
      .when(revise({ lastSeen: '2025-11-02T00:00:00.000Z' }))
      .thenRejects('INVALID_INPUT', 'input.lastSeen'));
  it('changes its marking for a reason only', () => {
    const remark = { marking: secret, hasReason: true };
    given(created)
      .when({ type: 'Revise', changes: {}, remark })
      .then({ type: 'CampaignMarked', data: { marking: secret } });
    given(created)
      .when({ type: 'Revise', changes: {}, remark: { ...remark, hasReason: false } })
      .thenRejects('REASON_REQUIRED', 'reason');
  });
});

describe('the end of a campaign', () => {
  it('is recorded with its closing', () => given(created).when(close).then(closed));
  it('comes once', () => given(created, closed).when(close).thenNothing());
  it('is not before its begin', () =>
    given(created)
      .when({ type: 'Move', verb: 'close', data: { endDate: '2025-10-01T00:00:00.000Z' } })
      .thenRejects('INVALID_INPUT', 'input.endDate'));
  it('is taken back when it goes on', () => given(created, closed).when(reopen).then(reopened));
  it('does not keep anybody from learning more', () =>
    given(created, closed)
      .when(revise({ name: 'Night Tides' }))
      .then({ type: 'CampaignRevised', data: { changes: { name: 'Night Tides' } } }));
});

describe('a campaign and who is behind it', () => {
  it('are linked', () => given(created).when(link()).then(linkedToActor));
  it('are linked once in a role', () =>
    given(created, linkedToActor)
      .when(link({ linkId: otherCampaign }))
      .thenNothing());
  it('have a link that can be thought over, under its first id', () =>
    given(created, linkedToActor)
      .when(link({ linkId: otherCampaign, confidence: 90 }))
      .then({ type: 'CampaignLinked', data: { link: { ...attributed, confidence: 90 } } }));
  it('can be linked in another role as well', () =>
    given(created, linkedToActor)
      .when(link({ linkId: otherCampaign, role: 'related-to' }))
      .then({ type: 'CampaignLinked', data: { link: { ...attributed, linkId: otherCampaign, role: 'related-to' } } }));
  it('are linked only in a role that such records can have', () =>
    given(created)
      .when(link({ role: 'targets' }))
      .thenRejects('ROLE_NOT_POSSIBLE', 'input.role'));
  it('are linked for a period that does not end before it begins', () =>
    given(created)
      .when(link({ until: '2025-10-01T00:00:00.000Z' }))
      .thenRejects('ENDS_BEFORE_IT_BEGINS', 'input.until'));
  it('are parted', () => given(created, linkedToActor).when(unlink()).then(unlinkedFromActor));
  it('are parted in one role only', () => given(created, linkedToActor).when(unlink('related-to')).thenNothing());
});

describe('two campaigns that are one', () => {
  const absorb: CampaignCommand = { type: 'Absorb', absorbed: otherCampaign };

  it('are so on both streams', () => {
    given(created).when(absorb).then(absorbed);
    given(created).when(mergeInto()).then(mergedInto);
  });
  it('are so once', () => {
    given(created, absorbed).when(absorb).thenNothing();
    given(created, mergedInto).when(mergeInto()).thenNothing();
  });
  it('are not merged in a circle', () => {
    given(created, mergedInto).when(absorb).thenRejects('MERGE_CIRCLE', 'input.into');
    given(created, absorbed)
      .when(mergeInto([otherCampaign]))
      .thenRejects('MERGE_CIRCLE', 'input.into');
  });
  it('are not merged into one that is itself part of another', () =>
    given(created, mergedInto).when({ type: 'Absorb', absorbed: actorId }).thenRejects('MERGED', 'input.into'));
  it('wait for an unfinished merge', () =>
    given(created, { type: 'CampaignAbsorbed', data: { absorbed: actorId } })
      .when(mergeInto())
      .thenRejects('UNFINISHED_MERGE'));
  it('take along what was merged before', () =>
    given(created, { type: 'CampaignAbsorbed', data: { absorbed: actorId } })
      .when(mergeInto([actorId]))
      .then(mergedInto));
  it('leave the one that is part of the other as it is', () => {
    for (const command of [revise({ name: 'Other' }), close, link(), unlink()])
      given(created, linkedToActor, mergedInto).when(command).thenRejects('MERGED');
  });
  it('can be marked higher also then', () =>
    given(created, mergedInto)
      .when({ type: 'Revise', changes: {}, remark: { marking: secret, hasReason: true } })
      .then({ type: 'CampaignMarked', data: { marking: secret } }));
  it('are two again, as they were', () => {
    given(created, closed, mergedInto).when({ type: 'Unmerge', target: otherCampaign }).then(unmerged);
    given(created, absorbed).when({ type: 'Release', absorbed: otherCampaign }).then(released);
    const record = given(created, closed, mergedInto, unmerged).record();
    assert.deepEqual(record, given(created, closed).record());
    assert.deepEqual(given(created, absorbed, released).record(), given(created).record());
  });
  it('are parted from each other, and from no third', () =>
    given(created, mergedInto).when({ type: 'Unmerge', target: actorId }).thenRejects('MERGED_ELSEWHERE', 'input.from'));
});
