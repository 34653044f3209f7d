/** A recommendation of a tenant's library, shared by specs and golden files. */
import type { RecommendationEvent } from '../../src/recommendations/recommendation.events.js';
import { RECOMMENDATION_ID } from './soc-report.js';

export const content = { title: 'Second factor', text: 'Enforce it for all mailboxes.' };
export const added: RecommendationEvent = { type: 'RecommendationAdded', data: { id: RECOMMENDATION_ID, content } };
export const revised: RecommendationEvent = {
  type: 'RecommendationRevised',
  data: { id: RECOMMENDATION_ID, content: { ...content, text: 'Enforce it for all mailboxes by June.' } },
};
export const retired: RecommendationEvent = { type: 'RecommendationRetired', data: { id: RECOMMENDATION_ID } };
