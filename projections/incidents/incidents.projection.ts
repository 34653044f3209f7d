/** Folds incidents, detection rules and controls into boards. */
import { controlEvents } from '../../src/controls/control.events.js';
import * as control from '../../src/controls/control.record.js';
import { detectionRuleEvents } from '../../src/detection-rules/detection-rule.events.js';
import * as detectionRule from '../../src/detection-rules/detection-rule.record.js';
import { incidentEvents, SEVERITIES } from '../../src/incidents/incident.events.js';
import * as incident from '../../src/incidents/incident.record.js';
import { doneAt, factText, movesAfter } from '../../src/kpis/incident-fact.measure.js';
import { children, type Projection } from '../runtime/projection.js';
import { ownMarking, recordBoard } from '../runtime/record-board.js';
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

const incidentBoard = recordBoard<typeof incidentEvents, incident.IncidentRecord, IncidentStateRow>({
  from: incidentEvents,
  table: IncidentStateRow,
  fold: incident,
  markingOf: ownMarking,
  columns: ({ number, title, status, severity, priority, category, detectedAt, stix }, event, before) => ({
    number,
    title,
    status,
    severityRank: SEVERITIES.indexOf(severity) + 1,
    priority,
    category,
    detectedAt,
    received: stix !== undefined,
    moves: movesAfter(before?.moves ?? [], event),
  }),
  children: [children<IncidentStateRow, IncidentFactRow>(IncidentFactRow, (row) => (row.received ? [] : [factOf(row)]))],
});

const detectionRuleBoard = recordBoard<typeof detectionRuleEvents, detectionRule.DetectionRuleRecord, DetectionRuleStateRow>({
  from: detectionRuleEvents,
  table: DetectionRuleStateRow,
  fold: detectionRule,
  markingOf: ownMarking,
  columns: ({ name, status }) => ({ name, status }),
});

const controlBoard = recordBoard<typeof controlEvents, control.ControlRecord, ControlStateRow>({
  from: controlEvents,
  table: ControlStateRow,
  fold: control,
  markingOf: ownMarking,
  columns: ({ framework, controlId, status }) => ({ label: `${framework} ${controlId}`, status }),
});

export const incidents: Projection = {
  name: 'incidents',
  version: 3,
  boards: [incidentBoard, detectionRuleBoard, controlBoard],
  remarks: IncidentsRemarkRow,
};
