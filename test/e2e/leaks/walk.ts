/** What a walk through one door of the leak matrix is given. */
import type { GraphQLSchema } from 'graphql';
import type { Kind } from './kinds.js';
import type { Matrix } from './matrix.js';
import type { Field, OperationName } from './selection.js';
import { type Kept, maySee, type Reader, type World } from './world.js';

export interface At {
  readonly world: World;
  readonly matrix: Matrix;
  readonly schema: GraphQLSchema;
  readonly operation: OperationName;
  readonly field: Field;
  /** As cells and messages name it. */
  readonly door: string;
  readonly reader: Reader;
}
export type Walk = (at: At) => Promise<void>;
/** Of a kind, some records that the reader may see and some that are hidden; others for each door and reader. */
export const sampleOf = (
  { world, reader, door }: Pick<At, 'world' | 'reader' | 'door'>,
  kinds: readonly Kind[],
): readonly Kept[] =>
  kinds.flatMap((kind) => {
    const all = world.randomFor(`${door} ${reader.name}`).shuffled(world.records.filter((record) => record.kind === kind));
    return [true, false].flatMap((visible) =>
      all.filter((record) => maySee(reader, record) === visible).slice(0, world.size.sampled),
    );
  });
