/** The policy agrees with the rules as a plain table has them, for every subject, action and marking. */
import assert from 'node:assert/strict';
import { type Role, ROLES, type Subject } from '../../../src/access/actor.js';
import { type Protection, SecrecyLevel, Tlp } from '../../../src/access/marking.js';
import { type Action, ACTIONS, decide, decideGrant, trace } from '../../../src/access/policy.js';
import { amber, redFor } from '../../examples/marking.js';
import { ACCESS_TABLE, hiddenFrom } from '../../spec/access-table.js';
import { givenSeed, seeded, type Seeded } from '../../spec/seeded.js';

const DRAFT: readonly Role[] = ['analyst', 'senior_analyst', 'supervisor'];
const SCHEDULE: readonly Role[] = ['supervisor', 'soc_manager', 'tenant_admin'];
const EDIT: readonly Role[] = ['senior_analyst', 'supervisor'];
const WATCH: readonly Role[] = ['watch_officer', 'supervisor'];
const SOURCE: readonly Role[] = ['source_manager', 'supervisor', 'tenant_admin'];
const RESPOND: readonly Role[] = ['analyst', 'senior_analyst', 'watch_officer', 'supervisor', 'soc_manager'];
const RUN_SOC: readonly Role[] = ['supervisor', 'soc_manager'];
const DEFEND: readonly Role[] = ['supervisor', 'soc_manager', 'tenant_admin'];

const REPORT: readonly Role[] = [...DRAFT, 'soc_manager', 'tenant_admin'];

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
  'stix.export': [...DRAFT, 'tenant_admin'],
  'tenant.changeSettings': ['tenant_admin'],
  'tenant.setSharingCeiling': ['tenant_admin'],
  'tenant.setExpectation': ['supervisor', 'soc_manager', 'tenant_admin'],
  'tenant.setSlaPolicy': ['soc_manager', 'tenant_admin'],
  'tenant.setKpiTarget': ['soc_manager', 'tenant_admin'],
  'tenant.declareDetectionScope': ['soc_manager', 'tenant_admin'],
  'watchList.keep': [...DRAFT, 'watch_officer', 'source_manager', 'soc_manager', 'tenant_admin', 'report_consumer'],
  'handover.record': WATCH,
  'handover.mark': WATCH,
  'handover.countersign': WATCH,
  'tenant.register': ['superuser'],
  'superuserSession.open': ['superuser'],
  'superuserSession.review': ['tenant_admin', 'auditor'],
  'token.revoke': ['tenant_admin', 'superuser'],
  'access.explain': ['tenant_admin', 'auditor'],
  'reportAccess.review': ['tenant_admin', 'auditor'],
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
  'incident.open': RESPOND,
  'incident.revise': RESPOND,
  'incident.mark': [...DRAFT, 'soc_manager'],
  'incident.acknowledge': RESPOND,
  'incident.assign': RESPOND,
  'incident.changeSeverity': RESPOND,
  'incident.hold': RESPOND,
  'incident.escalate': RESPOND,
  'incident.contain': RESPOND,
  'incident.resolve': RESPOND,
  'incident.reopen': RESPOND,
  'incident.close': RUN_SOC,
  'incident.merge': RUN_SOC,
  'incident.import': DEFEND,
  'detectionRule.create': DEFEND,
  'detectionRule.revise': DEFEND,
  'detectionRule.mark': DEFEND,
  'detectionRule.enable': DEFEND,
  'detectionRule.test': DEFEND,
  'detectionRule.retire': DEFEND,
  'control.create': DEFEND,
  'control.revise': DEFEND,
  'control.mark': DEFEND,
  'control.retire': DEFEND,
  'socReport.generate': REPORT,
  'socReport.mark': REPORT,
  'socReport.retry': REPORT,
  'socReport.produce': [],
  'reportSchedule.create': SCHEDULE,
  'reportSchedule.revise': SCHEDULE,
  'reportSchedule.mark': SCHEDULE,
  'reportSchedule.pause': SCHEDULE,
  'reportSchedule.delete': SCHEDULE,
  'feed.create': SOURCE,
  'feed.revise': SOURCE,
  'feed.mark': SOURCE,
  'feed.pause': SOURCE,
  'feed.retire': SOURCE,
  'feed.setCredentials': SOURCE,
  'feed.poll': SOURCE,
  'feed.push': ['senior_analyst', 'supervisor', 'tenant_admin'],
  'socReport.share': ['tenant_admin'],
  'socReport.unshare': ['tenant_admin'],
  'socReport.shareStats': ['tenant_admin'],
  'socReport.viewShared': [],
  'dashboard.share': ['tenant_admin'],
  'dashboard.unshare': ['tenant_admin'],
  'dashboard.reviewShares': ['tenant_admin', 'auditor'],
  'dashboard.viewShared': [],
  'distribution.keep': ['tenant_admin'],
  'distribution.review': ['tenant_admin', 'soc_manager', 'auditor'],
  'distribution.deliver': [],
  'attack.load': ['tenant_admin'],
  'collection.keep': [...EDIT, 'tenant_admin'],
  'collection.review': [...DRAFT, 'tenant_admin', 'auditor'],
  'taxii.read': [...DRAFT, 'tenant_admin', 'partner'],
  'taxii.write': ['partner'],
  'recommendation.keep': ['senior_analyst', 'supervisor', 'soc_manager', 'tenant_admin'],
};
/** What changes nothing, so that an auditor may do it. */
const OVERSEEING: readonly Action[] = [
  'superuserSession.review',
  'access.explain',
  'dashboard.reviewShares',
  'distribution.review',
  'collection.review',
  'reportAccess.review',
];

