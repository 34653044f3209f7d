/** Facts recorded on `attackPattern-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { ExternalReference, KillChainPhase, TechniqueId } from '../intel-reports/intel-report.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, line, Term, text } from '../ledger/text.js';
import { importEventsOf } from '../profiles/profile-import.events.js';
import { profileEventsOf, RETIREMENT } from '../profiles/profile.events.js';

/** The matrix of MITRE ATT&CK. */
export const AttackDomain = z.enum(['enterprise', 'ics', 'mobile']);
export type AttackDomain = z.infer<typeof AttackDomain>;

export const AttackPatternProfile = z.strictObject({
  name: line(500),
  /** Null: not one of ATT&CK's. */
  attackId: TechniqueId.nullable(),
  /** As ATT&CK names them: credential-access. */
  tactics: distinct(Term, 50),
  killChainPhases: z.array(KillChainPhase).max(200),
  domain: AttackDomain.nullable(),
  /** Of ATT&CK, such as 17.1; null: not stated. */
  release: z
    .string()
    .regex(/^\d{1,3}(?:\.\d{1,3})?$/, 'must be a release of ATT&CK such as 17.1')
    .nullable(),
  description: text(20_000),
  externalReferences: z.array(ExternalReference).max(200),
});
export type AttackPatternProfile = z.infer<typeof AttackPatternProfile>;

/** Of an attack pattern that has only a name. */
export const BLANK_ATTACK_PATTERN: Omit<AttackPatternProfile, 'name'> = {
  attackId: null,
  tactics: [],
  killChainPhases: [],
  domain: null,
  release: null,
  description: '',
  externalReferences: [],
};

export const attackPatternEvents = defineEvents('attackPattern', {
  ...profileEventsOf('AttackPattern', AttackPatternProfile, RETIREMENT),
  ...importEventsOf('AttackPattern', AttackPatternProfile),
});
export type AttackPatternEvent = EventOf<typeof attackPatternEvents>;
