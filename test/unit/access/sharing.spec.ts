/** What may leave the ledger: TLP and caveats say to whom, the ceiling of who shares says how far. */
import assert from 'node:assert/strict';
import { type Role, ROLES, type Subject } from '../../../src/access/actor.js';
import { type Marking, SecrecyLevel, secrecyRank, Tlp, tlpRank } from '../../../src/access/marking.js';
import { decide } from '../../../src/access/policy.js';
import {
  ceilingOf,
  decideSharing,
  DEFAULT_CEILING,
  type Receiver,
  type SharingCeiling,
  type SharingCeilings,
  type SharingVerdict,
  sharingVerdict,
} from '../../../src/access/sharing.js';
import { givenSeed, seeded } from '../../spec/seeded.js';

const OPEN: Marking = {
  secrecyLevel: 'UNCLASSIFIED',
  tlp: 'CLEAR',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
};
const kept = (marking: Partial<Marking>) => ({ tenantId: 'north', ownerOrganisation: 'alpha', marking: { ...OPEN, ...marking } });
const person = (more: Partial<Subject> = {}): Subject => ({
  actorId: 'ann',
  actorKind: 'human',
  sub: 'ann',
  tenantId: 'north',
  orgId: 'alpha',
  roles: ['analyst'],
  clearance: 'TOP_SECRET',
  countries: ['GB'],
  expiresAt: 0,
  ...more,
});
const PUBLIC: Receiver = { kind: 'public' };
const organisation = (name: string, country?: string): Receiver => ({ kind: 'organisation', organisation: name, country });
const user = (more: Partial<Subject> = {}): Receiver => ({ kind: 'user', subject: person(more) });
const HIGHEST: SharingCeiling = { secrecyLevel: 'TOP_SECRET', tlp: 'RED' };
const NONE: SharingCeilings = { roles: {}, organisations: new Map() };
const said = (verdict: SharingVerdict): string => (verdict.allow ? 'yes' : verdict.rule);

/** By TLP: what a link for everybody, a partner, the owner, and a named and another colleague are told. */
const BY_TLP: Readonly<Record<Tlp, readonly [string, string, string, string, string]>> = {
  CLEAR: ['yes', 'yes', 'yes', 'yes', 'yes'],
  WHITE: ['yes', 'yes', 'yes', 'yes', 'yes'],
  GREEN: ['named-receiver', 'yes', 'yes', 'yes', 'yes'],
  AMBER: ['named-receiver', 'yes', 'yes', 'yes', 'yes'],
  'AMBER+STRICT': ['named-receiver', 'tlp-organisation', 'yes', 'yes', 'tlp-organisation'],
  RED: ['named-receiver', 'tlp-recipients', 'tlp-recipients', 'yes', 'tlp-recipients'],
};

