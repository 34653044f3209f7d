/** The rules of a tenant's settings. Pure: no clock, no ids, no I/O. */
import { DEFAULT_TLP_SECRECY, type SecrecyLevel, secrecyRank, Tlp } from '../access/marking.js';
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields, sameValue } from '../ledger/text.js';
import type { RoleCeiling } from './sharing-settings.events.js';
import type { DetectionScope, KpiTarget, SlaPolicy } from './soc-settings.events.js';
import type {
  ReportingExpectation,
  SearchLanguage,
  TenantSettingsChanges,
  TenantSettingsEvent,
} from './tenant-settings.events.js';
import { defaultSettings, evolve, type TenantSettingsRecord } from './tenant-settings.record.js';

/** What a caller gives; what is not given of `effectiveFrom` stays, and is `now` for a new one. */
export type GivenExpectation = Omit<ReportingExpectation, 'effectiveFrom'> & Partial<Pick<ReportingExpectation, 'effectiveFrom'>>;
/** The language is an event of its own, since texts are indexed anew by it. */
export type GivenChanges = TenantSettingsChanges & { readonly searchLanguage?: SearchLanguage | undefined };
export type TenantSettingsCommand =
  | { readonly type: 'Change'; readonly changes: GivenChanges }
  | { readonly type: 'SetExpectation'; readonly id: string; readonly expectation: GivenExpectation; readonly now: string }
  | { readonly type: 'RemoveExpectation'; readonly id: string }
  | { readonly type: 'SetSlaPolicy'; readonly id: string; readonly policy: SlaPolicy }
  | { readonly type: 'RemoveSlaPolicy'; readonly id: string }
  | { readonly type: 'SetKpiTarget'; readonly target: KpiTarget }
  | { readonly type: 'RemoveKpiTarget'; readonly kpi: KpiTarget['kpi'] }
  | { readonly type: 'DeclareDetectionScope'; readonly scope: DetectionScope }
  | { readonly type: 'SetSharingCeiling'; readonly ceiling: RoleCeiling }
  | { readonly type: 'RemoveSharingCeiling'; readonly role: RoleCeiling['role'] };

const MAX_EXPECTATIONS = 50;
const MAX_SLA_POLICIES = 12;

const refuseLowered = (tlp: Tlp, level: SecrecyLevel | undefined): void => {
  const least = DEFAULT_TLP_SECRECY[tlp];
  if (level && secrecyRank(level) < secrecyRank(least))
    throw new RuleViolation(
      'TLP_SECRECY_TOO_LOW',
      `TLP:${tlp} stands for at least ${least}; choose ${least} or a higher level.`,
      `tlpSecrecy.${tlp}`,
    );
};

const zoneExists = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};

const refuseUnknownZone = (zone: string | null | undefined, field = 'zone'): void => {
  if (typeof zone === 'string' && !zoneExists(zone))
    throw new RuleViolation('UNKNOWN_ZONE', `${zone} is not a known IANA time zone; try one such as Europe/London.`, field);
};

const change = (changes: GivenChanges, settings: TenantSettingsRecord): readonly TenantSettingsEvent[] => {
  for (const tlp of Tlp.options) refuseLowered(tlp, changes.tlpSecrecy?.[tlp]);
  refuseUnknownZone(changes.zone);
  const { tlpSecrecy, searchLanguage, ...others } = changes;
  const levels = tlpSecrecy && changedFields(settings.tlpSecrecy, tlpSecrecy);
  const fields = changedFields<Omit<TenantSettingsRecord, 'tlpSecrecy'>>(settings, others);
  const events: TenantSettingsEvent[] = [];
  if (levels || fields)
    events.push({ type: 'TenantSettingsChanged', data: { changes: { ...fields, ...(levels && { tlpSecrecy: levels }) } } });
  if (searchLanguage && searchLanguage !== settings.searchLanguage)
    events.push({ type: 'SearchLanguageChosen', data: { language: searchLanguage } });
  return events;
};

