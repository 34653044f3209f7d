/** The facts that every profiled record goes through: created, revised, marked, moved from status to status. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { ActorId } from '../ledger/text.js';

interface Spec<Data> {
  readonly version: number;
  readonly label: string;
  readonly schema: z.ZodType<Data>;
}
type Nothing = Readonly<Record<string, never>>;

type ProfileSpecs<Owner extends string, Profile, Move extends string> = Readonly<
  Record<`${Owner}Created`, Spec<{ profile: Profile; marking: Marking; createdBy: string }>> &
    Record<`${Owner}Revised`, Spec<{ changes: Partial<Profile> }>> &
    Record<`${Owner}Marked`, Spec<{ marking: Marking }>> &
    Record<`${Owner}${Move}`, Spec<Nothing>>
>;

/**
 * The contracts of a profiled record, to be spread into its events.
 * @param moves labels of the facts that only change the status, by the end of their name: `{ Retired: 'Retired' }`.
 * @param version of the profile's shape: that of the facts that hold it.
 */
export const profileEventsOf = <Owner extends string, Profile extends z.ZodObject, Move extends string>(
  owner: Owner,
  profile: Profile,
  moves: Readonly<Record<Move, string>>,
  version = 1,
): ProfileSpecs<Owner, z.output<Profile>, Move> => {
  const spec = (end: string, label: string, schema: z.ZodType, of = 1) =>
    [`${owner}${end}`, { version: of, label, schema }] as const;
  return Object.fromEntries([
    spec('Created', 'Created', z.strictObject({ profile, marking: Marking, createdBy: ActorId }), version),
    spec('Revised', 'Revised', z.strictObject({ changes: profile.partial() }), version),
    spec('Marked', 'Marking changed', z.strictObject({ marking: Marking })),
    ...Object.entries<string>(moves).map(([end, label]) => spec(end, label, z.strictObject({}))),
  ]) as unknown as ProfileSpecs<Owner, z.output<Profile>, Move>;
};

/** The moves of a record that is only ever taken out of use and back into it. */
export const RETIREMENT = { Retired: 'Retired', Restored: 'Restored' } as const;
