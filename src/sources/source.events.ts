/** Facts recorded on `source-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, distinct, line, Term, text } from '../ledger/text.js';

/** How a source collects, or who it is. */
export const SourceKind = z.enum([
  'osint',
  'humint',
  'sigint',
  'geoint',
  'masint',
  'techint',
  'commercial',
  'government',
  'partner',
  'internal',
  'other',
]);
export type SourceKind = z.infer<typeof SourceKind>;

/** NATO AJP-2.1 (Admiralty code): A completely reliable … E unreliable, F reliability cannot be judged. */
export const Reliability = z.enum(['A', 'B', 'C', 'D', 'E', 'F']);
export type Reliability = z.infer<typeof Reliability>;

/** NATO AJP-2.1 (Admiralty code): 1 confirmed by other sources … 5 improbable, 6 truth cannot be judged. */
export const Credibility = z.int().min(1).max(6);

const YEAR_IN_SECONDS = 31_536_000;

export const SourceProfile = z.strictObject({
  name: line(500),
  kind: SourceKind,
  description: text(20_000),
  /** The responsible source manager. */
  owner: ActorId.nullable(),
  reliability: Reliability,
  credibility: Credibility,
  /** How often it should report; null: nothing is expected. */
  expectedCadenceSeconds: z.int().min(60).max(YEAR_IN_SECONDS).nullable(),
  /** STIX 2.1 §10.12 industry-sector-ov, an open vocabulary. */
  sectors: distinct(Term, 200),
});
export type SourceProfile = z.infer<typeof SourceProfile>;

/** What to change; fields left out stay. */
export const SourceChanges = SourceProfile.partial();
export type SourceChanges = z.infer<typeof SourceChanges>;

/** A source of which nobody judged anything yet: F and 6 mean "cannot be judged". */
export const BLANK_PROFILE: Omit<SourceProfile, 'name' | 'kind'> = {
  description: '',
  owner: null,
  reliability: 'F',
  credibility: 6,
  expectedCadenceSeconds: null,
  sectors: [],
};

export const sourceEvents = defineEvents('source', {
  SourceRegistered: {
    version: 1,
    label: 'Registered',
    schema: z.strictObject({ ...SourceProfile.shape, marking: Marking, registeredBy: ActorId }),
  },
  SourceRevised: { version: 1, label: 'Revised', schema: z.strictObject({ changes: SourceChanges }) },
  SourceMarked: { version: 1, label: 'Marking changed', schema: z.strictObject({ marking: Marking }) },
  SourcePaused: { version: 1, label: 'Paused', schema: z.strictObject({}) },
  SourceResumed: { version: 1, label: 'Resumed', schema: z.strictObject({}) },
  SourceRetired: { version: 1, label: 'Retired', schema: z.strictObject({}) },
  SourceReinstated: { version: 1, label: 'Reinstated', schema: z.strictObject({}) },
  SourceImported: {
    version: 1,
    label: 'Imported',
    schema: z.strictObject({
      ...SourceProfile.pick({ name: true, kind: true, description: true, sectors: true }).shape,
      /** STIX 2.1 §10.10 identity-class-ov; null when the identity names none. */
      identityClass: Term.nullable(),
      marking: Marking,
      importedBy: ActorId,
      stix: StixOrigin,
    }),
  },
});
export type SourceEvent = EventOf<typeof sourceEvents>;
