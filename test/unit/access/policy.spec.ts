/** The policy agrees with the rules as a plain table has them, for every subject, action and marking. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Role, ROLES, type Subject } from '../../../src/access/actor.js';
import { type Protection, SecrecyLevel, Tlp } from '../../../src/access/marking.js';
import { type Action, ACTIONS, decide, decideGrant, trace } from '../../../src/access/policy.js';
import { amber, redFor } from '../../examples/marking.js';

const DRAFT: readonly Role[] = ['analyst', 'senior_analyst', 'supervisor'];
const EDIT: readonly Role[] = ['senior_analyst', 'supervisor'];
const WATCH: readonly Role[] = ['watch_officer', 'supervisor'];
const SOURCE: readonly Role[] = ['source_manager', 'supervisor', 'tenant_admin'];

/** Who may do what; reading needs no role. */
const WHO: Readonly<Record<Exclude<Action, 'read'>, readonly Role[]>> = {
  'report.create': [...DRAFT, 'watch_officer'],
  'report.revise': [...DRAFT, 'watch_officer'],
  'report.mark': DRAFT,
  'report.assign': [...DRAFT, 'watch_officer'],
  'report.submit': [...DRAFT, 'watch_officer'],
  'report.approve': EDIT,
  'report.return': EDIT,
  'report.publish': EDIT,
  'report.retract': EDIT,
  'report.archive': [...EDIT, 'tenant_admin'],
  'report.comment': [...DRAFT, 'watch_officer', 'source_manager'],
  'report.moderate': ['supervisor'],
  'source.register': SOURCE,
  'source.revise': SOURCE,
  'source.mark': SOURCE,
  'source.pause': SOURCE,
  'source.resume': SOURCE,
  'source.retire': SOURCE,
  'stix.import': [...DRAFT, 'source_manager', 'tenant_admin'],
  'tenant.changeSettings': ['tenant_admin'],
  'tenant.setExpectation': ['supervisor', 'soc_manager', 'tenant_admin'],
  'watchList.keep': [...DRAFT, 'watch_officer', 'source_manager', 'soc_manager', 'tenant_admin', 'report_consumer'],
  'handover.record': WATCH,
  'handover.mark': WATCH,
  'handover.countersign': WATCH,
  'tenant.register': ['superuser'],
  'superuserSession.open': ['superuser'],
  'superuserSession.review': ['tenant_admin', 'auditor'],
  'token.revoke': ['tenant_admin', 'superuser'],
  'access.explain': ['tenant_admin', 'auditor'],
  'campaign.create': DRAFT,
  'campaign.revise': DRAFT,
  'campaign.mark': DRAFT,
  'campaign.close': DRAFT,
  'campaign.link': DRAFT,
  'campaign.merge': EDIT,
  'threatActor.create': DRAFT,
  'threatActor.revise': DRAFT,
  'threatActor.mark': DRAFT,
  'threatActor.close': DRAFT,
  'threatActor.link': DRAFT,
  'threatActor.merge': EDIT,
  'investigation.create': DRAFT,
  'investigation.revise': DRAFT,
  'investigation.mark': DRAFT,
  'investigation.close': DRAFT,
  'investigation.link': DRAFT,
  'investigation.merge': EDIT,
  'target.create': DRAFT,
  'target.revise': DRAFT,
  'target.mark': DRAFT,
  'target.retire': DRAFT,
  'infrastructure.create': DRAFT,
  'infrastructure.revise': DRAFT,
  'infrastructure.mark': DRAFT,
  'infrastructure.retire': DRAFT,
  'attackPattern.create': DRAFT,
  'attackPattern.revise': DRAFT,
  'attackPattern.mark': DRAFT,
  'attackPattern.retire': DRAFT,
};
/** What changes nothing, so that an auditor may do it. */
const OVERSEEING: readonly Action[] = ['superuserSession.review', 'access.explain'];
const LEVELS = ['UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'];

/** Every reason to hide a record, in words. */
const hiddenFrom = (subject: Subject, { tenantId, ownerOrganisation, marking }: Protection): boolean => {
  const own = subject.orgId === ownerOrganisation;
  const from = (countries: readonly string[]) => subject.countries.filter((country) => countries.includes(country)).length > 0;
  return [
    subject.tenantId !== tenantId,
    LEVELS.indexOf(subject.clearance) < LEVELS.indexOf(marking.secrecyLevel),
    marking.organisations.length > 0 && !own && !marking.organisations.includes(subject.orgId),
    marking.tlp === 'AMBER+STRICT' && !own,
    marking.tlp === 'RED' && !marking.recipients.includes(subject.actorId),
    from(marking.notReleasableTo),
    marking.releasableTo.length > 0 && !from(marking.releasableTo),
  ].includes(true);
};
const granted = ({ roles, superuserSession }: Subject, action: Action): boolean => {
  if (action === 'read') return true;
  if (superuserSession) return false;
  if (roles.includes('auditor') && !OVERSEEING.includes(action)) return false;
  return WHO[action].some((role) => roles.includes(role));
};

