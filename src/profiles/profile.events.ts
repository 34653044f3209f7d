/** The facts that every profile (campaign, threat actor …) records alike. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { ActorId } from '../ledger/text.js';

const Marked = z.strictObject({ marking: Marking });
const none = z.strictObject({});

/** The data of each fact, without the owner's name in front. `Closing` is what closing sets. */
export interface ProfileFacts<Content, Closing> {
  readonly Created: Content & { readonly marking: Marking; readonly createdBy: string };
  readonly Revised: { readonly changes: Partial<Content> };
  readonly Marked: { readonly marking: Marking };
  readonly Closed: Closing;
  readonly Reopened: Record<string, never>;
}

type Specs<Owner extends string, Facts> = {
  readonly [Fact in keyof Facts & string as `${Owner}${Fact}`]: {
    readonly version: 1;
    readonly label: string;
    readonly schema: z.ZodType<Facts[Fact]>;
  };
};

/**
 * The contracts of these facts, to be spread into a slice's events: `...profileEventsOf('Campaign', CampaignContent, CampaignClosing)`.
 * @param closing fields of the content that closing sets and reopening clears.
 */
export const profileEventsOf = <Owner extends string, Content extends z.ZodRawShape, Closing extends z.ZodRawShape>(
  owner: Owner,
  content: z.ZodObject<Content>,
  closing: z.ZodObject<Closing>,
): Specs<Owner, ProfileFacts<z.output<z.ZodObject<Content>>, z.output<z.ZodObject<Closing>>>> =>
  ({
    [`${owner}Created`]: {
      version: 1,
      label: 'Created',
      schema: z.strictObject({ ...content.shape, marking: Marking, createdBy: ActorId }),
    },
    [`${owner}Revised`]: {
      version: 1,
      label: 'Revised',
      schema: z.strictObject({ changes: z.strictObject(content.shape).partial() }),
    },
    [`${owner}Marked`]: { version: 1, label: 'Marking changed', schema: Marked },
    [`${owner}Closed`]: { version: 1, label: 'Closed', schema: closing },
    [`${owner}Reopened`]: { version: 1, label: 'Reopened', schema: none },
  }) as never;
