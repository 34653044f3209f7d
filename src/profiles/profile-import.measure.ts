/** The rules of a profiled record that comes as a STIX object, for the decider of every type. Pure. */
import { type Marking, raisedTo, withCreator } from '../access/marking.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { importOutcome } from '../exchange/stix/stix-object.record.js';
import { RuleViolation } from '../ledger/decider.js';
import { sameValue } from '../ledger/text.js';
import type { ImportedProfile } from './profile-import.events.js';
import type { AnyProfile } from './profile.record.js';

export interface ImportProfile<Profile extends object> {
  readonly type: 'Import';
  /** What the object says. */
  readonly profile: Partial<Profile>;
  /** What a new record has where the object says nothing. */
  readonly blank: Profile;
  readonly marking: Marking;
  /** The importing actor. */
  readonly by: string;
  readonly stix: StixOrigin;
}

/** STIX 2.1 §3.6: only who created an object makes new versions of it; objects without a creator are anybody's. */
const refuseForeign = (known: StixOrigin, incoming: StixOrigin): void => {
  const [mine, theirs] = [known.createdByRef, incoming.createdByRef];
  if (mine !== undefined && theirs !== undefined && mine !== theirs)
    throw new RuleViolation(
      'NOT_ITS_CREATOR',
      `${incoming.id} was created by ${mine}; ${theirs} makes no versions of it.`,
      'stix',
    );
};

/**
 * What was revised here stays, and so does what the object does not speak of.
 * @param word the field's word for the record.
 * @returns undefined when the version is known, or older than the known one. @throws RuleViolation
 */
export const decideImport = <Profile extends object>(
  word: string,
  { profile, blank, marking, by, stix }: ImportProfile<Profile>,
  existing: (AnyProfile & Profile) | undefined,
): ImportedProfile<Profile> | undefined => {
  if (!existing) return { profile: { ...blank, ...profile }, kept: [], marking: withCreator(marking, by), importedBy: by, stix };
  const { stix: known, revisedHere = [], remarked = false, creator } = existing;
  if (!known)
    throw new RuleViolation(
      'NOT_IMPORTED',
      `A ${word} of your own has the id of ${stix.id}; an import does not change it.`,
      'stix.id',
    );
  if (known.id !== stix.id)
    throw new RuleViolation('STIX_ID_TAKEN', `${stix.id} has the UUID of ${known.id}, which is a ${word} already.`, 'stix.id');
  refuseForeign(known, stix);
  if (importOutcome(known, stix) !== 'updated') return undefined;
  if (known.revoked)
    throw new RuleViolation('REVOKED', `${stix.id} was revoked by its creator and has no newer versions.`, 'stix.modified');
  const fields = Object.keys(blank) as (keyof Profile & string)[];
  const incoming = { ...profile };
  for (const field of revisedHere) delete incoming[field as keyof Profile];
  const before = Object.fromEntries(fields.map((field) => [field, existing[field]])) as Profile;
  return {
    profile: { ...before, ...incoming },
    kept: revisedHere.filter((field) => (fields as readonly string[]).includes(field)),
    marking: withCreator(withCreator(remarked ? raisedTo(existing.marking, marking) : marking, creator), by),
    importedBy: by,
    stix,
  };
};

/** Of the fields that an import leaves as they were revised here, those that the object speaks of otherwise. */
export const differingHere = (record: object, profile: object, kept: readonly string[]): readonly string[] =>
  kept.filter(
    (field) =>
      Object.hasOwn(profile, field) &&
      !sameValue((record as Readonly<Record<string, unknown>>)[field], (profile as Readonly<Record<string, unknown>>)[field]),
  );
