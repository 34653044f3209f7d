/** What a source system reports of one of its incidents, and the facts that this makes in the ledger. Pure. */
import { type Marking, withCreator } from '../../access/marking.js';
import {
  BLANK_INCIDENT,
  type DoneBy,
  type HoldReason,
  type IncidentDetails,
  type IncidentEvent,
  type IncidentOrigin,
  type Severity,
  type Verdict,
} from '../../incidents/incident.events.js';
import { evolve, type Incident, type IncidentRecord } from '../../incidents/incident.record.js';
import { changedFields } from '../../ledger/text.js';

export type ObservedState =
  { readonly is: 'new' | 'active' | 'resolved' | 'closed' } | { readonly is: 'hold'; readonly reason: HoldReason };

/** A row of a log, or a message: an incident as its source system shows it after one change. */
export interface Observation {
  /** Where it begins in its file, counted from 1. */
  readonly line: number;
  /** When the source system recorded it: UTC, ISO 8601 with milliseconds. */
  readonly at: string;
  /** The source's own count of changes: orders what is reported for the same instant. */
  readonly sequence: number;
  readonly openedAt: string;
  /** Null: it says nothing of it. */
  readonly state: ObservedState | null;
  /** What is left out is not said, and stays. */
  readonly details: Partial<IncidentDetails>;
  readonly severity: Severity | null;
  /** A pseudonym; null: not said. */
  readonly assignee: string | null;
  readonly tier: number | null;
  readonly resolution: {
    /** Null: when the resolved state was reported. */
    readonly at: string | null;
    readonly text: string;
    readonly verdict: Verdict;
    readonly automated: boolean;
  };
  readonly by: DoneBy;
}

/** An observation, and whose it is. */
export interface Report {
  readonly origin: IncidentOrigin;
  readonly observation: Observation;
  /** What is odd about it; it goes in all the same. */
  readonly warnings: readonly string[];
}

export interface Step {
  readonly observation: Observation;
  /** Empty: it says nothing new. */
  readonly facts: readonly IncidentEvent[];
  /** It comes not later than what was imported before, so it is taken for known. */
  readonly known: boolean;
}

/** What is the same for all of an incident's observations. */
export interface Opening {
  readonly origin: IncidentOrigin;
  readonly marking: Marking;
  readonly createdBy: string;
}

export const MAX_SEQUENCE = 9_999_999_999;
const SEQUENCE_DIGITS = 10;
/** As in `2016-02-29T08:53:00.000Z#0000000002:resolved`: its part before the last colon sorts as the observations do. */
const REF = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#\d{10}(?:\.\d+)?):[a-z]+$/;

