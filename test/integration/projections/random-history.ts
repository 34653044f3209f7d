/** A history that the deciders allow, drawn from a seed, of records of every type of two tenants. */
import { createHash } from 'node:crypto';
import type { Marking } from '../../../src/access/marking.js';
import { attackPattern } from '../../../src/attack-patterns/attack-pattern.decider.js';
import { BLANK_ATTACK_PATTERN } from '../../../src/attack-patterns/attack-pattern.events.js';
import { campaign } from '../../../src/campaigns/campaign.decider.js';
import { BLANK_CAMPAIGN } from '../../../src/campaigns/campaign.events.js';
import { control } from '../../../src/controls/control.decider.js';
import { detectionRule } from '../../../src/detection-rules/detection-rule.decider.js';
import { stixObject } from '../../../src/exchange/stix/stix-object.decider.js';
import { feed } from '../../../src/exchange/feeds/feed.decider.js';
import { handover } from '../../../src/handover/handover.decider.js';
import { incident } from '../../../src/incidents/incident.decider.js';
import { intelReport } from '../../../src/intel-reports/intel-report.decider.js';
import { infrastructure } from '../../../src/infrastructure/infrastructure.decider.js';
import { BLANK_INFRASTRUCTURE } from '../../../src/infrastructure/infrastructure.events.js';
import { investigation } from '../../../src/investigations/investigation.decider.js';
import { BLANK_INVESTIGATION } from '../../../src/investigations/investigation.events.js';
import { type Decider, RuleViolation } from '../../../src/ledger/decider.js';
import { LinkedType } from '../../../src/links/link.events.js';
import { areLinkable, defaultRole, ownsLink } from '../../../src/links/link.measure.js';
import { reportSchedule } from '../../../src/report-schedules/report-schedule.decider.js';
import { socReport } from '../../../src/soc-reports/soc-report.decider.js';
import { source } from '../../../src/sources/source.decider.js';
import { target } from '../../../src/targets/target.decider.js';
import { BLANK_TARGET } from '../../../src/targets/target.events.js';
import { threatActor } from '../../../src/threat-actors/threat-actor.decider.js';
import { BLANK_THREAT_ACTOR } from '../../../src/threat-actors/threat-actor.events.js';
import { ana, ben, cleo, partnerFeed } from '../../examples/actors.js';
import { loader, partnerReport } from '../../examples/intel-report.js';
import { amber, green, redFor, secret } from '../../examples/marking.js';
import { threatIntelligence } from '../../examples/control.js';
import { encodedCommands } from '../../examples/detection-rule.js';
import { phishing, stixOrigin, told } from '../../examples/incident.js';
import { northern } from '../../examples/feed.js';
import { monthly } from '../../examples/report-schedule.js';
import * as run from '../../examples/soc-report.js';
import { harbourWatch, northernCert } from '../../examples/source.js';
import { countersignature, nightShift } from '../../examples/handover.js';
import { malware } from '../../examples/stix.js';
import type { Entry } from './read-side.js';

const MARKINGS: readonly Marking[] = [
  amber,
  green,
  secret,
  redFor(ana),
  { ...amber, tlp: 'AMBER+STRICT' },
  { ...green, organisations: ['soc'] },
  { ...amber, secrecyLevel: 'CONFIDENTIAL' },
];
const PEOPLE = [ana, ben, cleo];
const WORDS = ['loader', 'phishing', 'ворота', 'quote " and \\ slash', 'tab\tand\nline', '港', "O'Brien", '{NULL,null}', ''];
export const TENANTS = ['acme', 'globex'] as const;
export const FIRST_RECORDED = Date.UTC(2026, 0, 5, 10);

/** mulberry32: the same seed draws the same numbers. */
const drawer = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (n: number): number => Math.floor(next() * n);
  return { next, upTo, of: <T>(list: readonly T[]): T => list[upTo(list.length)] };
};
type Draw = ReturnType<typeof drawer>;