describe('what may be shared', () => {
  for (const [tlp, expected] of Object.entries(BY_TLP))
    it(`follows TLP:${tlp}`, () => {
      const record = kept({ tlp: tlp as Tlp, recipients: ['ann'] });
      const receivers = [PUBLIC, organisation('partner'), organisation('alpha'), user(), user({ actorId: 'ben', orgId: 'beta' })];
      assert.deepEqual(
        receivers.map((receiver) => said(sharingVerdict(record, receiver, HIGHEST))),
        expected,
      );
    });

  it('keeps what is classified inside, unless the tenant raises the ceiling', () => {
    const secret = kept({ tlp: 'AMBER', secrecyLevel: 'RESTRICTED' });
    assert.equal(said(sharingVerdict(secret, organisation('partner'), DEFAULT_CEILING)), 'sharing-secrecy');
    assert.equal(said(sharingVerdict(secret, organisation('alpha'), DEFAULT_CEILING)), 'yes');
    const raised = { ...DEFAULT_CEILING, secrecyLevel: 'RESTRICTED' } as const;
    assert.equal(said(sharingVerdict(secret, organisation('partner'), raised)), 'yes');
    const green = { ...raised, tlp: 'GREEN' } as const;
    assert.equal(said(sharingVerdict(secret, organisation('partner'), green)), 'sharing-tlp');
  });

  it('is bound by organisations and countries; a country that is not known meets no caveat', () => {
    const to = (marking: Partial<Marking>, receiver: Receiver) => said(sharingVerdict(kept(marking), receiver, HIGHEST));
    assert.equal(to({ organisations: ['partner'] }, organisation('partner')), 'yes');
    assert.equal(to({ organisations: ['partner'] }, organisation('other')), 'organisation');
    assert.equal(to({ releasableTo: ['GB'] }, organisation('partner', 'GB')), 'yes');
    assert.equal(to({ releasableTo: ['GB'] }, organisation('partner', 'US')), 'releasable-to');
    assert.equal(to({ releasableTo: ['GB'] }, organisation('partner')), 'releasable-to');
    assert.equal(to({ notReleasableTo: ['US'] }, organisation('partner', 'US')), 'not-releasable');
    assert.equal(to({ notReleasableTo: ['US'] }, organisation('partner')), 'not-releasable');
    const caveats: readonly Partial<Marking>[] = [
      { organisations: ['x'] },
      { releasableTo: ['GB'] },
      { notReleasableTo: ['US'] },
    ];
    for (const caveat of caveats) assert.notEqual(to(caveat, PUBLIC), 'yes');
  });

  it('is told to persons as they could read it, and by nobody who could not, or who only looks in', () => {
    const record = kept({ secrecyLevel: 'SECRET' });
    const share = (subject: Subject, receiver: Receiver) => said(decideSharing(subject, record, receiver, NONE));
    assert.equal(share(person(), user({ orgId: 'beta' })), 'yes');
    assert.equal(share(person(), user({ clearance: 'RESTRICTED' })), 'clearance');
    assert.equal(share(person(), user({ tenantId: 'south' })), 'tenant');
    assert.equal(share(person({ clearance: 'RESTRICTED' }), user()), 'clearance');
    assert.equal(share(person({ superuserSession: 'session' }), user()), 'role');
  });

  it('has the highest ceiling of the roles of who shares, never above that of their organisation', () => {
    const low = { secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' } as const;
    const high = { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' } as const;
    const ceilings = { roles: { analyst: low, supervisor: high }, organisations: new Map([['beta', low]]) };
    const of = (orgId: string, roles: readonly Role[]) => ceilingOf(person({ orgId, roles }), ceilings);
    assert.deepEqual(of('alpha', ['analyst', 'supervisor']), high);
    assert.deepEqual(of('beta', ['analyst', 'supervisor']), low);
    assert.deepEqual(of('beta', ['watch_officer']), low);
    assert.deepEqual(of('alpha', ['watch_officer']), DEFAULT_CEILING);
  });

  it(`opens to nobody when a marking is raised, and to no person what they may not read (seed ${givenSeed()})`, () => {
    const { one, some } = seeded(givenSeed());
    for (let i = 0; i < 20_000; i += 1) {
      const countries = some(['GB', 'US'], 2);
      const marking: Marking = {
        secrecyLevel: one(SecrecyLevel.options),
        tlp: one(Tlp.options),
        organisations: [...some(['alpha', 'partner'], 2)],
        releasableTo: [...some(['GB', 'US'], 2)],
        notReleasableTo: [...some(['GB', 'US'], 1)],
        recipients: [...some(['ann', 'ben'], 2)],
      };
      const subject = person({ actorId: one(['ann', 'ben']), orgId: one(['alpha', 'beta']), roles: some(ROLES, 2), countries });
      const receiver: Receiver = one<Receiver>([
        PUBLIC,
        organisation(one(['alpha', 'partner']), one(['GB', undefined])),
        { kind: 'user', subject },
      ]);
      const ceiling = { secrecyLevel: one(SecrecyLevel.options), tlp: one(Tlp.options) };
      const before: boolean = sharingVerdict(kept(marking), receiver, ceiling).allow;
      if (receiver.kind === 'user') assert.equal(before, decide(subject, 'read', kept(marking)).allow);
      const raised = { ...marking, secrecyLevel: one(SecrecyLevel.options), tlp: one(Tlp.options) };
      if (secrecyRank(raised.secrecyLevel) < secrecyRank(marking.secrecyLevel) || tlpRank(raised.tlp) < tlpRank(marking.tlp))
        continue;
      if (sharingVerdict(kept(raised), receiver, ceiling).allow)
        assert.ok(
          before || (receiver.kind === 'user' && marking.tlp === 'AMBER+STRICT'),
          JSON.stringify({ marking, raised, receiver }),
        );
    }
  });
});