const few = <T>(...values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
const countries = few('GB', 'US', 'FR');
const people: fc.Arbitrary<Subject> = fc.record({
  actorId: fc.constantFrom('ann', 'ben'),
  actorKind: fc.constant('human' as const),
  sub: fc.constant('somebody'),
  tenantId: fc.constantFrom('north', 'south'),
  orgId: fc.constantFrom('alpha', 'beta', 'gamma'),
  roles: fc.uniqueArray(fc.constantFrom(...ROLES), { maxLength: 3 }),
  clearance: fc.constantFrom(...SecrecyLevel.options),
  countries,
  expiresAt: fc.constant(0),
});
/** In a superuser session one belongs to no organisation of the tenant. */
const subjects: fc.Arbitrary<Subject> = fc.oneof(
  { weight: 4, arbitrary: people },
  { weight: 1, arbitrary: people.map((person): Subject => ({ ...person, orgId: '', superuserSession: 'session' })) },
);
const protections: fc.Arbitrary<Protection> = fc.record({
  tenantId: fc.constantFrom('north', 'north', 'south'),
  ownerOrganisation: fc.constantFrom('alpha', 'beta'),
  marking: fc.record({
    secrecyLevel: fc.constantFrom(...SecrecyLevel.options),
    tlp: fc.constantFrom(...Tlp.options),
    organisations: few('alpha', 'gamma'),
    releasableTo: countries,
    notReleasableTo: countries,
    recipients: few('ann', 'ben'),
  }),
});

describe('the policy', () => {
  it('decides as the table of rules has it', () =>
    fc.assert(
      fc.property(subjects, protections, fc.constantFrom(...ACTIONS), (subject, protection, action) => {
        const verdict = decide(subject, action, protection);
        const hidden = hiddenFrom(subject, protection);
        assert.equal(verdict.allow, !hidden && granted(subject, action));
        if (!verdict.allow) assert.deepEqual([verdict.unseen, verdict.rule === 'role'], [hidden, !hidden]);
      }),
      { numRuns: 5_000 },
    ));

  it('decides what has no record yet by roles alone', () =>
    fc.assert(
      fc.property(subjects, fc.constantFrom(...ACTIONS), (subject, action) =>
        assert.equal(decideGrant(subject, action).allow, granted(subject, action)),
      ),
    ));

  const ann: Subject = {
    actorId: 'ann',
    actorKind: 'human',
    sub: 'ann',
    tenantId: 'north',
    orgId: 'alpha',
    roles: ['analyst'],
    clearance: 'SECRET',
    countries: ['GB'],
    expiresAt: 0,
  };
  const marked = (marking: object): Protection => ({
    tenantId: 'north',
    ownerOrganisation: 'alpha',
    marking: { ...amber, ...marking },
  });

  it('names the first rule that says no', () => {
    const rules: readonly [Subject, Protection, string][] = [
      [{ ...ann, tenantId: 'south' }, marked({}), 'tenant'],
      [ann, marked({ secrecyLevel: 'TOP_SECRET' }), 'clearance'],
      [{ ...ann, orgId: 'beta' }, marked({ organisations: ['gamma'] }), 'organisation'],
      [{ ...ann, orgId: 'beta' }, marked({ tlp: 'AMBER+STRICT' }), 'tlp-organisation'],
      [ann, marked(redFor('ben')), 'tlp-recipients'],
      [ann, marked({ notReleasableTo: ['GB'] }), 'not-releasable'],
      [ann, marked({ releasableTo: ['US'] }), 'releasable-to'],
    ];
    for (const [subject, protection, rule] of rules)
      assert.deepEqual(decide(subject, 'read', protection), { allow: false, rule, unseen: true });
    assert.deepEqual(decide(ann, 'report.publish', marked({})), { allow: false, rule: 'role', unseen: false });
  });

  it('gives a country of many to whoever has one of them, and takes it from whoever has a forbidden one', () => {
    const dual = { ...ann, countries: ['GB', 'US'] };
    assert.equal(decide(dual, 'read', marked({ releasableTo: ['US'] })).allow, true);
    assert.equal(decide(dual, 'read', marked({ releasableTo: ['US'], notReleasableTo: ['GB'] })).allow, false);
  });

  it('lets an auditor read and replay, and change nothing, whatever other roles the token carries', () => {
    const auditor: Subject = { ...ann, roles: ['auditor', 'supervisor', 'tenant_admin'] };
    assert.deepEqual(
      ACTIONS.filter((action) => decide(auditor, action, marked({})).allow),
      ['read', ...OVERSEEING],
    );
  });

  it('lets a superuser in a session see past the tenant alone, and change nothing', () => {
    const visitor: Subject = { ...ann, orgId: '', roles: ['superuser'], superuserSession: 'session' };
    assert.deepEqual(
      ACTIONS.filter((action) => decide(visitor, action, marked({})).allow),
      ['read'],
    );
    for (const marking of [{ tlp: 'AMBER+STRICT' }, { organisations: ['beta'] }, redFor('ben'), { secrecyLevel: 'TOP_SECRET' }])
      assert.equal(decide(visitor, 'read', marked(marking)).allow, false);
    assert.equal(decide(visitor, 'read', marked(redFor('ann'))).allow, true);
  });

  it('explains as it decides: a record is seen when every rule passes, and the first that fails is named', () =>
    fc.assert(
      fc.property(subjects, protections, (subject, protection) => {
        const verdict = decide(subject, 'read', protection);
        const failed = trace(protection, subject).filter(({ passes }) => passes === false);
        assert.equal(failed[0]?.rule, verdict.allow ? undefined : verdict.rule);
        for (const { needs } of failed) assert.ok(needs, 'what fails asks for something');
      }),
    ));
});