const granted = ({ roles, superuserSession }: Subject, action: Action): boolean => {
  if (roles.includes('partner')) return !superuserSession && ['taxii.read', 'taxii.write'].includes(action);
  if (action === 'read') return true;
  if (superuserSession) return false;
  if (roles.includes('auditor') && !OVERSEEING.includes(action)) return false;
  return WHO[action].some((role) => roles.includes(role));
};

const COUNTRIES = ['GB', 'US', 'FR'];
const CASES = 100_000;

const subjectFrom = ({ one, some }: Seeded): Subject => ({
  actorId: one(['ann', 'ben']),
  actorKind: 'human',
  sub: 'somebody',
  tenantId: one(['north', 'south']),
  orgId: one(['alpha', 'beta', 'gamma']),
  roles: some(ROLES, 3),
  clearance: one(SecrecyLevel.options),
  countries: some(COUNTRIES, 2),
  expiresAt: 0,
  // In a superuser session one belongs to no organisation of the tenant.
  ...(one([true, false, false, false]) ? { orgId: '', superuserSession: 'session' } : {}),
});
const protectionFrom = ({ one, some }: Seeded): Protection => ({
  tenantId: one(['north', 'north', 'south']),
  ownerOrganisation: one(['alpha', 'beta']),
  marking: {
    secrecyLevel: one(SecrecyLevel.options),
    tlp: one(Tlp.options),
    organisations: [...some(['alpha', 'gamma'], 2)],
    releasableTo: [...some(COUNTRIES, 2)],
    notReleasableTo: [...some(COUNTRIES, 2)],
    recipients: [...some(['ann', 'ben'], 2)],
  },
});

