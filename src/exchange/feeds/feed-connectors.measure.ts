/** What feeds can exchange over, as far as the rules of a feed ask. */
import type { FeedDirection } from './feed.events.js';

interface Traits {
  readonly directions: readonly FeedDirection[];
  /** Whether an address has collections, one of which a feed names. */
  readonly collections: boolean;
  /** Whether the server can be asked for some types, or for all versions. */
  readonly narrows: boolean;
}

export const CONNECTORS = {
  /** A collection of a TAXII 2.1 server. */
  taxii: { directions: ['pull', 'push'], collections: true, narrows: true },
  /** A STIX bundle at an address. */
  bundle: { directions: ['pull'], collections: false, narrows: false },
} as const satisfies Readonly<Record<string, Traits>>;
export type ConnectorName = keyof typeof CONNECTORS;

export const isConnector = (name: string): name is ConnectorName => Object.hasOwn(CONNECTORS, name);

/** @returns undefined for a connector that this program does not have. */
export const traitsOf = (name: string): Traits | undefined => (isConnector(name) ? CONNECTORS[name] : undefined);
