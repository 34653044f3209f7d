/** Settings of a tenant, on its `tenant-<tenant>.<id>` stream. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';

/** An IANA time zone by its syntax; whether it exists is a rule of the decider. */
const Zone = z
  .string()
  .max(100, { abort: true })
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/, 'must be an IANA time zone such as Europe/London');

/** The languages that PostgreSQL's text search knows words of; `simple` takes words as they are. */
export const SearchLanguage = z.enum([
  'simple',
  'arabic',
  'armenian',
  'basque',
  'catalan',
  'danish',
  'dutch',
  'english',
  'finnish',
  'french',
  'german',
  'greek',
  'hindi',
  'hungarian',
  'indonesian',
  'irish',
  'italian',
  'lithuanian',
  'nepali',
  'norwegian',
  'portuguese',
  'romanian',
  'russian',
  'serbian',
  'spanish',
  'swedish',
  'tamil',
  'turkish',
  'yiddish',
]);
export type SearchLanguage = z.infer<typeof SearchLanguage>;

export const TenantSettings = z.strictObject({
  /** Whether authors may approve their own reports (no four-eyes rule). */
  authorMayApprove: z.boolean(),
  /** The secrecy level of imports that come with a TLP and no level; given levels replace, the others stay. */
  tlpSecrecy: z.partialRecord(Tlp, SecrecyLevel),
  zone: Zone,
  /** A publication is expected at least this often; recency is measured against it. */
  expectedPublicationSeconds: z.int().min(60).max(31_536_000),
  /** Fewer active sources than this are below the threshold. */
  minimumActiveSources: z.int().min(0).max(10_000),
});

/** What to change; fields left out stay. */
export const TenantSettingsChanges = TenantSettings.partial();
export type TenantSettingsChanges = z.infer<typeof TenantSettingsChanges>;

export const tenantSettingsEvents = defineEvents('tenant', {
  TenantSettingsChanged: {
    version: 1,
    label: 'Settings changed',
    schema: z.strictObject({ changes: TenantSettingsChanges }),
  },
  /** The language that reports and sources are searched in. */
  SearchLanguageChosen: {
    version: 1,
    label: 'Search language chosen',
    schema: z.strictObject({ language: SearchLanguage }),
  },
});
export type TenantSettingsEvent = EventOf<typeof tenantSettingsEvents>;
