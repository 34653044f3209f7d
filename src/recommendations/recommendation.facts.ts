/** A tenant's recommendations as facts for reports, read from their stream. */
import type { Ledger } from '../ledger/ledger.js';
import { empty, evolve, type Recommendation } from './recommendation.record.js';
import { recommendationEvents } from './recommendation.events.js';
import { recommendationLibraryId } from './recommendation.type.js';

/** @returns by id, as of a position if one is given. */
export const recommendationsOf = async (
  ledger: Ledger,
  tenantId: string,
  position?: bigint,
): Promise<ReadonlyMap<string, Recommendation>> => {
  const events = await ledger.events(recommendationEvents, tenantId, recommendationLibraryId(tenantId));
  const library = events
    .filter(({ at }) => position === undefined || at.position <= position)
    .reduce((before, { event }) => evolve(before, event), empty);
  return new Map(Object.entries(library.recommendations));
};
