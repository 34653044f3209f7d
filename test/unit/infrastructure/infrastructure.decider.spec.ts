/** What infrastructure consists of: links with other infrastructure, under the rules of all links. */
import assert from 'node:assert/strict';
import { infrastructure } from '../../../src/infrastructure/infrastructure.decider.js';
import type { Link } from '../../../src/links/link.events.js';
import { created, linked, part, relay, retired, unlinked } from '../../examples/infrastructure.js';
import { deciderSpec } from '../../spec/decider-spec.js';
import { campaign } from '../../../src/campaigns/campaign.decider.js';
import * as campaigns from '../../examples/campaign.js';
import { ana } from '../../examples/actors.js';
import { amber } from '../../examples/marking.js';

const given = deciderSpec(infrastructure);
const link = (changes: Partial<Link> = {}) => ({ type: 'Link', link: { ...part, ...changes } }) as const;
const unlink = { type: 'Unlink', to: part.to } as const;
const came = (changes: object = {}) =>
  ({ type: 'ImportLinks', links: [{ link: part, before: [], ended: false, ...changes }] }) as const;

describe('infrastructure and what it consists of', () => {
  it('are linked, once in a role', () => {
    given(created).when(link()).then(linked);
    given(created, linked)
      .when(link({ linkId: campaigns.actorId }))
      .thenNothing();
  });
  it('are parted', () => given(created, linked).when(unlink).then(unlinked));
  it('are linked as a relationship says that came, until it is revoked', () => {
    given(created).when(came()).then(linked);
    given(created, linked).when(came()).thenNothing();
    given(created, linked)
      .when(came({ ended: true }))
      .then(unlinked);
  });
  it('are linked in roles that STIX has for them', () => {
    for (const role of ['uses', 'related-to'] as const)
      given(created)
        .when(link({ role }))
        .then({ type: 'InfrastructureLinked', data: { link: { ...part, role } } });
    given(created)
      .when(link({ role: 'targets' }))
      .thenRejects('ROLE_NOT_POSSIBLE', 'input.role');
  });
  it('are linked also where the whole is retired, which keeps its links', () => {
    given(created, retired).when(came()).then(linked);
    assert.deepEqual(given(created, linked, retired).record(), {
      ...relay,
      status: 'retired',
      links: [part],
      marking: amber,
      creator: ana,
    });
  });
  it('has to be there first', () => given().when(link()).thenRejects('NOT_FOUND'));
});

it('a campaign consists of no infrastructure', () =>
  deciderSpec(campaign)(campaigns.created).when({ type: 'Link', link: part }).thenRejects('ROLE_NOT_POSSIBLE', 'input.role'));
