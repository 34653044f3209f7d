/** Loads the security operations of the demo tenant: what they are measured against, their defences, their incidents and report schedules. */
import { AttackReleases } from '../../src/exchange/attack/attack-releases.js';
import { markingFrom, type MarkingInput } from '../../src/access/marking-input.js';
import type { Subject } from '../../src/access/actor.js';
import { attackPatternKind } from '../../src/attack-patterns/attack-pattern.resolver.js';
import { controlKind } from '../../src/controls/control.resolver.js';
import { RecordDetectionRuleTest, RecordDetectionRuleTestHandler } from '../../src/detection-rules/detection-rule.commands.js';
import { detectionRuleKind } from '../../src/detection-rules/detection-rule.resolver.js';
import { ImportIncident, ImportIncidentHandler } from '../../src/incidents/incident.commands.js';
import { incidentMergeKind } from '../../src/incidents/incident.resolver.js';
import type { Kernel } from '../../src/kernel.js';
import type { CommandContext, Ledger, Receipt } from '../../src/ledger/ledger.js';
import { MergeRecords, MergeRecordsHandler } from '../../src/profiles/merge.commands.js';
import { ChangeProfile, ChangeProfileHandler, type ProfileKind } from '../../src/profiles/profile.commands.js';
import { KeepRecommendation, KeepRecommendationHandler } from '../../src/recommendations/recommendation.commands.js';
import { builtInMarking, builtInSchedules } from '../../src/report-schedules/built-in-schedules.js';
import { reportScheduleKind } from '../../src/report-schedules/report-schedule.kind.js';
import type { ReportType } from '../../src/soc-reports/soc-report.events.js';
import { servingFor } from '../../src/soc-reports/soc-report.service.js';
import { ChangeSocSettings, ChangeSocSettingsHandler, type SocSettingsRequest } from '../../src/tenants/soc-settings.commands.js';
import { tenantSettingsOf } from '../../src/tenants/tenant-settings.facts.js';
import {
  type ControlPlan,
  CONTROLS,
  DETECTION_SCOPE,
  KPI_TARGETS,
  RECOMMENDATIONS,
  type RulePlan,
  RULES,
  SLA_POLICIES,
  TECHNIQUES,
} from './demo-defences.js';
import { type DemoIncident, demoIncidents } from './demo-incidents.js';
import { DEMO_TENANT, FUSION_CENTRE, type PersonName } from './demo-people.js';

const KINDS = {
  attackPattern: attackPatternKind,
  control: controlKind,
  detectionRule: detectionRuleKind,
  reportSchedule: reportScheduleKind,
} as unknown as Readonly<Record<'attackPattern' | 'control' | 'detectionRule' | 'reportSchedule', ProfileKind>>;

const DAY_MS = 86_400_000;
const AT_ONCE = 48;
const OPEN: MarkingInput = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
const KEPT: MarkingInput = { tlp: 'AMBER', secrecyLevel: 'RESTRICTED' };

type ContextOf = (person: PersonName, key: string, reason?: string) => CommandContext;

export interface SocLoad {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly contextOf: ContextOf;
  readonly people: Readonly<Record<PersonName, Subject>>;
  /** When the load was begun; epoch milliseconds. */
  readonly begun: number;
}

const daysBefore = (begun: number, days: number): string => new Date(begun - days * DAY_MS).toISOString();

/** Works through a list, some at a time. */
const throughAll = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

/** One after the other: all are of one stream. */
const measure = async ({ kernel, contextOf }: SocLoad): Promise<void> => {
  const settings = new ChangeSocSettingsHandler(kernel.ledger, kernel.instanceKey);
  const requests: readonly SocSettingsRequest[] = [
    ...SLA_POLICIES.map((policy) => ({ kind: 'setSlaPolicy', policy }) as const),
    ...KPI_TARGETS.map((target) => ({ kind: 'setKpiTarget', target }) as const),
    { kind: 'declareDetectionScope', scope: DETECTION_SCOPE },
  ];
  for (const [index, request] of requests.entries())
    await settings.execute(new ChangeSocSettings(request, contextOf('socManager', `demo/soc/setting/${index}`)));
};

const loadRule = async (plan: RulePlan, place: number, { kernel, ledger, contextOf, begun }: SocLoad): Promise<void> => {
  const profiles = new ChangeProfileHandler(ledger, kernel.instanceKey, new AttackReleases(ledger, kernel.blobs));
  const tests = new RecordDetectionRuleTestHandler(ledger, kernel.options.clock);
  const key = `demo/soc/rule/${place}`;
  const change = (request: ChangeProfile['request'], step: string) =>
    profiles.execute(new ChangeProfile(KINDS.detectionRule, request, contextOf('socManager', `${key}/${step}`)));
  const { name, techniqueIds, source, platform, test, became } = plan;
  const { receipt } = await change({ kind: 'create', input: { ...KEPT, name, techniqueIds, source, platform } }, 'create');
  const { id } = receipt;
  await change({ kind: 'move', verb: 'enable', id }, 'enable');
  if (test !== 'never') {
    const at = daysBefore(begun, 3 + ((place * 7) % 60));
    await tests.execute(new RecordDetectionRuleTest(id, { result: test, at, note: '' }, contextOf('socManager', `${key}/test`)));
  }
  if (became !== 'enabled') await change({ kind: 'move', verb: became === 'disabled' ? 'disable' : 'retire', id }, became);
};

