/** Facts recorded on `threatActor-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { ExternalReference } from '../intel-reports/intel-report.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, Instant, line, Term, text } from '../ledger/text.js';
import { linkEventsOf } from '../links/link.events.js';
import { mergeEventsOf } from '../profiles/merge.events.js';
import { CLOSING } from '../profiles/merge.record.js';
import { importEventsOf } from '../profiles/profile-import.events.js';
import { profileEventsOf } from '../profiles/profile.events.js';

/** STIX 2.1 §4.17; its vocabularies are open, a term that is null is not known. */
export const ThreatActorProfile = z.strictObject({
  name: line(500),
  aliases: distinct(line(200), 200),
  description: text(20_000),
  /** STIX 2.1 §10.24 threat-actor-type-ov. */
  threatActorTypes: distinct(Term, 200),
  /** STIX 2.1 §10.25 threat-actor-role-ov. */
  roles: distinct(Term, 200),
  /** STIX 2.1 §10.26 threat-actor-sophistication-ov. */
  sophistication: Term.nullable(),
  /** STIX 2.1 §10.3 attack-resource-level-ov. */
  resourceLevel: Term.nullable(),
  /** STIX 2.1 §10.2 attack-motivation-ov. */
  primaryMotivation: Term.nullable(),
  goals: distinct(line(2_000), 100),
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
  /** STIX 2.1 §3.2: 0 to 100; null: not stated. */
  confidence: z.int().min(0).max(100).nullable(),
  externalReferences: z.array(ExternalReference).max(200),
});
export type ThreatActorProfile = z.infer<typeof ThreatActorProfile>;

/** A threat actor of which only the name is known. */
export const BLANK_THREAT_ACTOR: Omit<ThreatActorProfile, 'name'> = {
  aliases: [],
  description: '',
  threatActorTypes: [],
  roles: [],
  sophistication: null,
  resourceLevel: null,
  primaryMotivation: null,
  goals: [],
  firstSeen: null,
  lastSeen: null,
  confidence: null,
  externalReferences: [],
};

export const threatActorEvents = defineEvents('threatActor', {
  ...profileEventsOf('ThreatActor', ThreatActorProfile, CLOSING),
  ...importEventsOf('ThreatActor', ThreatActorProfile),
  ...linkEventsOf('ThreatActor'),
  ...mergeEventsOf('ThreatActor'),
});
export type ThreatActorEvent = EventOf<typeof threatActorEvents>;
