/** Checks what callers give for incidents, field by field. */
import { z } from 'zod';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { ActorId, Instant, text } from '../ledger/text.js';
import { profileInput } from '../profiles/profile.input.js';
import type { IncidentRequest, IncidentVerb } from './incident.commands.js';
import { BLANK_INCIDENT, HoldReason, IncidentDetails, Severity, Verdict } from './incident.events.js';

const at = Instant.optional();
const VERBS: { readonly [Verb in IncidentVerb]: z.ZodType } = {
  acknowledge: z.object({ at }),
  assign: z.object({ at, assignee: ActorId.nullable().default(null) }),
  changeSeverity: z.object({ at, severity: Severity }),
  hold: z.object({ at, reason: HoldReason }),
  resume: z.object({ at }),
  escalate: z.object({ at, toTier: z.int().min(1).max(9) }),
  contain: z.object({ at }),
  resolve: z.object({ at, resolution: text(5_000), verdict: Verdict, automated: z.boolean().optional() }),
  reopen: z.object({ at }),
  close: z.object({ at }),
};
const NULL_IS_A_VALUE = new Set(['assignee']);

const openInput = profileInput(IncidentDetails.extend({ severity: Severity, detectedAt: Instant }), {
  ...BLANK_INCIDENT,
  detectedAt: undefined,
});
const reviseInput = profileInput(IncidentDetails, BLANK_INCIDENT);

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseOpening = (input: object): IncidentRequest =>
  ({ ...openInput(undefined, input), kind: 'open' }) as IncidentRequest;

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseRevision = (id: string, input: object): IncidentRequest => reviseInput(id, input) as IncidentRequest;

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseStep = (verb: IncidentVerb, id: string, input: object = {}): IncidentRequest =>
  ({ kind: verb, id, input: parseInput(VERBS[verb], plainInput(input, NULL_IS_A_VALUE), 'input') }) as IncidentRequest;