const defend = async (load: SocLoad): Promise<void> => {
  const { kernel, ledger, contextOf, begun } = load;
  const profiles = new ChangeProfileHandler(ledger, kernel.instanceKey, new AttackReleases(ledger, kernel.blobs));
  const control = async ({ evidenceDaysAgo: days, ...plan }: ControlPlan): Promise<void> => {
    const input = { ...KEPT, ...plan, ...(days === undefined ? {} : { evidenceAt: daysBefore(begun, days) }) };
    const context = contextOf('socManager', `demo/soc/control/${plan.controlId}`);
    await profiles.execute(new ChangeProfile(KINDS.control, { kind: 'create', input }, context));
  };
  const technique = async ([attackId, [name, ...tactics]]: (typeof techniques)[number]): Promise<void> => {
    const input = { ...OPEN, attackId, name, tactics, domain: 'enterprise' };
    const context = contextOf('fusionAnalyst', `demo/soc/technique/${attackId}`);
    await profiles.execute(new ChangeProfile(KINDS.attackPattern, { kind: 'create', input }, context));
  };
  const techniques = Object.entries(TECHNIQUES);
  await throughAll(
    [
      ...RULES.map((plan, place) => () => loadRule(plan, place, load)),
      ...CONTROLS.map((plan) => () => control(plan)),
      ...techniques.map((entry) => () => technique(entry)),
    ],
    (work) => work(),
  );
};

/** The schedules that every tenant begins with, with what this one recommends. */
const schedule = async ({ kernel, ledger, contextOf, begun }: SocLoad): Promise<void> => {
  const library = new KeepRecommendationHandler(kernel.ledger, kernel.instanceKey);
  const printedIn = new Map<ReportType, string[]>();
  for (const [index, { printedIn: types, ...input }] of RECOMMENDATIONS.entries()) {
    const context = contextOf('socManager', `demo/soc/recommendation/${index}`);
    const { recommendationId } = await library.execute(new KeepRecommendation({ kind: 'add', input }, context));
    for (const type of types) printedIn.set(type, [...(printedIn.get(type) ?? []), recommendationId]);
  }
  const { zone, tlpSecrecy } = await tenantSettingsOf(kernel.ledger, DEMO_TENANT);
  const profiles = new ChangeProfileHandler(ledger, kernel.instanceKey, new AttackReleases(ledger, kernel.blobs));
  const marking = builtInMarking(tlpSecrecy.AMBER);
  // As the product itself begins them for other tenants, so that it does not once more.
  const subject = servingFor({ tenantId: DEMO_TENANT, ownerOrganisation: FUSION_CENTRE, marking });
  for (const plan of builtInSchedules(zone, new Date(begun))) {
    const input = { ...plan, ...marking, recommendationIds: printedIn.get(plan.reportType) ?? [] };
    const context = { ...contextOf('socManager', `built-in ${plan.reportType}`), subject };
    await profiles.execute(new ChangeProfile(KINDS.reportSchedule, { kind: 'create', input }, context));
  }
};

/** Each in one append; duplicates are then merged into what they are of. */
const handleIncidents = async ({ kernel, ledger, contextOf, people, begun }: SocLoad): Promise<Receipt | undefined> => {
  const { tlpSecrecy } = await tenantSettingsOf(kernel.ledger, DEMO_TENANT);
  const desk = {
    marking: markingFrom(KEPT, tlpSecrecy),
    manager: people.socManager.actorId,
    analysts: [people.socAnalyst.actorId, people.socAnalyst2.actorId, people.socAnalyst3.actorId],
  };
  const incidents = demoIncidents(begun, desk);
  const imports = new ImportIncidentHandler(ledger);
  const merges = new MergeRecordsHandler(kernel.ledger);
  const ids = new Map<DemoIncident, string>();
  let last: Receipt | undefined;
  await throughAll(incidents, async (incident) => {
    const { origin, facts } = incident;
    const context = contextOf('socManager', `demo/soc/incident/${origin.id}`);
    ({ receipt: last } = await imports.execute(new ImportIncident(origin, facts, context, true)));
    ids.set(incident, last.id);
  });
  for (const [index, incident] of incidents.entries()) {
    if (!incident.duplicate) continue;
    const request = { kind: 'merge', id: ids.get(incident)!, into: ids.get(incidents[index - 1])! } as const;
    const context = contextOf('socManager', `demo/soc/merge/${incident.origin.id}`);
    ({ receipt: last } = await merges.execute(new MergeRecords(incidentMergeKind, request, context)));
  }
  return last;
};

/** @returns the receipt of its last change. */
export const loadSoc = async (load: SocLoad): Promise<Receipt | undefined> => {
  await measure(load);
  // Before the first incident, which would give the tenant schedules that print no recommendations.
  await schedule(load);
  const [receipt] = await Promise.all([handleIncidents(load), defend(load)]);
  return receipt;
};
