/** A tenant's library of recommendations as its events leave it. The one fold: decider, history and reports all use it. */
import { assertNever } from '../ledger/decider.js';
import type { RecommendationContent, RecommendationEvent } from './recommendation.events.js';

export interface Recommendation extends RecommendationContent {
  readonly id: string;
  readonly retired: boolean;
}
/** By id, in the order in which they were added. */
export interface RecommendationLibrary {
  readonly recommendations: Readonly<Record<string, Recommendation>>;
}

export const empty: RecommendationLibrary = { recommendations: {} };

const withOne = (library: RecommendationLibrary, one: Recommendation): RecommendationLibrary => ({
  recommendations: { ...library.recommendations, [one.id]: one },
});

export const evolve = (library: RecommendationLibrary, event: RecommendationEvent): RecommendationLibrary => {
  switch (event.type) {
    case 'RecommendationAdded':
      return withOne(library, { id: event.data.id, ...event.data.content, retired: false });
    case 'RecommendationRevised':
      return withOne(library, { ...library.recommendations[event.data.id], ...event.data.content });
    case 'RecommendationRetired':
      return withOne(library, { ...library.recommendations[event.data.id], retired: true });
    default:
      return assertNever(event);
  }
};