const setExpectation = (
  id: string,
  given: GivenExpectation,
  now: string,
  { reportingExpectations }: TenantSettingsRecord,
): readonly TenantSettingsEvent[] => {
  refuseUnknownZone(given.zone);
  const current = reportingExpectations[id];
  if (!current && Object.keys(reportingExpectations).length >= MAX_EXPECTATIONS)
    throw new RuleViolation(
      'TOO_MANY_EXPECTATIONS',
      `A tenant has at most ${MAX_EXPECTATIONS} reporting expectations. Remove one first.`,
    );
  const expectation = { ...given, effectiveFrom: given.effectiveFrom ?? current?.effectiveFrom ?? now };
  return sameValue(expectation, current) ? [] : [{ type: 'ReportingExpectationSet', data: { id, expectation } }];
};

/** A clock of a severity has one target, so that every incident is measured against one policy. */
const setSlaPolicy = (id: string, policy: SlaPolicy, { slaPolicies }: TenantSettingsRecord): readonly TenantSettingsEvent[] => {
  if (policy.calendar.kind === 'business_hours') refuseUnknownZone(policy.calendar.zone, 'calendar.zone');
  const others = Object.entries(slaPolicies).filter(([other]) => other !== id);
  if (others.length >= MAX_SLA_POLICIES)
    throw new RuleViolation('TOO_MANY_SLA_POLICIES', `A tenant has at most ${MAX_SLA_POLICIES} SLA policies. Remove one first.`);
  const taken = new Map(
    others.flatMap(([, { name, targets }]) => targets.map(({ severity, clock }) => [`${severity} ${clock}`, name] as const)),
  );
  for (const [index, { severity, clock }] of policy.targets.entries()) {
    const holder = taken.get(`${severity} ${clock}`);
    if (holder !== undefined)
      throw new RuleViolation(
        'SLA_TARGET_TAKEN',
        `${severity} has a target to ${clock} in ${holder} already. Leave it out of one of the two.`,
        `targets.${index}`,
      );
    taken.set(`${severity} ${clock}`, policy.name);
  }
  return sameValue(policy, slaPolicies[id]) ? [] : [{ type: 'SlaPolicySet', data: { id, policy } }];
};

const missing = (what: string): never => {
  throw new RuleViolation('NOT_FOUND', `There is no such ${what}. See tenantSettings for those there are.`);
};

export const tenantSettings: Decider<TenantSettingsCommand, TenantSettingsEvent, TenantSettingsRecord> = {
  initial: defaultSettings,
  evolve,

  decide(command, settings) {
    switch (command.type) {
      case 'Change':
        return change(command.changes, settings);
      case 'SetExpectation':
        return setExpectation(command.id, command.expectation, command.now, settings);
      case 'RemoveExpectation':
        if (!settings.reportingExpectations[command.id]) return missing('reporting expectation');
        return [{ type: 'ReportingExpectationRemoved', data: { id: command.id } }];
      case 'SetSlaPolicy':
        return setSlaPolicy(command.id, command.policy, settings);
      case 'RemoveSlaPolicy':
        if (!settings.slaPolicies[command.id]) return missing('SLA policy');
        return [{ type: 'SlaPolicyRemoved', data: { id: command.id } }];
      case 'SetKpiTarget': {
        const { target } = command;
        return sameValue(target, settings.kpiTargets[target.kpi]) ? [] : [{ type: 'KpiTargetSet', data: target }];
      }
      case 'RemoveKpiTarget':
        if (!settings.kpiTargets[command.kpi]) return missing('KPI target');
        return [{ type: 'KpiTargetRemoved', data: { kpi: command.kpi } }];
      case 'DeclareDetectionScope':
        return sameValue(command.scope, settings.detectionScope) ? [] : [{ type: 'DetectionScopeDeclared', data: command.scope }];
      case 'SetSharingCeiling': {
        const { ceiling } = command;
        return sameValue(ceiling, settings.sharingCeilings[ceiling.role]) ? [] : [{ type: 'SharingCeilingSet', data: ceiling }];
      }
      case 'RemoveSharingCeiling':
        if (!settings.sharingCeilings[command.role]) return missing('sharing ceiling');
        return [{ type: 'SharingCeilingRemoved', data: { role: command.role } }];
      default:
        return assertNever(command);
    }
  },
};
