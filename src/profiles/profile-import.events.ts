/** The fact that a profiled record came from elsewhere as a STIX object, or a later version of it. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { ActorId, line } from '../ledger/text.js';

interface Spec<Data> {
  readonly version: 1;
  readonly label: string;
  readonly schema: z.ZodType<Data>;
}

export interface ImportedProfile<Profile> {
  /** The record as it is from then on. */
  readonly profile: Profile;
  /** Fields that were revised here since it came, and stay as they were. */
  readonly kept: readonly string[];
  readonly marking: Marking;
  readonly importedBy: string;
  readonly stix: StixOrigin;
}

/** The contract of the fact, to be spread into an owner's events: `...importEventsOf('Campaign', CampaignProfile)`. */
export const importEventsOf = <Owner extends string, Profile extends z.ZodObject>(
  owner: Owner,
  profile: Profile,
): Readonly<Record<`${Owner}Imported`, Spec<ImportedProfile<z.output<Profile>>>>> =>
  ({
    [`${owner}Imported`]: {
      version: 1,
      label: 'Imported',
      schema: z.strictObject({
        profile,
        kept: z.array(line(100)).max(50),
        marking: Marking,
        importedBy: ActorId,
        stix: StixOrigin,
      }),
    },
  }) as unknown as Readonly<Record<`${Owner}Imported`, Spec<ImportedProfile<z.output<Profile>>>>>;
