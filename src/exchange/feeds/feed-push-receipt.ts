/** The receipt of a push. */
import type { JsonObject } from '../../json/json-value.js';
import type { FeedPush } from './feed.events.js';
import type { FeedRecord } from './feed.record.js';

/** What a receipt says of a push: what went, where, for whom and up to which marking, and what the server said of it. */
export const pushReceiptOf = (
  { apiRoot, collectionId, receiver, country, maxTlp }: FeedRecord,
  { failures, pendingStatusIds, fault, ...push }: FeedPush,
): JsonObject => ({
  type: 'feed-push',
  apiRoot,
  collectionId,
  receiver,
  country,
  maxTlp,
  ...push,
  failures: failures.map(({ id, version, reason }) => ({ id, version: version ?? null, reason })),
  pendingStatusIds: [...pendingStatusIds],
  fault: fault && { ...fault },
});
