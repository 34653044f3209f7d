/** The rules of a tenant's settings. Pure: no clock, no ids, no I/O. */
import { DEFAULT_TLP_SECRECY, type SecrecyLevel, secrecyRank, Tlp } from '../access/marking.js';
import { type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields } from '../ledger/text.js';
import type { SearchLanguage, TenantSettingsChanges, TenantSettingsEvent } from './tenant-settings.events.js';
import { defaultSettings, evolve, type TenantSettingsRecord } from './tenant-settings.record.js';

export interface TenantSettingsCommand {
  readonly type: 'Change';
  readonly changes: TenantSettingsChanges & { readonly searchLanguage?: SearchLanguage | undefined };
}

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

export const tenantSettings: Decider<TenantSettingsCommand, TenantSettingsEvent, TenantSettingsRecord> = {
  initial: defaultSettings,
  evolve,

  decide({ changes }, settings) {
    for (const tlp of Tlp.options) refuseLowered(tlp, changes.tlpSecrecy?.[tlp]);
    if (changes.zone !== undefined && !zoneExists(changes.zone))
      throw new RuleViolation(
        'UNKNOWN_ZONE',
        `${changes.zone} is not a known IANA time zone; try one such as Europe/London.`,
        'zone',
      );
    const { tlpSecrecy, searchLanguage, ...others } = changes;
    const levels = tlpSecrecy && changedFields(settings.tlpSecrecy, tlpSecrecy);
    const fields = changedFields<Omit<TenantSettingsRecord, 'tlpSecrecy'>>(settings, others);
    const events: TenantSettingsEvent[] = [];
    if (levels || fields)
      events.push({ type: 'TenantSettingsChanged', data: { changes: { ...fields, ...(levels && { tlpSecrecy: levels }) } } });
    if (searchLanguage && searchLanguage !== settings.searchLanguage)
      events.push({ type: 'SearchLanguageChosen', data: { language: searchLanguage } });
    return events;
  },
};
