/** A tenant's settings as its events leave them; a tenant that changed nothing has the defaults. */
import { DEFAULT_TLP_SECRECY, type Marking, type SecrecyLevel, type Tlp } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
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
}

export const defaultSettings: TenantSettingsRecord = {
  authorMayApprove: false,
  tlpSecrecy: DEFAULT_TLP_SECRECY,
  zone: 'UTC',
  expectedPublicationSeconds: 86_400,
  minimumActiveSources: 1,
  reportingExpectations: {},
  searchLanguage: 'english',
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
    case 'ReportingExpectationRemoved': {
      const { [event.data.id]: _, ...others } = settings.reportingExpectations;
      return { ...settings, reportingExpectations: others };
    }
    case 'SearchLanguageChosen':
      return { ...settings, searchLanguage: event.data.language };
    default:
      return assertNever(event);
  }
};
