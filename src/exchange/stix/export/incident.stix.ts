/** An incident as a STIX 2.1 `incident` (§4.7), which has a name and a description: the rest is in the extension. */
import { closedAt, resolutionOf } from '../../../incidents/incident.measure.js';
import type { IncidentRecord } from '../../../incidents/incident.record.js';
import type { JsonObject } from '../../../json/json-value.js';
import type { Loaded } from '../../../ledger/ledger.js';
import { type Look, ownObject, referencesOf } from './own-object.stix.js';
import { technique } from './report.stix.js';

export const incidentIdOf = ({ id, record }: Loaded<IncidentRecord>): string => record.stix?.id ?? `incident--${id}`;

/** Who works on it, with which tools and on which assets is told to nobody else. */
export const incidentObject = (incident: Loaded<IncidentRecord>, look: Look): JsonObject => {
  const { record, ownerOrganisation } = incident;
  const { number, techniqueIds } = record;
  const resolution = resolutionOf(record);
  return ownObject(
    incidentIdOf(incident),
    incident,
    record.marking,
    {
      name: record.title,
      description: record.description,
      external_references: referencesOf([
        ...(number === null ? [] : [{ sourceName: ownerOrganisation, externalId: number }]),
        ...techniqueIds.map(technique),
      ]),
    },
    {
      status: record.status,
      number,
      severity: record.severity,
      priority: record.priority,
      category: record.category,
      rsit: record.rsit,
      occurred_at: record.occurredAt,
      detected_at: record.detectedAt,
      acknowledged_at: record.acknowledged?.at,
      contained_at: record.contained?.at,
      resolved_at: resolution?.at,
      closed_at: closedAt(record),
      resolution: resolution?.resolution,
      verdict: resolution?.verdict,
      is_test: record.isTest,
      impact: record.impact,
      root_cause: record.rootCause,
      lesson: record.lesson,
    },
    look,
  );
};
