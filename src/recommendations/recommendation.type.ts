/** The record type of a tenant's library of recommendations; everybody in the tenant may read it. */
import { naturalId } from '../ledger/identity.js';
import type { RecordType } from '../ledger/ledger.js';
import { tenantWide } from '../tenants/tenant-settings.record.js';
import { type RecommendationCommand, recommendationLibrary } from './recommendation.decider.js';
import { recommendationEvents } from './recommendation.events.js';
import type { RecommendationLibrary } from './recommendation.record.js';

export const recommendationType: RecordType<typeof recommendationEvents, RecommendationCommand, RecommendationLibrary> = {
  name: 'library of recommendations',
  contracts: recommendationEvents,
  decider: recommendationLibrary,
  markingOf: () => tenantWide,
};

/** The one library of a tenant. */
export const recommendationLibraryId = (tenantId: string): string => naturalId('recommendations', tenantId);
