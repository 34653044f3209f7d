/** What a TAXII 2.1 server offers: its API roots and their collections (TAXII 2.1 §4, §5.1). */
import { z } from 'zod';
import { refusedUrl } from '../../../outbound/networks.js';
import { NETWORKS_SETTING, RemoteConnection, type RemoteNetwork, type RemoteServer } from '../../remote/remote-connection.js';
import { RemoteFailure } from '../../remote/remote-failure.js';
import { taxiiApiRoot, type TaxiiCollection, taxiiCollections, taxiiDiscovery } from '../taxii-resources.js';
import { jsonOf, TaxiiConnection } from './taxii-connection.js';
import { collectionsUrl, withSlash } from './taxii-urls.js';

export interface FoundRoot {
  readonly url: string;
  readonly title: string | null;
  /** Bytes that it takes at once. */
  readonly maxContentLength: number | null;
  readonly collections: readonly TaxiiCollection[];
  /** Why nothing is known of it; null: it was asked. */
  readonly problem: string | null;
}
export interface FoundServer {
  readonly title: string;
  readonly roots: readonly FoundRoot[];
}

const MOST_ROOTS = 50;
/** Where discovery is when somebody names a machine alone (TAXII 2.1 §4.1). */
const WELL_KNOWN = '/taxii2/';

/** Servers say null where they have nothing to say. */
const given = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, entry]) => (entry === null ? [] : [[key, given(entry)]])));
};

/** @throws RemoteFailure for what is not the resource. */
export const resourceOf = <Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> => {
  const parsed = schema.safeParse(given(value));
  if (parsed.success) return parsed.data;
  throw new RemoteFailure('not_taxii', `What answers there is not ${what} of TAXII 2.1. Check the address.`);
};

/** Reads one API root. @throws RemoteFailure */
export const apiRootOf = async (connection: TaxiiConnection, url: string) =>
  resourceOf(taxiiApiRoot, jsonOf(await connection.get(withSlash(url))), 'an API root');

const nothingOf = (url: string, problem: string): FoundRoot => ({
  url,
  title: null,
  maxContentLength: null,
  collections: [],
  problem,
});

/** A root that cannot be used keeps no other from being shown. */
const rootAt = async (connection: TaxiiConnection, url: string, networks: readonly string[]): Promise<FoundRoot> => {
  const refusal = refusedUrl(url, networks, NETWORKS_SETTING);
  if (refusal !== undefined) return nothingOf(url, `The address ${refusal}.`);
  if (new URL(url).origin !== connection.origin)
    return nothingOf(url, 'It is on another server, which was not asked. Discover it by its own address and credentials.');
  try {
    const { title, max_content_length: maxContentLength } = await apiRootOf(connection, url);
    const answer = jsonOf(await connection.get(collectionsUrl(url)));
    const { collections = [] } = resourceOf(taxiiCollections, answer, 'a list of collections');
    return { url, title, maxContentLength, collections, problem: null };
  } catch (error) {
    if (error instanceof RemoteFailure) return nothingOf(url, error.message);
    throw error;
  }
};

/**
 * @param server the URL of its discovery, or of the machine alone.
 * @throws RemoteFailure when discovery itself fails.
 */
export const discover = async (server: RemoteServer, network: RemoteNetwork): Promise<FoundServer> => {
  const asked = new URL(server.url);
  const url = asked.pathname === '/' ? new URL(WELL_KNOWN, asked).href : withSlash(server.url);
  const remote = new RemoteConnection({ ...server, url }, network);
  try {
    const connection = new TaxiiConnection(remote);
    const found = resourceOf(taxiiDiscovery, jsonOf(await connection.get(url)), 'the discovery');
    const urls = [
      ...new Set((found.api_roots ?? []).filter((root) => URL.canParse(root, url)).map((root) => new URL(root, url).href)),
    ];
    const roots: FoundRoot[] = [];
    for (const root of urls.slice(0, MOST_ROOTS)) roots.push(await rootAt(connection, withSlash(root), network.networks));
    return { title: found.title, roots };
  } finally {
    remote.close();
  }
};