/** Record ids differ from seed to seed. */
const idOf = (seed: number, what: string, n: number): string => {
  const hex = createHash('sha256').update(`${seed} ${what} ${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

interface Subject {
  readonly category: string;
  readonly tenantId: string;
  readonly recordId: string;
  // Each record type has its own command, event and state; the draw below keeps them together.
  readonly decider: Decider<never, { readonly type: string; readonly data: unknown }, unknown>;
  readonly draw: (draw: Draw, at: string) => unknown;
  state: unknown;
  revision: bigint | undefined;
}

const title = (draw: Draw) => `${draw.of(WORDS)} ${draw.upTo(100)}`.trim();

const reportCommand = (sourceIds: readonly string[]) => (draw: Draw, at: string) => {
  const by = draw.of(PEOPLE);
  const marking = draw.of(MARKINGS);
  const named = sourceIds.filter(() => draw.next() < 0.4);
  const imported = partnerReport(at, draw.next() < 0.2);
  return draw.of([
    { type: 'Draft', content: { ...loader, title: title(draw) || 'x', sourceIds: named, body: 'b' }, marking, by },
    {
      type: 'Draft',
      content: { ...loader, title: `draft ${title(draw)}`, labels: [`${draw.of(WORDS)}x`], sourceIds: named },
      marking,
      by,
    },
    { type: 'Revise', changes: { title: `again ${title(draw)}`, summary: draw.of(WORDS), sourceIds: named }, by },
    { type: 'Revise', changes: {}, by, remark: { marking, hasReason: true } },
    { type: 'Mark', marking, hasReason: true },
    { type: 'Assign', assignee: draw.of([...PEOPLE, null]), dueAt: draw.of([at, null]) },
    { type: 'Submit' },
    { type: 'Submit' },
    { type: 'Approve', by, authorMayApprove: true },
    { type: 'Approve', by, authorMayApprove: true },
    { type: 'Publish', publishedAt: draw.of([at, '2026-01-02T00:00:00.000Z']), now: at },
    { type: 'Publish', publishedAt: at, now: at },
    { type: 'Return', comment: 'again' },
    { type: 'Discard' },
    { type: 'Retract', hasReason: true },
    { type: 'Archive', hasReason: true },
    { type: 'Restore' },
    {
      type: 'Comment',
      commentId: idOf(0, 'comment', draw.upTo(8)),
      text: title(draw),
      mentions: PEOPLE.filter(() => draw.next() < 0.5),
      inReplyTo: null,
      by,
    },
    { type: 'WithdrawComment', commentId: idOf(0, 'comment', draw.upTo(8)), by, moderates: true },
    {
      type: 'Import',
      ...imported,
      publishedAt: '2026-01-03T00:00:00.000Z',
      marking,
      content: { ...imported.content, sourceIds: named },
      by: partnerFeed,
      now: at,
    },
  ]);
};

const sourceCommand = (draw: Draw, at: string) =>
  draw.of([
    { type: 'Register', profile: { ...harbourWatch, name: `source ${title(draw)}` }, marking: draw.of(MARKINGS), by: ana },
    { type: 'Revise', changes: { name: `source ${title(draw)}`, reliability: draw.of(['A', 'F']) } },
    { type: 'Mark', marking: draw.of(MARKINGS), hasReason: true },
    { type: 'Pause' },
    { type: 'Resume' },
    { type: 'Retire' },
    { type: 'Reinstate' },
    { type: 'Import', ...northernCert, stix: { ...northernCert.stix, modified: at }, by: partnerFeed },
  ]);

const objectCommand = (draw: Draw, at: string) => ({
  type: 'Receive',
  ...malware,
  modified: draw.of([at, malware.modified, '2026-01-01T00:00:00.000Z']),
  sha256: draw.of(['a', 'b', 'c', 'd']).repeat(64),
  marking: draw.of(MARKINGS),
});

const handoverCommand = (draw: Draw, at: string) =>
  draw.of([
    {
      type: 'Record',
      ...nightShift,
      note: title(draw) || 'x',
      marking: draw.of(MARKINGS),
      outgoing: ana,
      authorMayApprove: false,
    },
    { type: 'Revise', note: `again ${title(draw)}`, remark: { marking: draw.of(MARKINGS), hasReason: true }, by: ana },
    { type: 'Withdraw', by: ana, hasReason: true },
    { type: 'Countersign', ...countersignature, signedAt: at, authorMayApprove: false },
  ]);

const LINKED: Readonly<Record<LinkedType, { readonly decider: unknown; readonly blank: object }>> = {
  campaign: { decider: campaign, blank: { ...BLANK_CAMPAIGN, name: 'Night ships' } },
  threatActor: { decider: threatActor, blank: { ...BLANK_THREAT_ACTOR, name: 'Heron' } },
  investigation: { decider: investigation, blank: { ...BLANK_INVESTIGATION, title: 'Harbour' } },
  attackPattern: { decider: attackPattern, blank: { ...BLANK_ATTACK_PATTERN, name: 'Phishing', attackId: 'T1566' } },
  target: { decider: target, blank: { ...BLANK_TARGET, name: 'Port' } },
  infrastructure: {
    decider: infrastructure,
    blank: { ...BLANK_INFRASTRUCTURE, name: 'Relay', values: [{ type: 'ipv4-addr', value: '198.51.100.7' }] },
  },
};

/** @param idsOf the records of each type. */
const linkedCommand = (own: LinkedType, idsOf: (type: LinkedType) => readonly string[]) => {
  const others = LinkedType.options.filter((other) => ownsLink(own, other) && areLinkable(own, other));
  const isMerged = own !== 'infrastructure' && others.length > 0;
  return (draw: Draw) => {
    const type = draw.of(others.length > 0 ? others : [own]);
    const to = { type, id: draw.of(idsOf(type)) };
    const linkId = idOf(0, `link ${draw.upTo(1_000_000)}`, 0);
    const role = defaultRole(own, type);
    const link = { linkId, to, role, confidence: draw.of([null, 40, 90]), since: null, until: null, note: '' };
    const peer = draw.of(idsOf(own));
    return draw.of([
      { type: 'Create', profile: LINKED[own].blank, marking: draw.of(MARKINGS), by: ana },
      { type: 'Revise', changes: { description: title(draw) }, remark: { marking: draw.of(MARKINGS), hasReason: true } },
      ...(others.length > 0
        ? [
            { type: 'Link', link },
            { type: 'Link', link },
            { type: 'Unlink', to },
          ]
        : []),
      ...(isMerged
        ? [
            { type: 'Absorb', absorbed: peer },
            { type: 'MergeInto', target: peer, settled: idsOf(own) },
            { type: 'Unmerge', target: peer },
          ]
        : []),
    ]);
  };
};

const incidentCommand = (ids: readonly string[]) => (draw: Draw, at: string) => {
  const doing = { at, now: at, by: draw.of(['human', 'rule', 'service']) };
  const step = draw.of([
    { type: 'Revise', changes: { impact: title(draw) }, remark: { marking: draw.of(MARKINGS), hasReason: true } },
    { type: 'Acknowledge' },
    { type: 'Assign', assignee: draw.of([...PEOPLE, null]) },
    { type: 'ChangeSeverity', to: draw.of(['low', 'critical']), reason: 'again' },
    { type: 'Hold', reason: 'vendor' },
    { type: 'Resume' },
    { type: 'Escalate', toTier: 2 },
    { type: 'Contain' },
    { type: 'Resolve', resolution: title(draw), verdict: draw.of(['true_positive', 'false_positive']), automated: false },
    { type: 'Reopen', reason: 'again' },
    { type: 'Close' },
  ]);
  const peer = draw.of(ids);
  const opening = {
    type: 'Open',
    details: { ...phishing, occurredAt: null },
    severity: draw.of(['low', 'high']),
    marking: draw.of(MARKINGS),
    doing,
    actor: ana,
  };
  const doingOne = { type: 'Do', step, doing };
  const received = {
    type: 'Import',
    profile: { ...told, title: title(draw) },
    blank: told,
    marking: draw.of(MARKINGS),
    by: ana,
    stix: { ...stixOrigin, modified: at },
  };
  return draw.of([
    opening,
    { type: 'Receive', received, endedAt: at },
    ...Array.from({ length: 6 }, () => doingOne),
    { type: 'Absorb', absorbed: peer },
    { type: 'MergeInto', target: peer, settled: ids },
    { type: 'Unmerge', target: peer },
  ]);
};

const profiled = (profile: object, verbs: readonly string[]) => (draw: Draw) =>
  draw.of([
    { type: 'Create', profile, marking: draw.of(MARKINGS), by: ana },
    { type: 'Revise', changes: {}, remark: { marking: draw.of(MARKINGS), hasReason: true } },
    ...verbs.map((verb) => ({ type: 'Move', verb })),
  ]);

const reportRunCommand = (draw: Draw) =>
  draw.of([
    { type: 'Request', request: run.march, marking: draw.of(MARKINGS), requestedBy: ana, now: run.NOW },
    { type: 'Start', position: '7', asOf: run.NOW, definitionsVersion: 1, templateVersion: '1' },
    { type: 'Fail', error: title(draw) || 'x' },
    { type: 'Retry' },
    { type: 'Complete', ...run.completed.data },
    { type: 'Render', ...run.rendered.data },
    { type: 'Mark', marking: draw.of(MARKINGS), widens: false, hasReason: true },
  ]);

const settingsDecider: Subject['decider'] = {
  initial: undefined,
  evolve: () => undefined,
  decide: (command: { minimum: number }) => [
    { type: 'TenantSettingsChanged', data: { changes: { minimumActiveSources: command.minimum } } },
    ...(command.minimum % 2 === 0
      ? [{ type: 'SearchLanguageChosen', data: { language: command.minimum === 0 ? 'german' : 'english' } }]
      : []),
  ],
};

const subjectsOf = (seed: number): readonly Subject[] =>
  TENANTS.flatMap((tenantId, t) => {
    const ids = (what: string, count: number) => Array.from({ length: count }, (_, n) => idOf(seed, `${what} ${t}`, n));
    const sourceIds = ids('source', 5);
    const subject =
      (category: string, decider: unknown, draw: Subject['draw']) =>
      (recordId: string): Subject => {
        const pieces = decider as Subject['decider'];
        return { category, tenantId, recordId, decider: pieces, draw, state: pieces.initial, revision: undefined };
      };
    return [
      ...ids('report', 14).map(subject('intelReport', intelReport, reportCommand(sourceIds))),
      ...sourceIds.map(subject('source', source, sourceCommand)),
      ...ids('handover', 3).map(subject('handover', handover, handoverCommand)),
      ...ids('object', 3).map(subject('stixObject', stixObject, objectCommand)),
      ...LinkedType.options.flatMap((type) =>
        ids(type, 2).map(
          subject(
            type,
            LINKED[type].decider,
            linkedCommand(type, (other) => ids(other, 2)),
          ),
        ),
      ),
      ...ids('incident', 4).map(subject('incident', incident, incidentCommand(ids('incident', 4)))),
      ...ids('rule', 2).map(subject('detectionRule', detectionRule, profiled(encodedCommands, ['enable', 'disable', 'retire']))),
      ...ids('control', 2).map(subject('control', control, profiled(threatIntelligence, ['retire', 'restore']))),
      ...ids('run', 2).map(subject('socReport', socReport, reportRunCommand)),
      ...ids('schedule', 2).map(subject('reportSchedule', reportSchedule, profiled(monthly, ['pause', 'delete']))),
      ...ids('feed', 2).map(subject('feed', feed, profiled(northern, ['pause', 'retire']))),
      ...ids('tenant', 1).map(subject('tenant', settingsDecider, (draw) => ({ minimum: draw.upTo(6) }))),
    ];
  });

/**
 * @param count commands that changed something.
 * @returns entries in order, a second apart but for every tenth, whose clock was up to 20 s behind.
 */
export const randomHistory = (seed: number, count: number): readonly Entry[] => {
  const draw = drawer(seed);
  const subjects = subjectsOf(seed);
  const entries: Entry[] = [];
  while (entries.length < count) {
    const subject = draw.of(subjects);
    const behind = draw.next() < 0.1 ? draw.upTo(20_000) : 0;
    const recordedAt = new Date(FIRST_RECORDED + entries.length * 1_000 - behind).toISOString();
    const events = decided(subject, subject.draw(draw, recordedAt));
    if (events.length === 0) continue;
    const { category, tenantId, recordId, revision: expected } = subject;
    subject.state = events.reduce((state, event) => subject.decider.evolve(state, event), subject.state);
    subject.revision = (expected ?? -1n) + BigInt(events.length);
    entries.push({
      category,
      tenantId,
      recordId,
      expected,
      events,
      meta: { recordedAt, orgId: draw.of(['cti', 'soc']), actorId: draw.of(PEOPLE) },
    });
  }
  return entries;
};

/** What the rules forbid does not happen. */
const decided = ({ decider, state }: Subject, command: unknown): readonly { readonly type: string; readonly data: unknown }[] => {
  try {
    return decider.decide(command as never, state);
  } catch (error) {
    if (error instanceof RuleViolation) return [];
    throw error;
  }
};
