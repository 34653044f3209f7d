/** A tenant's settings as its events leave them; a tenant that changed nothing has the defaults. */
import { DEFAULT_TLP_SECRECY, type Marking, type SecrecyLevel, type Tlp } from '../access/marking.js';
import type { SearchLanguage, TenantSettingsEvent } from './tenant-settings.events.js';

export interface TenantSettingsRecord {
  readonly authorMayApprove: boolean;
  readonly tlpSecrecy: Readonly<Record<Tlp, SecrecyLevel>>;
  /** IANA time zone. */
  readonly zone: string;
  readonly expectedPublicationSeconds: number;
  readonly minimumActiveSources: number;
  readonly searchLanguage: SearchLanguage;
}

export const defaultSettings: TenantSettingsRecord = {
  authorMayApprove: false,
  tlpSecrecy: DEFAULT_TLP_SECRECY,
  zone: 'UTC',
  expectedPublicationSeconds: 86_400,
  minimumActiveSources: 1,
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
  if (event.type === 'SearchLanguageChosen') return { ...settings, searchLanguage: event.data.language };
  const { changes } = event.data;
  return { ...settings, ...changes, tlpSecrecy: { ...settings.tlpSecrecy, ...changes.tlpSecrecy } };
};
