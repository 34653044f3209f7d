/** Facts recorded on a tenant's `recommendation-<tenant>.<id>` stream, its library. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { line, RecordId } from '../ledger/text.js';

export const RecommendationContent = z.strictObject({
  title: line(300),
  /** What reports say, unless something of their own is written for one. */
  text: line(5_000),
});
export type RecommendationContent = z.infer<typeof RecommendationContent>;

export const recommendationEvents = defineEvents('recommendation', {
  RecommendationAdded: {
    version: 1,
    label: 'Recommendation added',
    schema: z.strictObject({ id: RecordId, content: RecommendationContent }),
  },
  RecommendationRevised: {
    version: 1,
    label: 'Recommendation revised',
    schema: z.strictObject({ id: RecordId, content: RecommendationContent }),
  },
  /** Reports that have it keep it. */
  RecommendationRetired: {
    version: 1,
    label: 'Recommendation retired',
    schema: z.strictObject({ id: RecordId }),
  },
});
export type RecommendationEvent = EventOf<typeof recommendationEvents>;
