/** Settings of a tenant, on its `tenant-<tenant>.<id>` stream. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, Instant, line, RecordId, Term } from '../ledger/text.js';
import { Holidays, LocalTime, Weekdays, Zone } from './local-time.events.js';
import { RoleCeiling } from './sharing-settings.events.js';
import { DetectionScope, KpiTarget, SlaPolicy } from './soc-settings.events.js';

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

/** n products are expected in each window: from a local start to the next local end, on the weekdays and but for the holidays of its start. */
export const ReportingExpectation = z.strictObject({
  name: line(200),
  /** Products per window that meet it. */
  count: z.int().min(1).max(10_000),
  /** Products of any of these types count; empty: of every type. */
  reportTypes: distinct(Term, 50),
  start: LocalTime,
  /** Not after the start: on the next day; the same as the start: 24 hours. */
  end: LocalTime,
  /** ISO 8601 weekdays of the window's start, 1 (Monday) to 7. */
  weekdays: Weekdays,
  /** Null: the tenant's. */
  zone: Zone.nullable(),
  /** Local days on which no expected window starts. */
  holidays: Holidays,
  /** Nothing is expected of windows that ended by then. */
  effectiveFrom: Instant,
});
export type ReportingExpectation = z.infer<typeof ReportingExpectation>;

export const tenantSettingsEvents = defineEvents('tenant', {
  TenantSettingsChanged: {
    version: 1,
    label: 'Settings changed',
    schema: z.strictObject({ changes: TenantSettingsChanges }),
  },
  ReportingExpectationSet: {
    version: 1,
    label: 'Reporting expectation set',
    schema: z.strictObject({ id: RecordId, expectation: ReportingExpectation }),
  },
  ReportingExpectationRemoved: {
    version: 1,
    label: 'Reporting expectation removed',
    schema: z.strictObject({ id: RecordId }),
  },
  SlaPolicySet: {
    version: 1,
    label: 'Service levels set',
    schema: z.strictObject({ id: RecordId, policy: SlaPolicy }),
  },
  SlaPolicyRemoved: { version: 1, label: 'Service levels removed', schema: z.strictObject({ id: RecordId }) },
  KpiTargetSet: { version: 1, label: 'Target set for a figure', schema: KpiTarget },
  KpiTargetRemoved: { version: 1, label: 'Target removed from a figure', schema: KpiTarget.pick({ kpi: true }) },
  DetectionScopeDeclared: { version: 1, label: 'Scope of detection declared', schema: DetectionScope },
  SharingCeilingSet: { version: 1, label: 'Sharing ceiling set', schema: RoleCeiling },
  /** The default holds again. */
  SharingCeilingRemoved: { version: 1, label: 'Sharing ceiling removed', schema: RoleCeiling.pick({ role: true }) },
  /** The language that reports and sources are searched in. */
  SearchLanguageChosen: {
    version: 1,
    label: 'Search language chosen',
    schema: z.strictObject({ language: SearchLanguage }),
  },
});
export type TenantSettingsEvent = EventOf<typeof tenantSettingsEvents>;
