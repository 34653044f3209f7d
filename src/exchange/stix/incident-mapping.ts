/** What incidents take from STIX objects: the reverse of `export/incident.stix.ts`, and what the Incident Core Extension tells. */
import { z } from 'zod';
import {
  BLANK_INCIDENT,
  Priority,
  type ReceivedIncident,
  RsitClass,
  Severity,
  Verdict,
  WorkStatus,
} from '../../incidents/incident.events.js';
import type { JsonObject } from '../../json/json-value.js';
import type { ExaminedStixObject } from './examine.js';
import { LEDGER_EXTENSION } from './export/own-object.stix.js';
import { coreIncident, INCIDENT_CORE } from './incident-core.js';
import { type Said, Statements } from './incident-statements.js';
import { distinct, lineOf, originOf, techniqueIdsOf, textOf } from './mapped-values.js';
import { Reader } from './property-reader.js';
import type { StixOrigin } from './stix-object.events.js';
import type { StixProblem } from './stix-problem.js';

export interface MappedIncident {
  /** What the object says; the rest is the record's own. */
  readonly profile: Partial<ReceivedIncident>;
  /** What a new record has where the object says nothing. */
  readonly blank: ReceivedIncident;
  readonly origin: StixOrigin;
  /** When it ended, if it was revoked: UTC ISO 8601. */
  readonly endedAt: string;
  /** What a record had to leave out or shorten, as warnings. */
  readonly notes: readonly StixProblem[];
}

const MOST = { title: 500, number: 100, category: 200, techniques: 200 } as const;
const EPOCH = '1970-01-01T00:00:00.000Z';
const HAS_ENDED: ReadonlySet<WorkStatus> = new Set<WorkStatus>(['resolved', 'closed']);
/** What tells where it stands. */
const STANDING: ReadonlySet<string> = new Set([
  'status',
  'acknowledgedAt',
  'containedAt',
  'resolvedAt',
  'closedAt',
  'resolution',
  'verdict',
] satisfies (keyof ReceivedIncident)[]);

/** What another ledger says, by the names of the record. */
const ledgerIncident = (reader: Reader): Said => {
  const says = new Statements(reader, LEDGER_EXTENSION);
  return {
    status: says.as('status', WorkStatus),
    severity: says.as('severity', Severity),
    number: says.line('number', MOST.number),
    priority: says.as('priority', Priority),
    category: says.line('category', MOST.category),
    rsit: says.as('rsit', RsitClass),
    occurredAt: says.instant('occurred_at'),
    detectedAt: says.instant('detected_at'),
    acknowledgedAt: says.instant('acknowledged_at'),
    containedAt: says.instant('contained_at'),
    resolvedAt: says.instant('resolved_at'),
    closedAt: says.instant('closed_at'),
    resolution: says.text('resolution'),
    verdict: says.as('verdict', Verdict),
    isTest: says.as('is_test', z.boolean()),
    impact: says.text('impact'),
    rootCause: says.text('root_cause'),
    lesson: says.text('lesson'),
  };
};

const said = (fields: Said): Partial<ReceivedIncident> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const detailsOf = (told: Said): Said => Object.fromEntries(Object.entries(told).filter(([field]) => !STANDING.has(field)));

/** Where it stands is told as a whole: what an earlier version told beside it holds no more. */
const standingOf = ({ status, resolvedAt, closedAt, ...rest }: Said, modified: string): Said => {
  if (status === undefined) return {};
  const hasEnded = HAS_ENDED.has(status);
  return {
    status,
    acknowledgedAt: rest.acknowledgedAt ?? null,
    containedAt: rest.containedAt ?? null,
    resolvedAt: hasEnded ? (resolvedAt ?? closedAt ?? modified) : null,
    closedAt: status === 'closed' ? (closedAt ?? modified) : null,
    resolution: hasEnded ? (rest.resolution ?? '') : '',
    verdict: hasEnded ? (rest.verdict ?? 'unknown') : 'unknown',
  };
};

/**
 * STIX 2.1 §4.7: a name and a description; the rest is said by extensions, another ledger's own before the public one.
 * @param incident a valid object of type `incident`.
 * @param find what it names, as far as that tells times of it or how bad it is.
 */
export const mapIncident = (incident: ExaminedStixObject, find: (id: string) => JsonObject | undefined): MappedIncident => {
  const reader = new Reader(incident);
  const { view, received } = incident;
  const origin = originOf(incident);
  const created = reader.instant(origin.created, 'created') ?? EPOCH;
  const modified = reader.instant(origin.modified, 'modified') ?? created;
  const told: Said = { ...said(coreIncident(new Statements(reader, INCIDENT_CORE), find)), ...said(ledgerIncident(reader)) };
  const title = lineOf(textOf(view.name), MOST.title) || received.id;
  const base = {
    title,
    description: reader.description(),
    techniqueIds: reader.atMost('external_references', distinct(techniqueIdsOf(view)), MOST.techniques),
  };
  return {
    profile: { ...base, ...detailsOf(told), ...said(standingOf(told, modified)) },
    blank: {
      ...BLANK_INCIDENT,
      title,
      status: 'new',
      severity: 'medium',
      detectedAt: created,
      acknowledgedAt: null,
      containedAt: null,
      resolvedAt: null,
      closedAt: null,
      resolution: '',
      verdict: 'unknown',
    },
    origin,
    endedAt: modified,
    notes: reader.notes,
  };
};
