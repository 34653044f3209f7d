/** A tenant's settings as its events leave them; a tenant that changed nothing has the defaults. */
import { DEFAULT_TLP_SECRECY, type Marking, type SecrecyLevel, type Tlp } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { RoleCeiling } from './sharing-settings.events.js';
import type { DetectionScope, KpiTarget, SlaPolicy } from './soc-settings.events.js';
import type { ReportingExpectation, SearchLanguage, TenantSettingsEvent } from './tenant-settings.events.js';

export interface TenantSettingsRecord {
  readonly authorMayApprove: boolean;
  readonly tlpSecrecy: Readonly<Record<Tlp, SecrecyLevel>>;
  /** IANA time zone. */
  readonly zone: string;
  readonly expectedPublicationSeconds: number;
  readonly minimumActiveSources: number;
  /** By id. */
  readonly reportingExpectations: Readonly<Record<string, ReportingExpectation>>;
  readonly searchLanguage: SearchLanguage;
  /** By id; without any, the defaults hold. */
  readonly slaPolicies: Readonly<Record<string, SlaPolicy>>;
  /** By KPI. */
  readonly kpiTargets: Readonly<Record<string, KpiTarget>>;
  /** Null: never declared. */
  readonly detectionScope: DetectionScope | null;
  /** By role; those of others have the default. */
  readonly sharingCeilings: Readonly<Record<string, RoleCeiling>>;
}

export const defaultSettings: TenantSettingsRecord = {
  authorMayApprove: false,
  tlpSecrecy: DEFAULT_TLP_SECRECY,
  zone: 'UTC',
  expectedPublicationSeconds: 86_400,
  minimumActiveSources: 1,
  reportingExpectations: {},
  searchLanguage: 'english',
  slaPolicies: {},
  kpiTargets: {},
  detectionScope: null,
  sharingCeilings: {},
};

/** The marking of every tenant's settings: everybody in the tenant works under them, so nobody in it is kept from seeing them. */
export const tenantWide: Marking = {
  secrecyLevel: 'UNCLASSIFIED',
  tlp: 'AMBER',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
};

const without = <Value>(entries: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> => {
  const { [key]: _, ...others } = entries;
  return others;
};

export const evolve = (settings: TenantSettingsRecord, event: TenantSettingsEvent): TenantSettingsRecord => {
  switch (event.type) {
    case 'TenantSettingsChanged': {
      const { changes } = event.data;
      return { ...settings, ...changes, tlpSecrecy: { ...settings.tlpSecrecy, ...changes.tlpSecrecy } };
    }
    case 'ReportingExpectationSet': {
      const { id, expectation } = event.data;
      return { ...settings, reportingExpectations: { ...settings.reportingExpectations, [id]: expectation } };
    }
    case 'ReportingExpectationRemoved':
      return { ...settings, reportingExpectations: without(settings.reportingExpectations, event.data.id) };
    case 'SearchLanguageChosen':
      return { ...settings, searchLanguage: event.data.language };
    case 'SlaPolicySet': {
      const { id, policy } = event.data;
      return { ...settings, slaPolicies: { ...settings.slaPolicies, [id]: policy } };
    }
    case 'SlaPolicyRemoved':
      return { ...settings, slaPolicies: without(settings.slaPolicies, event.data.id) };
    case 'KpiTargetSet':
      return { ...settings, kpiTargets: { ...settings.kpiTargets, [event.data.kpi]: event.data } };
    case 'KpiTargetRemoved':
      return { ...settings, kpiTargets: without(settings.kpiTargets, event.data.kpi) };
    case 'DetectionScopeDeclared':
      return { ...settings, detectionScope: event.data };
    case 'SharingCeilingSet':
      return { ...settings, sharingCeilings: { ...settings.sharingCeilings, [event.data.role]: event.data } };
    case 'SharingCeilingRemoved':
      return { ...settings, sharingCeilings: without(settings.sharingCeilings, event.data.role) };
    default:
      return assertNever(event);
  }
};
