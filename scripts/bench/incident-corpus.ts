/** A year of incidents for volume: the events that commands would have made. */
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import {
  BLANK_INCIDENT,
  HOLD_REASONS,
  type IncidentEvent,
  RSIT_CLASSES,
  SEVERITIES,
} from '../../src/incidents/incident.events.js';
import { streamName } from '../../src/ledger/stream-name.js';
import { markingAt, metaOf, TENANT } from './corpus.js';
import { graphId } from './graph-corpus.js';
import { inFlight } from './in-flight.js';

const IN_FLIGHT = 256;
const MINUTE = 60_000;
export const INCIDENT_YEAR = { start: '2025-01-01T00:00:00.000Z', end: '2026-01-01T00:00:00.000Z' };

/** One in twenty stays open, one in ten waits, one in twenty-five is reopened. */
const incidentAt = (index: number, count: number, { start, end }: typeof INCIDENT_YEAR): readonly IncidentEvent[] => {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const detected = from + Math.floor(((to - from) * index) / count);
  const meta = metaOf(index, end);
  const spread = (index * 7_919) % 1_009;
  const by = index % 6 === 0 ? 'rule' : 'human';
  const fact = (minutes: number) => ({ at: new Date(detected + minutes * MINUTE).toISOString(), by, ref: null }) as const;
  const events: IncidentEvent[] = [
    {
      type: 'IncidentOpened',
      data: {
        details: {
          ...BLANK_INCIDENT,
          number: `INC${index}`,
          title: `Incident ${index}`,
          category: `category ${index % 30}`,
          rsit: RSIT_CLASSES[index % RSIT_CLASSES.length],
          occurredAt: new Date(detected - (spread % 90) * MINUTE).toISOString(),
          source: `sensor ${index % 12}`,
        },
        severity: SEVERITIES[index % SEVERITIES.length],
        detectedAt: new Date(detected).toISOString(),
        by: 'rule',
        ref: null,
        origin: null,
        marking: markingAt(index),
        createdBy: meta.actorId,
      },
    },
    { type: 'IncidentAcknowledged', data: fact(spread % 120) },
  ];
  if (index % 20 === 0) return events;
  if (index % 10 === 1)
    events.push(
      { type: 'IncidentOnHold', data: { ...fact(130), reason: HOLD_REASONS[index % HOLD_REASONS.length] } },
      { type: 'IncidentResumed', data: fact(130 + spread) },
    );
  const resolve = (minutes: number): IncidentEvent => ({
    type: 'IncidentResolved',
    data: {
      ...fact(minutes),
      resolution: '',
      verdict: index % 5 === 0 ? 'false_positive' : 'true_positive',
      automated: by === 'rule',
    },
  });
  events.push(resolve(1_200 + spread * 3));
  if (index % 25 === 3) events.push({ type: 'IncidentReopened', data: { ...fact(5_000), reason: '' } }, resolve(6_000 + spread));
  events.push({ type: 'IncidentClosed', data: fact(9_000) });
  return events;
};

/** Fills a ledger of tenant {@link TENANT} with incidents that were detected over a period. @returns how many events. */
export const fillIncidents = async (eventStoreUrl: string, count: number, period = INCIDENT_YEAR): Promise<number> => {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  let events = 0;
  try {
    await inFlight(count, IN_FLIGHT, (index) => {
      const facts = incidentAt(index, count, period);
      events += facts.length;
      const metadata = metaOf(index, period.end) as never;
      return client.appendToStream(
        streamName('incident', TENANT, graphId(`incident ${period.start}`, index)),
        facts.map(({ type, data }) => jsonEvent({ type, data: data as never, metadata })),
        { expectedRevision: NO_STREAM },
      );
    });
  } finally {
    await client.dispose();
  }
  return events;
};
