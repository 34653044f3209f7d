/** Facts recorded on a tenant's `attackRelease-<tenant>.<id>` stream, the releases of ATT&CK that it works with. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { BlobRef } from '../../ledger/blob.events.js';
import { defineEvents, type EventOf } from '../../ledger/event-contract.js';
import { line, Sha256 } from '../../ledger/text.js';

/** As MITRE numbers them: 18.1. */
export const ReleaseVersion = z.string().regex(/^\d{1,3}(?:\.\d{1,3})?$/, 'must be a release of ATT&CK such as 18.1');

export const ReleaseName = z.strictObject({ domain: AttackDomain, version: ReleaseVersion });
export type ReleaseName = z.infer<typeof ReleaseName>;

const Count = z.int().min(0);
/** Those revoked or deprecated are counted as that alone. */
export const ReleaseCounts = z.strictObject({
  tactics: Count,
  techniques: Count,
  subtechniques: Count,
  revoked: Count,
  deprecated: Count,
});
export type ReleaseCounts = z.infer<typeof ReleaseCounts>;

export const attackReleaseEvents = defineEvents('attackRelease', {
  AttackReleaseLoaded: {
    version: 1,
    label: 'Technique release loaded',
    schema: z.strictObject({
      ...ReleaseName.shape,
      /** Version of the ATT&CK specification; null: not stated. */
      spec: line(50).nullable(),
      /** The blob of the index: id, name, tactics and status of each technique, and the notice that comes with them. */
      techniques: BlobRef,
      /** Of what was loaded. */
      sha256: Sha256,
      counts: ReleaseCounts,
    }),
  },
  /** It is no longer offered; a domain whose chosen release it was has none. */
  AttackReleaseRetired: { version: 1, label: 'Technique release retired', schema: ReleaseName },
  /** Technique ids of its domain are looked up in it from now on. */
  AttackReleaseChosen: { version: 1, label: 'Technique release chosen', schema: ReleaseName },
});
export type AttackReleaseEvent = EventOf<typeof attackReleaseEvents>;
