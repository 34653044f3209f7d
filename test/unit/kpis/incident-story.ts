/** Incidents for stories about figures, from their events. */
import {
  BLANK_INCIDENT,
  type IncidentDetails,
  type IncidentEvent,
  type Severity,
} from '../../../src/incidents/incident.events.js';
import { type IncidentFact, type Moves, movesAfter, factsOf, factText } from '../../../src/kpis/incident-fact.measure.js';
import { green } from '../../examples/marking.js';

/** Hours into 2026-03-01 UTC, or an instant. */
export type When = number | string;
const START = Date.UTC(2026, 2, 1);
export const at = (when: When): string => (typeof when === 'string' ? when : new Date(START + when * 3_600_000).toISOString());

type Told = { [Event in IncidentEvent as Event['type']]: Event['data'] };
type Own<Type extends keyof Told> = Omit<Told[Type], 'at' | 'by' | 'ref'> & { readonly by?: 'human' | 'service' | 'rule' };

/** A fact that is no opening. */
export const fact = <Type extends Exclude<keyof Told, 'IncidentOpened'>>(type: Type, when: When, own: Own<Type>): IncidentEvent =>
  ({ type, data: { at: at(when), by: 'human', ref: null, ...own } }) as unknown as IncidentEvent;
export const acknowledged = (when: When, by: 'human' | 'rule' = 'human') => fact('IncidentAcknowledged', when, { by });
export const held = (when: When, reason: Told['IncidentOnHold']['reason'] = 'user') => fact('IncidentOnHold', when, { reason });
export const resumed = (when: When) => fact('IncidentResumed', when, {});
export const resolved = (
  when: When,
  verdict: Told['IncidentResolved']['verdict'] = 'true_positive',
  by: 'human' | 'rule' = 'human',
) => fact('IncidentResolved', when, { resolution: '', verdict, automated: by === 'rule', by });
export const reopened = (when: When) => fact('IncidentReopened', when, { reason: '' });
export const closed = (when: When) => fact('IncidentClosed', when, {});

export interface Opened extends Partial<IncidentDetails> {
  readonly severity?: Severity;
  readonly by?: 'human' | 'rule';
  readonly merged?: boolean;
}

let next = 0;

/** The fact of an incident that was detected at a time, as it is read back. */
export const incident = (detected: When, events: readonly IncidentEvent[] = [], opened: Opened = {}): IncidentFact => {
  const { severity = 'high', by = 'human', merged = false, ...details } = opened;
  const given = { ...BLANK_INCIDENT, title: 'Beacon', ...details };
  const opening: IncidentEvent = {
    type: 'IncidentOpened',
    data: {
      details: given,
      severity,
      detectedAt: at(detected),
      by,
      ref: null,
      origin: null,
      marking: green,
      createdBy: 'ana',
    },
  };
  const moves = [opening, ...events].reduce<Moves>(movesAfter, []);
  const { occurredAt, category, rsit, source, isTest } = given;
  next += 1;
  const id = `00000000-0000-4000-8000-${`${next}`.padStart(12, '0')}`;
  const text = factText({
    id,
    occurredAt: occurredAt === null ? null : Date.parse(occurredAt),
    category,
    rsit,
    source,
    isTest,
    moves,
  });
  return factsOf(`[${Number(merged)},${text}]`)[0];
};
