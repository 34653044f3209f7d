/** The facts of two records of a type being one, on the streams of both. Never edit a published shape. */
import { z } from 'zod';
import { RecordId } from '../ledger/text.js';

const Target = z.strictObject({ target: RecordId });
const Absorbed = z.strictObject({ absorbed: RecordId });

/** The data of each fact, by the end of its name: the first two on the record that goes on, the others on the one that is part of it. */
export interface MergeFacts {
  readonly Absorbed: z.infer<typeof Absorbed>;
  readonly Released: z.infer<typeof Absorbed>;
  readonly MergedInto: z.infer<typeof Target>;
  readonly Unmerged: z.infer<typeof Target>;
}

type MergeSpecs<Owner extends string> = {
  readonly [Fact in keyof MergeFacts as `${Owner}${Fact}`]: {
    readonly version: 1;
    readonly label: string;
    readonly schema: z.ZodType<MergeFacts[Fact]>;
  };
};

/** The contracts of these facts, to be spread into a slice's events: `...mergeEventsOf('Campaign')`. */
export const mergeEventsOf = <Owner extends string>(owner: Owner): MergeSpecs<Owner> =>
  ({
    [`${owner}Absorbed`]: { version: 1, label: 'Another one merged into it', schema: Absorbed },
    [`${owner}Released`]: { version: 1, label: 'A merge into it undone', schema: Absorbed },
    [`${owner}MergedInto`]: { version: 1, label: 'Merged into another one', schema: Target },
    [`${owner}Unmerged`]: { version: 1, label: 'Merge undone', schema: Target },
  }) as unknown as MergeSpecs<Owner>;

export type MergeEvent<Owner extends string> = {
  readonly [Fact in keyof MergeFacts]: { readonly type: `${Owner}${Fact}`; readonly data: MergeFacts[Fact] };
}[keyof MergeFacts];
