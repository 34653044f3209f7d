/** Settings of a tenant, on its `tenant-<tenant>.<id>` stream. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';

/** An IANA time zone by its syntax; whether it exists is a rule of the decider. */
const Zone = z
  .string()
  .max(100, { abort: true })
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/, 'must be an IANA time zone such as Europe/London');

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
});
export type TenantSettingsEvent = EventOf<typeof tenantSettingsEvents>;
