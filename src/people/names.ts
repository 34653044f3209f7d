/** Names in answers: one look-up for all the people that a request names. */
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import type { People } from './people.queries.js';

/** @returns the name that an actor of a tenant is known by, else the actor id. */
export const nameOf = async (people: People, context: GraphqlContext, tenantId: string, actorId: string): Promise<string> => {
  const names = loaderOf(context, `names ${tenantId}`, (ids: readonly string[]) => people.namesOf(tenantId, ids));
  return (await names.load(actorId)) ?? actorId;
};
