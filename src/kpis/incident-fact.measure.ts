/** An incident as its figures need it: what happened when, in the order of the log, small enough to read hundreds of thousands at once. Pure. */
import {
  HOLD_REASONS,
  type HoldReason,
  type IncidentEvent,
  RSIT_CLASSES,
  type RsitClass,
  SEVERITIES,
  type Severity,
  VERDICTS,
  type Verdict,
} from '../incidents/incident.events.js';

const KINDS = [
  'opened',
  'acted',
  'acknowledged',
  'severity',
  'held',
  'resumed',
  'escalated',
  'contained',
  'resolved',
  'reopened',
  'closed',
] as const;
const DOERS = ['human', 'service', 'rule'] as const;

/** Three numbers for each fact, the opening first: milliseconds since 1970, kind and doer, and what the kind has beside it. */
export type Moves = readonly number[];

export interface Move {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: (typeof KINDS)[number];
  readonly by: (typeof DOERS)[number];
  /** The index of a severity, hold reason or verdict. */
  readonly detail: number;
}

export interface IncidentFact {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly occurredAt: number | null;
  readonly category: string | null;
  readonly rsit: RsitClass | null;
  readonly source: string | null;
  readonly isTest: boolean;
  /** It is part of another incident that the reader may see. */
  readonly merged: boolean;
  readonly moves: Moves;
}

export const STRIDE = 3;
const code = (kind: Move['kind'], by: Move['by']): number => KINDS.indexOf(kind) * DOERS.length + DOERS.indexOf(by);

/** Milliseconds since 1970. */
export const detectedAtOf = ({ moves }: Pick<IncidentFact, 'moves'>): number => moves[0];

/** @returns the move that begins at an index of `moves`. */
export const moveAt = (moves: Moves, index: number): Move => ({
  at: moves[index],
  kind: KINDS[Math.floor(moves[index + 1] / DOERS.length)],
  by: DOERS[moves[index + 1] % DOERS.length],
  detail: moves[index + 2],
});

export const severityAt = (index: number): Severity => SEVERITIES[index];
export const holdReasonAt = (index: number): HoldReason => HOLD_REASONS[index];
export const verdictAt = (index: number): Verdict => VERDICTS[index];

const kindOf = (event: IncidentEvent): readonly [Move['kind'], number] | undefined => {
  switch (event.type) {
    case 'IncidentAcknowledged':
      return ['acknowledged', 0];
    case 'IncidentSeverityChanged':
      return ['severity', SEVERITIES.indexOf(event.data.to)];
    case 'IncidentOnHold':
      return ['held', HOLD_REASONS.indexOf(event.data.reason)];
    case 'IncidentResumed':
      return ['resumed', 0];
    case 'IncidentEscalated':
      return ['escalated', event.data.toTier];
    case 'IncidentContained':
      return ['contained', 0];
    case 'IncidentResolved':
      return ['resolved', VERDICTS.indexOf(event.data.verdict)];
    case 'IncidentReopened':
      return ['reopened', 0];
    case 'IncidentClosed':
      return ['closed', 0];
    case 'IncidentRevised':
    case 'IncidentAssigned':
      return event.data.by === 'human' ? ['acted', 0] : undefined;
    default:
      return undefined;
  }
};

/** The moves after an event; the same list where it adds none. */
export const movesAfter = (moves: Moves, event: IncidentEvent): Moves => {
  if (event.type === 'IncidentOpened') {
    const { detectedAt, by, severity } = event.data;
    return [Date.parse(detectedAt), code('opened', by), SEVERITIES.indexOf(severity)];
  }
  const kind = kindOf(event);
  if (!kind || !('at' in event.data)) return moves;
  return [...moves, Date.parse(event.data.at), code(kind[0], event.data.by), kind[1]];
};

type FactTuple = readonly [
  id: string,
  occurredAt: number | null,
  category: string | null,
  rsit: number,
  source: string | null,
  isTest: 0 | 1,
  moves: Moves,
];

/** JSON without the brackets around it, so that PostgreSQL can string facts together. */
export const factText = ({ id, occurredAt, category, rsit, source, isTest, moves }: Omit<IncidentFact, 'merged'>): string => {
  const rsitIndex = rsit === null ? -1 : RSIT_CLASSES.indexOf(rsit);
  const tuple: FactTuple = [id, occurredAt, category, rsitIndex, source, isTest ? 1 : 0, moves];
  return JSON.stringify(tuple).slice(1, -1);
};

/** @param text facts in brackets with commas between them, and in each, before it, whether it is merged: 1 or 0. */
export const factsOf = (text: string): readonly IncidentFact[] =>
  (JSON.parse(`[${text}]`) as readonly (readonly [0 | 1, ...FactTuple])[]).map(
    ([merged, id, occurredAt, category, rsit, source, isTest, moves]) => ({
      id,
      occurredAt,
      category,
      rsit: RSIT_CLASSES[rsit] ?? null,
      source,
      isTest: isTest === 1,
      merged: merged === 1,
      moves,
    }),
  );

/** When it was last moved, where it is neither open nor open again; null: it is open. Milliseconds. */
export const doneAt = (moves: Moves): number | null => {
  let [open, last, latest] = [true, moves[0], -Infinity];
  for (let index = STRIDE; index < moves.length; index += STRIDE) {
    const { at, kind } = moveAt(moves, index);
    last = Math.max(last, at);
    if ((kind === 'resolved' || kind === 'closed' || kind === 'reopened') && at >= latest) {
      latest = at;
      open = kind === 'reopened';
    }
  }
  return open ? null : last;
};
