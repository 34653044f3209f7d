/** Facts recorded on `control-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, Instant, line, text } from '../ledger/text.js';
import { profileEventsOf, RETIREMENT } from '../profiles/profile.events.js';

export const FRAMEWORKS = ['NIST CSF 2.0', 'ISO 27001:2022'] as const;
export const Framework = z.enum(FRAMEWORKS);
export type Framework = z.infer<typeof Framework>;

/** After the implementation states of NIST OSCAL 1.1. */
export const IMPLEMENTATION_STATUSES = ['implemented', 'partial', 'planned', 'not_implemented', 'not_applicable'] as const;
export const ImplementationStatus = z.enum(IMPLEMENTATION_STATUSES);
export type ImplementationStatus = z.infer<typeof ImplementationStatus>;

export const ControlProfile = z.strictObject({
  framework: Framework,
  /** As the framework spells it: `PR.AA-01`, `A.5.7`. Not unique: a refusal would tell of a control that the caller may not see. */
  controlId: line(50),
  title: line(500),
  implementationStatus: ImplementationStatus,
  /** When it was last shown to be so. */
  evidenceAt: Instant.nullable(),
  note: text(5_000),
  /** The actor who answers for it. */
  owner: ActorId.nullable(),
});
export type ControlProfile = z.infer<typeof ControlProfile>;

/** Of a control of which only framework, id and title are known. */
export const BLANK_CONTROL: Omit<ControlProfile, 'framework' | 'controlId' | 'title'> = {
  implementationStatus: 'not_implemented',
  evidenceAt: null,
  note: '',
  owner: null,
};

export const controlEvents = defineEvents('control', profileEventsOf('Control', ControlProfile, RETIREMENT));
export type ControlEvent = EventOf<typeof controlEvents>;
