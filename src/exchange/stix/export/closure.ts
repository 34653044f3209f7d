/** Which of the objects that somebody may see go to a receiver, and in which form. Pure. */
import type { Protection } from '../../../access/marking.js';
import { canonicalJson } from '../../../json/canonical-json.js';
import type { JsonObject } from '../../../json/json-value.js';
import type { SharingRule } from '../../../access/sharing.js';
import { derivedUuid, type Look, organisationIdentity, organisationRef } from './own-object.stix.js';
import { canBeDerived, derivedFromId } from './revised-profile.stix.js';
import { type Named, namedBy, without } from './stix-refs.js';

/** Why an object stays here: a rule of sharing, or what the rule left of it. */
export type WithheldReason = SharingRule | 'tlp-version' | 'names-withheld' | 'no-object-refs' | 'not-published' | 'merged';

/** An object that the one who exports may see. */
export interface Candidate {
  readonly id: string;
  readonly value: JsonObject;
  /** As it came, when it came from somebody else. */
  readonly verbatim?: string;
  /** Of every record that it stands for: each has to allow it. The first is the one it is kept under. */
  readonly protections: readonly [Protection, ...Protection[]];
  /** Of a received object: its stream; and which object this is an earlier version of. */
  readonly streamId?: string;
  readonly pastOf?: string;
  /** The object of somebody else of which this one tells what was revised here. */
  readonly derivedOf?: string;
  /** Asked for; the others tell what would be revealed. */
  readonly wanted: boolean;
  /** Why it cannot go to anybody. */
  readonly unfit?: WithheldReason;
  /** Stays where one of these stays. */
  readonly follows?: readonly string[];
  /** What it names where nothing is left in its object_refs. */
  readonly insteadOfRefs?: readonly string[];
  /** Objects that go with it and have no life of their own. */
  readonly parts?: readonly JsonObject[];
  /** When it came to be as it is, and where that is in the log. */
  readonly addedAt: string;
  readonly position: bigint;
}

export interface Outgoing {
  readonly id: string;
  /** Its JSON. */
  readonly text: string;
  readonly candidate: Candidate;
}

export interface Closure {
  /** In the order of the candidates; parts follow what they belong to. */
  readonly objects: readonly Outgoing[];
  /** How many of the wanted objects stay here, by reason. */
  readonly withheld: ReadonlyMap<WithheldReason, number>;
  /** How many entries of lists were left out of objects that went. */
  readonly omittedRefs: number;
}

/** @returns the rule that keeps it here; undefined: it may go. */
export type Verdict = (protection: Protection) => WithheldReason | undefined;

const firstReason = ({ unfit, protections }: Candidate, verdict: Verdict): WithheldReason | undefined => {
  if (unfit !== undefined) return unfit;
  for (const protection of protections) {
    const reason = verdict(protection);
    if (reason !== undefined) return reason;
  }
  return undefined;
};

const isEmptied = (object: JsonObject, left: (id: string) => boolean): boolean =>
  Array.isArray(object.object_refs) &&
  object.object_refs.length > 0 &&
  object.object_refs.every((id) => typeof id === 'string' && left(id));

/**
 * Decides on all candidates together. An object that names one that stays here does without the name, and stays here itself where it says
 * nothing without. What nobody here holds, or the one who exports may not see, is no candidate: its name stays where it was, so that
 * nothing tells the two apart.
 */
