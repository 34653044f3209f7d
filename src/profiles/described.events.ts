/** The facts of every record that is a description with a marking: made, revised, marked. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { ActorId } from '../ledger/text.js';

export type Nothing = Readonly<Record<string, never>>;
export const nothing = z.strictObject({});

/** The data of each fact, without the owner's name in front. */
export interface DescribedFacts<Content> {
  readonly Created: Content & { readonly marking: Marking; readonly createdBy: string };
  readonly Revised: { readonly changes: Partial<Content> };
  readonly Marked: { readonly marking: Marking };
}
/** A record that is taken out of use and back into it. */
export interface RetirementFacts {
  readonly Retired: Nothing;
  readonly Restored: Nothing;
}

/** The contracts of facts, with the owner's name in front of theirs. */
export type OwnedSpecs<Owner extends string, Facts> = {
  readonly [Fact in keyof Facts & string as `${Owner}${Fact}`]: {
    readonly version: 1;
    readonly label: string;
    readonly schema: z.ZodType<Facts[Fact]>;
  };
};

/** @param facts by name: the label in words and the schema. */
export const ownedSpecs = <Owner extends string, Facts>(
  owner: Owner,
  facts: { readonly [Fact in keyof Facts & string]: readonly [label: string, schema: z.ZodType] },
): OwnedSpecs<Owner, Facts> =>
  Object.fromEntries(
    Object.entries<readonly [string, z.ZodType]>(facts).map(([fact, [label, schema]]) => [
      `${owner}${fact}`,
      { version: 1, label, schema },
    ]),
  ) as unknown as OwnedSpecs<Owner, Facts>;

/** To be spread into a slice's events: `...describedEventsOf('Target', TargetContent)`. */
export const describedEventsOf = <Owner extends string, Content extends z.ZodRawShape>(
  owner: Owner,
  content: z.ZodObject<Content>,
): OwnedSpecs<Owner, DescribedFacts<z.output<z.ZodObject<Content>>>> =>
  ownedSpecs(owner, {
    Created: ['Created', z.strictObject({ ...content.shape, marking: Marking, createdBy: ActorId })],
    Revised: ['Revised', z.strictObject({ changes: z.strictObject(content.shape).partial() })],
    Marked: ['Marking changed', z.strictObject({ marking: Marking })],
  });

export const retirementEventsOf = <Owner extends string>(owner: Owner): OwnedSpecs<Owner, RetirementFacts> =>
  ownedSpecs(owner, { Retired: ['Retired', nothing], Restored: ['Restored', nothing] });
