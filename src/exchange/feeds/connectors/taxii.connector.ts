/** Exchanges with a collection of a TAXII 2.1 server. */
import { pollCollection } from '../../taxii/client/poll.js';
import { pushObjects, settledSince } from '../../taxii/client/push.js';
import { TaxiiConnection } from '../../taxii/client/taxii-connection.js';
import { objectsUrl, withSlash } from '../../taxii/client/taxii-urls.js';
import type { FeedRecord } from '../feed.record.js';
import type { FeedConnector } from './connector.js';

/** Of one poll; the next goes on from there. */
const MOST_OBJECTS = 1_000_000;

const placeIn = ({ apiRoot, collectionId }: FeedRecord) => ({ apiRoot, collectionId });

export const taxii: FeedConnector = {
  refusal: ({ search }) => (search === '' ? undefined : 'must have no query'),
  address: withSlash,
  placeOf: ({ apiRoot, collectionId }) => objectsUrl(apiRoot, collectionId),
  pull(feed, { connection, ...parts }) {
    const { cursor, pageSize, stixTypes, allVersions } = feed;
    const match = { type: stixTypes, version: allVersions ? ['all'] : [] };
    return pollCollection(
      { ...placeIn(feed), cursor, pageSize, match, mostObjects: MOST_OBJECTS },
      { ...parts, connection: new TaxiiConnection(connection) },
    );
  },
  push: {
    send: (objects, feed, { connection, ...parts }) =>
      pushObjects(objects, { ...parts, ...placeIn(feed), connection: new TaxiiConnection(connection) }),
    settled: (left, { apiRoot }, connection) => settledSince(left, { connection: new TaxiiConnection(connection), apiRoot }),
  },
};