export const closureOf = (candidates: readonly Candidate[], verdict: Verdict, look: Look): Closure => {
  const kept = new Map<string, WithheldReason>();
  const names = new Map<Candidate, Named>();
  const namers = new Map<string, Candidate[]>();
  const held = new Set(candidates.map(({ id }) => id));
  const left = (id: string): boolean => kept.has(id);
  const queue: string[] = [];
  const keep = (id: string, reason: WithheldReason): void => {
    if (kept.has(id)) return;
    kept.set(id, reason);
    queue.push(id);
  };
  for (const candidate of candidates) {
    const { needed, spare } = namedBy(candidate.value);
    const named = candidate.follows ? { needed: [...needed, ...candidate.follows], spare } : { needed, spare };
    names.set(candidate, named);
    for (const id of [...named.needed, ...named.spare, ...(candidate.insteadOfRefs ?? [])]) {
      if (!held.has(id)) continue;
      const known = namers.get(id);
      if (known) known.push(candidate);
      else namers.set(id, [candidate]);
    }
    const reason = firstReason(candidate, verdict);
    if (reason !== undefined) keep(candidate.id, reason);
  }
  const consequence = (candidate: Candidate): WithheldReason | undefined => {
    const { needed, spare } = names.get(candidate)!;
    if (needed.some(left)) return 'names-withheld';
    if (isEmptied(candidate.value, left) && (candidate.insteadOfRefs ?? []).every(left)) return 'no-object-refs';
    return candidate.verbatim !== undefined && spare.some(left) && !canBeDerived(candidate.value) ? 'names-withheld' : undefined;
  };
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const candidate of namers.get(id) ?? []) {
      const reason = kept.has(candidate.id) ? undefined : consequence(candidate);
      if (reason !== undefined) keep(candidate.id, reason);
    }
  const withheld = new Map<WithheldReason, number>();
  const objects: Outgoing[] = [];
  let omittedRefs = 0;
  for (const candidate of candidates) {
    if (!candidate.wanted) continue;
    const reason = kept.get(candidate.id);
    if (reason !== undefined) {
      withheld.set(reason, (withheld.get(reason) ?? 0) + 1);
      continue;
    }
    const omitted = names.get(candidate)!.spare.filter(left);
    omittedRefs += omitted.length;
    objects.push(...outgoing(candidate, omitted, left, look));
  }
  return { objects, withheld, omittedRefs };
};

const outgoing = (
  candidate: Candidate,
  omitted: readonly string[],
  left: (id: string) => boolean,
  look: Look,
): readonly Outgoing[] => {
  const { id, value, verbatim, parts = [], insteadOfRefs = [] } = candidate;
  const written = (object: JsonObject): Outgoing => ({ id: String(object.id), text: JSON.stringify(object), candidate });
  if (omitted.length === 0) {
    const itself = verbatim === undefined ? written(value) : { id, text: verbatim, candidate };
    return [itself, ...parts.map(written)];
  }
  const reduced = without(value, left);
  if (isEmptied(value, left)) reduced.object_refs = insteadOfRefs.filter((ref) => !left(ref));
  if (verbatim === undefined) return [written(reduced), ...parts.map(written)];
  return derived(candidate, reduced, omitted, look).map(written);
};

/** Under a new id that says what was left out, by us, and related to the object that it comes from. */
const derived = (
  { id, value, protections: [{ tenantId, ownerOrganisation }], addedAt }: Candidate,
  reduced: JsonObject,
  omitted: readonly string[],
  look: Look,
): readonly JsonObject[] => {
  const version = canonicalJson([value.modified ?? null, ...omitted.toSorted()]);
  const derivedId = `${String(value.type)}--${derivedUuid(look, id, 'derived object', tenantId, id, version)}`;
  const ours = {
    spec_version: '2.1',
    created_by_ref: organisationRef(tenantId, ownerOrganisation, look),
    created: addedAt,
    modified: addedAt,
  };
  const marks: JsonObject = value.object_marking_refs === undefined ? {} : { object_marking_refs: value.object_marking_refs };
  return [
    { ...reduced, id: derivedId, ...ours },
    {
      type: 'relationship',
      id: derivedFromId(derivedId),
      ...ours,
      relationship_type: 'derived-from',
      source_ref: derivedId,
      target_ref: id,
      ...marks,
    },
    organisationIdentity(tenantId, ownerOrganisation, look),
  ];
};

/** By reason, in the order of their names. */
export const reasonsOf = ({ withheld }: Closure): readonly { readonly reason: WithheldReason; readonly count: number }[] =>
  [...withheld].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => (a.reason < b.reason ? -1 : 1));
