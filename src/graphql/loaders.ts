/** Batches the look-ups of one request: one query for all sources or names that its fields ask for. */
import DataLoader from 'dataloader';

export interface GraphqlContext {
  readonly req: import('fastify').FastifyRequest;
  readonly loaders: Map<string, unknown>;
}

/** @returns the loader of this request under a name, made at first use. */
export const loaderOf = <Key, Value>(
  context: GraphqlContext,
  name: string,
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): DataLoader<Key, Value | undefined> => {
  const known = context.loaders.get(name) as DataLoader<Key, Value | undefined> | undefined;
  if (known) return known;
  const loader = new DataLoader<Key, Value | undefined>(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key));
  });
  context.loaders.set(name, loader);
  return loader;
};
