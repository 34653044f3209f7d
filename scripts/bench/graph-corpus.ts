/** Campaigns, targets and one technique that all campaigns use, for volume: the events that commands would have made. */
import { createHash, randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { BLANK_ATTACK_PATTERN } from '../../src/attack-patterns/attack-pattern.events.js';
import { BLANK_CAMPAIGN } from '../../src/campaigns/campaign.events.js';
import { streamName } from '../../src/ledger/stream-name.js';
import type { LinkedType } from '../../src/links/link.events.js';
import { defaultRole } from '../../src/links/link.measure.js';
import { BLANK_TARGET } from '../../src/targets/target.events.js';
import { markingAt, metaOf, TENANT } from './corpus.js';
import { inFlight } from './in-flight.js';

const LINKS_EACH = 10;
const IN_FLIGHT = 256;

export const graphId = (what: string, index: number): string => {
  const hex = createHash('sha256').update(`${what} ${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export interface GraphCorpus {
  readonly campaigns: number;
  readonly edges: number;
}

/** Fills a ledger with about `edges` links; a tenth of them lead to attack pattern 0, the hub. */
export const fillGraph = async (eventStoreUrl: string, edges: number): Promise<GraphCorpus> => {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const campaigns = Math.ceil(edges / LINKS_EACH);
  const targets = campaigns * 2;
  const recordedAt = new Date().toISOString();
  const append = async (category: LinkedType, index: number, profile: object, links: readonly object[]): Promise<void> => {
    const owner = category[0].toUpperCase() + category.slice(1);
    const meta = metaOf(index, recordedAt);
    const created = { type: `${owner}Created`, data: { profile, marking: markingAt(index), createdBy: meta.actorId } };
    const facts = [created, ...links.map((link) => ({ type: `${owner}Linked`, data: { link } }))];
    await client.appendToStream(
      streamName(category, TENANT, graphId(category, index)),
      facts.map(({ type, data }) => jsonEvent({ type, data: data as never, metadata: meta as never })),
      { expectedRevision: NO_STREAM },
    );
  };
  const link = (type: LinkedType, index: number) => ({
    linkId: randomUUID(),
    to: { type, id: graphId(type, index) },
    role: defaultRole('campaign', type),
    confidence: 50,
    since: null,
    until: null,
    note: '',
  });
  try {
    await append('attackPattern', 0, { ...BLANK_ATTACK_PATTERN, name: 'Phishing', attackId: 'T1566' }, []);
    await inFlight(targets, IN_FLIGHT, (index) => append('target', index, { ...BLANK_TARGET, name: `Target ${index}` }, []));
    await inFlight(campaigns, IN_FLIGHT, (index) => {
      // Neighbours in the ring of targets, one far away, and the next campaign: circles of all lengths.
      const near = Array.from({ length: LINKS_EACH - 3 }, (_, n) => link('target', (index * 2 + n) % targets));
      const far = link('target', (index * 7_919 + 13) % targets);
      const links = [link('attackPattern', 0), link('campaign', (index + 1) % campaigns), far, ...near];
      return append('campaign', index, { ...BLANK_CAMPAIGN, name: `Campaign ${index}` }, links);
    });
  } finally {
    await client.dispose();
  }
  return { campaigns, edges: campaigns * LINKS_EACH };
};
