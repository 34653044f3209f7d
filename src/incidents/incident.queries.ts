/** Where incidents are listed, and how lists of them are narrowed. */
import type { ProfileList } from '../profiles/profile.queries.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import type { Priority, Severity } from './incident.events.js';
import type { IncidentStatus } from './incident.record.js';

/** Every field narrows; a list matches any of its entries. */
export interface IncidentFilter extends MarkingFilter {
  readonly ids?: readonly string[];
  readonly status?: readonly IncidentStatus[];
  readonly severity?: readonly Severity[];
  readonly priority?: readonly Priority[];
  readonly category?: readonly string[];
  /** Actor ids. */
  readonly assignee?: readonly string[];
  /** UTC ISO 8601: from, and before. */
  readonly detectedFrom?: string;
  readonly detectedBefore?: string;
  readonly isTest?: boolean;
  /** Of other organisations. */
  readonly received?: boolean;
  /** How the number or the title begins, in either case. */
  readonly text?: string;
}

const begins = (column: string, param: string): string => `starts_with(lower(${column}), lower(${param}::text))`;

export const INCIDENTS: ProfileList<IncidentFilter> = {
  model: 'incidents',
  table: 'incident_state',
  name: 'detected_at',
  newestFirst: true,
  comparisons: [
    { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
    { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
    { key: 'severity', sql: (p) => `s.record ->> 'severity' = any(${p}::text[])` },
    { key: 'priority', sql: (p) => `s.priority = any(${p}::text[])` },
    { key: 'category', sql: (p) => `s.category = any(${p}::text[])` },
    { key: 'assignee', sql: (p) => `s.record ->> 'assignee' = any(${p}::text[])` },
    { key: 'detectedFrom', sql: (p) => `s.detected_at >= ${p}::timestamptz` },
    { key: 'detectedBefore', sql: (p) => `s.detected_at < ${p}::timestamptz` },
    { key: 'isTest', sql: (p) => `(s.record ->> 'isTest')::boolean = ${p}` },
    { key: 'received', sql: (p) => `s.received = ${p}` },
    { key: 'text', sql: (p) => `(${begins('s.number', p)} or ${begins('s.title', p)})` },
  ],
};
