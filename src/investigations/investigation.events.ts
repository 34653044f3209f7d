/** Facts recorded on `investigation-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, distinct, Instant, line, text } from '../ledger/text.js';
import { linkEventsOf } from '../links/link.events.js';
import { mergeEventsOf } from '../profiles/merge.events.js';
import { importEventsOf } from '../profiles/profile-import.events.js';
import { profileEventsOf } from '../profiles/profile.events.js';

export const InvestigationProfile = z.strictObject({
  /**
   * As the organisation numbers its cases. Not unique: a number that is refused because a case has it that the caller may not see
   * would tell of that case.
   */
  number: line(100).nullable(),
  title: line(500),
  /** The actor who leads it. */
  lead: ActorId.nullable(),
  /** Organisations that take part. Data: who may see the investigation is said by its marking alone. */
  memberOrganisations: distinct(line(200), 200),
  startDate: Instant.nullable(),
  endDate: Instant.nullable(),
  description: text(20_000),
  /** STIX 2.1 §3.2: 0 to 100; null: not stated. */
  confidence: z.int().min(0).max(100).nullable(),
});
export type InvestigationProfile = z.infer<typeof InvestigationProfile>;

/** Of an investigation that has only a title. */
export const BLANK_INVESTIGATION: Omit<InvestigationProfile, 'title'> = {
  number: null,
  lead: null,
  memberOrganisations: [],
  startDate: null,
  endDate: null,
  description: '',
  confidence: null,
};

export const investigationEvents = defineEvents('investigation', {
  ...profileEventsOf('Investigation', InvestigationProfile, { Held: 'Put on hold', Resumed: 'Resumed' }),
  /** Its end goes with its status. */
  InvestigationClosed: { version: 1, label: 'Closed', schema: z.strictObject({ endDate: Instant }) },
  InvestigationReopened: { version: 1, label: 'Reopened', schema: z.strictObject({ endDate: z.null() }) },
  ...importEventsOf('Investigation', InvestigationProfile),
  ...linkEventsOf('Investigation'),
  ...mergeEventsOf('Investigation'),
});
export type InvestigationEvent = EventOf<typeof investigationEvents>;
