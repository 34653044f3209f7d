/** Facts recorded on `infrastructure-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, Instant, line, Term, text } from '../ledger/text.js';
import { linkEventsOf, LinkRole } from '../links/link.events.js';
import { importEventsOf } from '../profiles/profile-import.events.js';
import { profileEventsOf, RETIREMENT } from '../profiles/profile.events.js';

/** STIX 2.1 §6: the objects' own types; a file is told by a hash of it. */
export const ObservableType = z.enum([
  'domain-name',
  'ipv4-addr',
  'ipv6-addr',
  'url',
  'email-addr',
  'mac-addr',
  'autonomous-system',
  'file-md5',
  'file-sha1',
  'file-sha256',
  'file-sha512',
]);
export type ObservableType = z.infer<typeof ObservableType>;

/** In the one spelling that equal observables share. */
export const Observable = z.strictObject({ type: ObservableType, value: line(2_000) });
export type Observable = z.infer<typeof Observable>;

export const MAX_OBSERVABLES = 500;

export const InfrastructureProfile = z.strictObject({
  name: line(500),
  /** STIX 2.1 §10.11 infrastructure-type-ov, an open vocabulary. */
  infrastructureTypes: distinct(Term, 50),
  values: z.array(Observable).max(MAX_OBSERVABLES),
  description: text(20_000),
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
});
export type InfrastructureProfile = z.infer<typeof InfrastructureProfile>;

/** Of infrastructure that has only a name. */
export const BLANK_INFRASTRUCTURE: Omit<InfrastructureProfile, 'name'> = {
  infrastructureTypes: [],
  values: [],
  description: '',
  firstSeen: null,
  lastSeen: null,
};

export const infrastructureEvents = defineEvents('infrastructure', {
  ...profileEventsOf('Infrastructure', InfrastructureProfile, RETIREMENT),
  ...importEventsOf('Infrastructure', InfrastructureProfile),
  ...linkEventsOf('Infrastructure', LinkRole),
});
export type InfrastructureEvent = EventOf<typeof infrastructureEvents>;
