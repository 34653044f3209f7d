/** Facts recorded on `target-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { ExternalReference } from '../intel-reports/intel-report.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, line, Term, text } from '../ledger/text.js';
import { importEventsOf } from '../profiles/profile-import.events.js';
import { profileEventsOf, RETIREMENT } from '../profiles/profile.events.js';

/** Whom or what somebody is after; STIX 2.1 §10.10 identity-class-ov knows system, organization, group, individual and class. */
export const TargetKind = z.enum(['sector', 'organisation', 'group', 'system', 'person_role', 'location', 'other']);
export type TargetKind = z.infer<typeof TargetKind>;

/** A country by its syntax, ISO 3166-1 alpha-2; which codes are assigned changes, and is checked where one is given. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB');

export const TargetProfile = z.strictObject({
  name: line(500),
  kind: TargetKind,
  /** STIX 2.1 §10.12 industry-sector-ov, an open vocabulary. */
  sectors: distinct(Term, 200),
  country: CountryCode.nullable(),
  description: text(20_000),
  externalReferences: z.array(ExternalReference).max(200),
});
export type TargetProfile = z.infer<typeof TargetProfile>;

/** Of a target that has only a name. */
export const BLANK_TARGET: Omit<TargetProfile, 'name'> = {
  kind: 'other',
  sectors: [],
  country: null,
  description: '',
  externalReferences: [],
};

export const targetEvents = defineEvents('target', {
  ...profileEventsOf('Target', TargetProfile, RETIREMENT),
  ...importEventsOf('Target', TargetProfile),
});
export type TargetEvent = EventOf<typeof targetEvents>;
