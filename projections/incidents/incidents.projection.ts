/** Folds incidents into a board. */
import { incidentEvents, SEVERITIES } from '../../src/incidents/incident.events.js';
import { absent, evolve, type IncidentRecord } from '../../src/incidents/incident.record.js';
import { board, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import { IncidentStateRow, IncidentsRemarkRow } from './incidents.entity.js';

const incidentBoard = board<typeof incidentEvents, IncidentStateRow>({
  from: incidentEvents,
  table: IncidentStateRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: absent, evolve }, row, event, at);
    if (loaded.record.status === 'absent') return undefined;
    const record: IncidentRecord = loaded.record;
    const { number, title, status, severity, priority, category, detectedAt, marking } = record;
    return {
      protection: { tenantId: loaded.tenantId, ownerOrganisation: loaded.ownerOrganisation, marking },
      number,
      title,
      status,
      severityRank: SEVERITIES.indexOf(severity) + 1,
      priority,
      category,
      detectedAt,
      ...recordColumns(loaded, record),
    };
  },
});

export const incidents: Projection = { name: 'incidents', version: 1, boards: [incidentBoard], remarks: IncidentsRemarkRow };
