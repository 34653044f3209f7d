/** The connectors of this program. */
import { type ConnectorName, isConnector } from '../feed-connectors.measure.js';
import { bundle } from './bundle.connector.js';
import type { FeedConnector } from './connector.js';
import { taxii } from './taxii.connector.js';

export const FEED_CONNECTORS: Readonly<Record<ConnectorName, FeedConnector>> = { taxii, bundle };

/** @throws Error for one that this program does not have: the feed was made by another. */
export const connectorOf = ({ connector }: { readonly connector: string }): FeedConnector => {
  if (!isConnector(connector)) throw new Error(`there is no connector ${connector}; upgrade this program`);
  return FEED_CONNECTORS[connector];
};