const keyOf = ({ at, sequence }: Observation): string => `${at}#${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;

const inOrder = (a: Observation, b: Observation): number => {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : a.line - b.line;
};

/** The latest observation that made a fact; empty when nothing was imported. */
const importedUpTo = (before: Incident): string =>
  before.status === 'absent'
    ? ''
    : before.imported.reduce((latest, ref) => {
        const key = REF.exec(ref)?.[1] ?? '';
        return key > latest ? key : latest;
      }, '');

type Happened = Pick<Extract<IncidentEvent, { type: 'IncidentAcknowledged' }>['data'], 'at' | 'by' | 'ref'>;
type Happens = (kind: string, at?: string) => Happened;
type Rule = (
  record: IncidentRecord,
  seen: Observation,
  happens: Happens,
  opening: Opening,
) => IncidentEvent | false | null | undefined;

const isDone = ({ status }: IncidentRecord): boolean => status === 'resolved' || status === 'closed';
const isOpenState = (state: ObservedState | null): boolean =>
  state?.is === 'new' || state?.is === 'active' || state?.is === 'hold';
const waitsFor = ({ status, holds }: IncidentRecord): HoldReason | null =>
  status === 'on_hold' ? (holds.findLast(({ to }) => to === null)?.reason ?? null) : null;

/** In the order in which one observation's facts are recorded; each sees the record as the facts before it leave it. */
const RULES: readonly Rule[] = [
  (record, { state }, happens) =>
    record.acknowledged === null &&
    state !== null &&
    state.is !== 'new' && { type: 'IncidentAcknowledged', data: happens('acknowledged') },
  (record, { state }, happens) =>
    isDone(record) && isOpenState(state) && { type: 'IncidentReopened', data: { ...happens('reopened'), reason: '' } },
  (record, { details }, happens) => {
    const changes = changedFields<Partial<IncidentDetails>>(record, details);
    return changes && { type: 'IncidentRevised', data: { ...happens('revised'), changes } };
  },
  (record, { severity }, happens, { origin }) =>
    severity !== null &&
    severity !== record.severity && {
      type: 'IncidentSeverityChanged',
      data: { ...happens('severity'), from: record.severity, to: severity, reason: `Changed in ${origin.system}.` },
    },
  (record, { assignee }, happens) =>
    assignee !== null && assignee !== record.assignee && { type: 'IncidentAssigned', data: { ...happens('assigned'), assignee } },
  (record, { tier }, happens) =>
    tier !== null && tier > (record.tier ?? 1) && { type: 'IncidentEscalated', data: { ...happens('escalated'), toTier: tier } },
  (record, { state }, happens) =>
    record.status === 'on_hold' &&
    (state?.is === 'active' || state?.is === 'new') && { type: 'IncidentResumed', data: happens('resumed') },
  (record, { state }, happens) =>
    state?.is === 'hold' &&
    waitsFor(record) !== state.reason && { type: 'IncidentOnHold', data: { ...happens('held'), reason: state.reason } },
  (record, { state, resolution }, happens) => {
    if (isDone(record) || (state?.is !== 'resolved' && state?.is !== 'closed')) return undefined;
    const { text, verdict, automated } = resolution;
    const at = state.is === 'resolved' ? (resolution.at ?? undefined) : undefined;
    return { type: 'IncidentResolved', data: { ...happens('resolved', at), resolution: text, verdict, automated } };
  },
  // A verdict that comes late belongs to the resolution that it is on: the same resolution, said again.
  (record, { state, resolution: { text, verdict } }, happens) => {
    const last = record.resolutions.at(-1);
    if (!last || !isDone(record) || isOpenState(state) || verdict === 'unknown' || verdict === last.verdict) return undefined;
    const { at, automated } = last;
    return {
      type: 'IncidentResolved',
      data: { ...happens('verdict', at), resolution: text || last.resolution, verdict, automated },
    };
  },
  (record, { state }, happens) =>
    state?.is === 'closed' && record.status !== 'closed' && { type: 'IncidentClosed', data: happens('closed') },
];

const opened = (seen: Observation, { origin, marking, createdBy }: Opening, { by, ref }: Happened): IncidentEvent => ({
  type: 'IncidentOpened',
  data: {
    details: { ...BLANK_INCIDENT, title: origin.id, ...seen.details },
    severity: seen.severity ?? 'medium',
    detectedAt: seen.openedAt,
    by,
    ref,
    origin,
    marking: withCreator(marking, createdBy),
    createdBy,
  },
});

const observe = (before: Incident, seen: Observation, key: string, opening: Opening) => {
  const happens: Happens = (kind, at = seen.at) => ({ at, by: seen.by, ref: `${key}:${kind}` });
  const facts: IncidentEvent[] = [];
  let state = before;
  const add = (fact: IncidentEvent): void => {
    facts.push(fact);
    state = evolve(state, fact);
  };
  if (state.status === 'absent') add(opened(seen, opening, happens('opened')));
  for (const rule of RULES) {
    const fact = rule(state as IncidentRecord, seen, happens, opening);
    if (fact) add(fact);
  }
  return { facts, state };
};

/**
 * Compares each observation of one incident with the record as it is after the earlier ones.
 * @param before the record so far; observations up to the latest that was imported into it are known.
 * @returns a step for each observation, ordered by (at, sequence, line). The same observations give the same facts with the same refs.
 */
export const stepsOf = (before: Incident, observations: readonly Observation[], opening: Opening): readonly Step[] => {
  const known = importedUpTo(before);
  const steps: Step[] = [];
  let state = before;
  let [last, twin] = ['', 0];
  for (const observation of observations.toSorted(inOrder)) {
    const base = keyOf(observation);
    twin = base === last ? twin + 1 : 0;
    last = base;
    const key = twin === 0 ? base : `${base}.${twin}`;
    if (key <= known) {
      steps.push({ observation, facts: [], known: true });
      continue;
    }
    const { facts, state: after } = observe(state, observation, key, opening);
    state = after;
    steps.push({ observation, facts, known: false });
  }
  return steps;
};

const BATCH_FACTS = 200;
const BATCH_CHARACTERS = 200_000;

/** Cuts steps into what one command takes; the facts of one observation stay together, so that a broken import goes on after whole ones. */
export const batchesOf = (steps: readonly Step[]): readonly (readonly Step[])[] => {
  const batches: Step[][] = [[]];
  let [facts, characters] = [0, 0];
  for (const step of steps) {
    const size = step.facts.length === 0 ? 0 : JSON.stringify(step.facts).length;
    if (facts > 0 && (facts + step.facts.length > BATCH_FACTS || characters + size > BATCH_CHARACTERS)) {
      batches.push([]);
      [facts, characters] = [0, 0];
    }
    batches.at(-1)!.push(step);
    facts += step.facts.length;
    characters += size;
  }
  return batches;
};
