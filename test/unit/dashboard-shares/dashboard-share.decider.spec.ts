/** The rules of sharing the dashboard, and who reads it for outsiders. */
import assert from 'node:assert/strict';
import { type Marking, type Protection, SecrecyLevel, Tlp } from '../../../src/access/marking.js';
import { ACTIONS, decide } from '../../../src/access/policy.js';
import { dashboardShare } from '../../../src/dashboard-shares/dashboard-share.decider.js';
import { dashboardStillShared, mayShareDashboard, outsiderOf } from '../../../src/dashboard-shares/dashboard-share.rules.js';
import { markingAt } from '../../../src/dashboard-shares/dashboard-share.record.js';
import { dashboardRevoked, dashboardShared, dashboardViewed } from '../../examples/sharing.js';
import { NOW } from '../../examples/soc-report.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(dashboardShare);
const share = dashboardShared.data;
const use = dashboardViewed.data;

describe('a share of the dashboard', () => {
  it('is made once, for thirty days at most, and names sources only where it shows them', () => {
    given().when({ type: 'Share', share, now: NOW }).then(dashboardShared);
    given(dashboardShared).when({ type: 'Share', share, now: NOW }).thenNothing();
    const wrong = (changes: Partial<typeof share>, code: string) =>
      given()
        .when({ type: 'Share', share: { ...share, ...changes }, now: NOW })
        .thenRejects(code);
    wrong({ expiresAt: '2026-05-02T08:00:00.001Z' }, 'SHARE_TOO_LONG');
    wrong({ expiresAt: NOW }, 'SHARE_OVER');
    wrong({ sections: ['counts'] }, 'NO_SUCH_SECTION');
  });

  it('opens the dashboard until it is over, withdrawn or used up', () => {
    given(dashboardShared).when({ type: 'Use', use }).then(dashboardViewed);
    given(dashboardShared, dashboardViewed, dashboardViewed).when({ type: 'Use', use }).thenRejects('SHARE_CLOSED');
    given(dashboardShared)
      .when({ type: 'Use', use: { ...use, at: share.expiresAt } })
      .thenRejects('SHARE_CLOSED');
    given(dashboardShared, dashboardRevoked).when({ type: 'Use', use }).thenRejects('SHARE_CLOSED');
  });

  it('is withdrawn once', () => {
    given(dashboardShared).when({ type: 'Revoke' }).then(dashboardRevoked);
    given(dashboardShared, dashboardRevoked).when({ type: 'Revoke' }).thenNothing();
  });
});

describe('an outsider', () => {
  const protection = (marking: Partial<Marking>): Protection => ({
    tenantId: 'north',
    ownerOrganisation: 'alpha',
    marking: { ...markingAt({ secrecyLevel: 'UNCLASSIFIED', tlp: 'CLEAR' }), ...marking },
  });
  const maximum = { secrecyLevel: 'RESTRICTED', tlp: 'GREEN' } as const;
  const outsider = outsiderOf('north', { maximum, organisation: 'regulator' });
  const reads = (marking: Partial<Marking>): boolean => decide(outsider, 'read', protection(marking)).allow;

  it('reads what is within the maximum and has no caveat, and does nothing else', () => {
    for (const secrecyLevel of SecrecyLevel.options)
      for (const tlp of Tlp.options)
        assert.equal(
          reads({ secrecyLevel, tlp }),
          ['UNCLASSIFIED', 'RESTRICTED'].includes(secrecyLevel) && ['CLEAR', 'WHITE', 'GREEN'].includes(tlp),
          `${secrecyLevel} ${tlp}`,
        );
    for (const caveat of [{ organisations: ['regulator'] }, { releasableTo: ['GB'] }, { notReleasableTo: ['CN'] }])
      assert.equal(reads(caveat), false, JSON.stringify(caveat));
    assert.equal(decide(outsider, 'read', { ...protection({}), tenantId: 'south' }).allow, false);
    assert.deepEqual(
      ACTIONS.filter((action) => decide(outsider, action, protection({})).allow),
      ['read'],
    );
  });

  it('is shown as much as TLP lets go to them, and those who share may tell', () => {
    const admin = {
      actorId: 'ada',
      actorKind: 'human',
      sub: 'ada',
      tenantId: 'north',
      orgId: 'alpha',
      roles: ['tenant_admin'],
      clearance: 'RESTRICTED',
      countries: [],
      expiresAt: 0,
    } as const;
    const ceilings = (secrecyLevel: SecrecyLevel, tlp: Tlp) => ({
      roles: { tenant_admin: { secrecyLevel, tlp } },
      organisations: new Map(),
    });
    const rule = (
      secrecyLevel: SecrecyLevel,
      tlp: 'CLEAR' | 'GREEN' | 'AMBER',
      organisation: string | null,
      { roles, organisations } = ceilings('SECRET', 'AMBER'),
    ) => {
      const shown = { maximum: { secrecyLevel, tlp }, organisation };
      const verdict = mayShareDashboard(admin, shown, { roles, organisations });
      const still = dashboardStillShared('north', shown, { roles, organisations });
      if (secrecyLevel !== 'SECRET') assert.deepEqual(still, verdict);
      return verdict.allow ? 'allowed' : verdict.rule;
    };
    assert.equal(rule('UNCLASSIFIED', 'CLEAR', null), 'allowed');
    assert.equal(rule('UNCLASSIFIED', 'GREEN', null), 'named-receiver');
    assert.equal(rule('RESTRICTED', 'AMBER', 'regulator'), 'allowed');
    assert.equal(rule('RESTRICTED', 'AMBER', 'alpha'), 'allowed');
    assert.equal(rule('SECRET', 'GREEN', 'regulator'), 'clearance');
    assert.equal(rule('RESTRICTED', 'GREEN', 'alpha', ceilings('UNCLASSIFIED', 'AMBER')), 'sharing-secrecy');
    assert.equal(rule('UNCLASSIFIED', 'AMBER', 'regulator', ceilings('SECRET', 'GREEN')), 'sharing-tlp');
  });
});
