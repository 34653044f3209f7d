/** Batches the look-ups of one request: one query for all sources or names that its fields ask for. */
import DataLoader from 'dataloader';

export interface GraphqlContext {
  readonly req: import('fastify').FastifyRequest;
  readonly loaders: Map<string, unknown>;
}

/**
 * @param keyOf by what keys are told apart and `load` gives their values; the keys themselves when left out.
 * @returns the loader of this request under a name, made at first use.
 */
export const loaderOf = <Key, Value, By = Key>(
  context: GraphqlContext,
  name: string,
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<By, Value>>,
  keyOf: (key: Key) => By = (key) => key as unknown as By,
): DataLoader<Key, Value | undefined, By> => {
  const known = context.loaders.get(name) as DataLoader<Key, Value | undefined, By> | undefined;
  if (known) return known;
  const loader = new DataLoader<Key, Value | undefined, By>(
    async (keys) => {
      const found = await load(keys);
      return keys.map((key) => found.get(keyOf(key)));
    },
    { cacheKeyFn: keyOf },
  );
  context.loaders.set(name, loader);
  return loader;
};
