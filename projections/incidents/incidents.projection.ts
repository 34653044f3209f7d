/** Folds incidents, detection rules and controls into boards. */
import { controlEvents } from '../../src/controls/control.events.js';
import * as control from '../../src/controls/control.record.js';
import { detectionRuleEvents } from '../../src/detection-rules/detection-rule.events.js';
import * as detectionRule from '../../src/detection-rules/detection-rule.record.js';
import { incidentEvents, SEVERITIES } from '../../src/incidents/incident.events.js';
import { absent, evolve, type IncidentRecord } from '../../src/incidents/incident.record.js';
import { doneAt, factText, movesAfter } from '../../src/kpis/incident-fact.measure.js';
import { board, children, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import {
  ControlStateRow,
  DetectionRuleStateRow,
  IncidentFactRow,
  IncidentStateRow,
  IncidentsRemarkRow,
} from './incidents.entity.js';

const factOf = ({ id, record, moves, detectedAt }: IncidentStateRow) => {
  const { occurredAt, category, rsit, source, isTest, mergedInto } = record;
  const done = doneAt(moves);
  return {
    key: '',
    detectedAt,
    doneAt: done === null ? null : new Date(done).toISOString(),
    mergedInto,
    fact: factText({
      id,
      occurredAt: occurredAt === null ? null : Date.parse(occurredAt),
      category,
      rsit,
      source,
      isTest,
      moves,
    }),
  };
};

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
      moves: movesAfter(row?.moves ?? [], event),
      ...recordColumns(loaded, record),
    };
  },
  children: [children<IncidentStateRow, IncidentFactRow>(IncidentFactRow, (row) => [factOf(row)])],
});

const detectionRuleBoard = board<typeof detectionRuleEvents, DetectionRuleStateRow>({
  from: detectionRuleEvents,
  table: DetectionRuleStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, detectionRule.DetectionRule>(
      { initial: detectionRule.absent, evolve: detectionRule.evolve },
      row,
      event,
      at,
    );
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const { name, status, marking } = record;
    return { protection: { tenantId, ownerOrganisation, marking }, name, status, ...recordColumns(loaded, record) };
  },
});

const controlBoard = board<typeof controlEvents, ControlStateRow>({
  from: controlEvents,
  table: ControlStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, control.Control>({ initial: control.absent, evolve: control.evolve }, row, event, at);
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const { framework, controlId, status, marking } = record;
    const label = `${framework} ${controlId}`;
    return { protection: { tenantId, ownerOrganisation, marking }, label, status, ...recordColumns(loaded, record) };
  },
});

export const incidents: Projection = {
  name: 'incidents',
  version: 1,
  boards: [incidentBoard, detectionRuleBoard, controlBoard],
  remarks: IncidentsRemarkRow,
};