describe('the policy', () => {
  const seed = givenSeed();

  it(`decides as the table of rules has it (${CASES} cases, seed ${seed})`, () => {
    const random = seeded(seed);
    for (let i = 0; i < CASES; i += 1) {
      const [subject, protection, action] = [subjectFrom(random), protectionFrom(random), random.one(ACTIONS)];
      const verdict = decide(subject, action, protection);
      const hidden = hiddenFrom(subject, protection);
      const shown = [verdict.allow, verdict.allow ? hidden : verdict.unseen, !verdict.allow && verdict.rule === 'role'];
      const wanted = [!hidden && granted(subject, action), hidden, !hidden && !granted(subject, action)];
      assert.deepEqual(shown, wanted, JSON.stringify({ subject, protection, action, verdict }));
      assert.equal(decideGrant(subject, action).allow, granted(subject, action));
    }
  });

  it(`shows in a document for an audience only what each of them may see (${CASES} cases, seed ${seed})`, () => {
    const random = seeded(seed);
    const counted = { covered: 0, seen: 0 };
    for (let i = 0; i < CASES; i += 1) {
      const [reader, audience, protection] = [subjectFrom(random), protectionFrom(random), protectionFrom(random)];
      const maker: Subject = { ...reader, audience };
      assert.ok(decide(maker, 'read', audience).allow, 'an audience sees what is marked as its document');
      if (!decide(maker, 'read', protection).allow) continue;
      counted.covered += 1;
      if (hiddenFrom(reader, audience)) continue;
      counted.seen += 1;
      assert.ok(!hiddenFrom(reader, protection), JSON.stringify({ reader, audience, protection }));
    }
    assert.ok(counted.covered > 500 && counted.seen > 20, JSON.stringify(counted));
  });

  for (const { rule } of ACCESS_TABLE)
    it(`would be caught without the rule ${rule}`, () => {
      const random = seeded(seed);
      const broken = ACCESS_TABLE.filter((row) => row.rule !== rule);
      const disagrees = Array.from({ length: 2_000 }, () => {
        const [subject, protection] = [subjectFrom(random), protectionFrom(random)];
        return decide(subject, 'read', protection).allow === hiddenFrom(subject, protection, broken);
      });
      assert.ok(disagrees.includes(true));
    });

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

  it('lets a service that makes reports for an audience keep these, and change nothing else, whatever roles it carries', () => {
    const audience: Protection = { tenantId: 'north', ownerOrganisation: 'alpha', marking: amber };
    const service: Subject = {
      actorId: 'service',
      actorKind: 'service',
      sub: 'service',
      tenantId: 'north',
      orgId: 'alpha',
      roles: ROLES,
      clearance: 'RESTRICTED',
      countries: [],
      expiresAt: 0,
      audience,
    };
    const allowed = ACTIONS.filter((action) => decide(service, action, audience).allow);
    assert.deepEqual(allowed, [
      'read',
      'stix.import',
      'socReport.generate',
      'socReport.produce',
      'socReport.share',
      'socReport.viewShared',
      'dashboard.viewShared',
      'distribution.deliver',
      'taxii.read',
      'taxii.write',
      'reportSchedule.create',
      'feed.poll',
      'feed.push',
    ]);
  });

  it('lets an auditor read and replay, and change nothing, whatever other roles the token carries', () => {
    const auditor: Subject = { ...ann, roles: ['auditor', 'supervisor', 'tenant_admin'] };
    assert.deepEqual(
      ACTIONS.filter((action) => decide(auditor, action, marked({})).allow),
      ['read', ...OVERSEEING],
    );
  });

  it('shows a partner no record at all, whatever other roles the token carries, and lets it do nothing but exchange', () => {
    const partner: Subject = { ...ann, roles: ['partner', 'supervisor', 'tenant_admin', 'superuser'] };
    for (const action of ACTIONS)
      assert.deepEqual(decide(partner, action, marked({ tlp: 'CLEAR' })), { allow: false, rule: 'partner', unseen: true });
    assert.deepEqual(
      ACTIONS.filter((action) => decideGrant(partner, action).allow),
      ['taxii.read', 'taxii.write'],
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

  it('explains as it decides: a record is seen when every rule passes, and the first that fails is named', () => {
    const random = seeded(seed);
    for (let i = 0; i < 2_000; i += 1) {
      const [subject, protection] = [subjectFrom(random), protectionFrom(random)];
      const verdict = decide(subject, 'read', protection);
      const failed = trace(protection, subject).filter(({ passes }) => passes === false);
      assert.equal(failed[0]?.rule, verdict.allow ? undefined : verdict.rule);
      for (const { needs } of failed) assert.ok(needs, 'what fails asks for something');
    }
  });
});
