/** What had become of an incident by an instant. What happened later is not known to it. Pure. */
import type { HoldReason, Severity, Verdict } from '../incidents/incident.events.js';
import { holdReasonAt, type IncidentFact, moveAt, type Moves, severityAt, STRIDE, verdictAt } from './incident-fact.measure.js';

/** Instants are milliseconds since 1970. */
export interface Story {
  readonly severity: Severity;
  readonly acknowledged: { readonly at: number; readonly automatic: boolean } | null;
  readonly containedAt: number | null;
  readonly escalatedAt: number | null;
  readonly resolutions: readonly { readonly at: number; readonly verdict: Verdict }[];
  readonly reopenings: readonly number[];
  readonly closings: readonly number[];
  /** From opening or reopening to the end of it; null: it goes on. */
  readonly runs: readonly { readonly from: number; readonly to: number | null }[];
  /** null: it still waits. */
  readonly holds: readonly { readonly from: number; readonly to: number | null; readonly reason: HoldReason }[];
  readonly open: boolean;
  readonly humanActed: boolean;
}

/** What was known before `until`, by time: the moves themselves where they are so already, as they nearly always are. */
const inOrder = (moves: Moves, until: number): Moves => {
  let ordered = true;
  for (let index = STRIDE; index < moves.length && ordered; index += STRIDE)
    ordered = moves[index] < until && (index === STRIDE || moves[index] >= moves[index - STRIDE]);
  if (ordered) return moves;
  const known: number[] = [];
  for (let index = STRIDE; index < moves.length; index += STRIDE) if (moves[index] < until) known.push(index);
  // Stable: of equal times the order of the log.
  known.sort((a, b) => moves[a] - moves[b]);
  return [0, ...known].flatMap((index) => moves.slice(index, index + STRIDE));
};

type Open<Stretch> = { -readonly [Field in keyof Stretch]: Stretch[Field] };

/** Ends the last stretch where it still goes on. */
const endLast = (stretches: readonly Open<{ readonly to: number | null }>[], at: number): void => {
  const last = stretches.at(-1);
  if (last) last.to ??= at;
};

/**
 * @param until milliseconds; exclusive.
 * A closing of an open incident resolves it at that time, with verdict unknown.
 */
export const storyOf = (fact: IncidentFact, until: number): Story => {
  const moves = inOrder(fact.moves, until);
  const opening = moveAt(moves, 0);
  let severity = opening.detail;
  let acknowledged: Story['acknowledged'] = null;
  let containedAt: number | null = null;
  let escalatedAt: number | null = null;
  let open = true;
  let humanActed = opening.by === 'human';
  const resolutions: { at: number; verdict: Verdict }[] = [];
  const reopenings: number[] = [];
  const closings: number[] = [];
  const runs: Open<Story['runs'][number]>[] = [{ from: opening.at, to: null }];
  const holds: Open<Story['holds'][number]>[] = [];
  for (let index = STRIDE; index < moves.length; index += STRIDE) {
    const { at, kind, by, detail } = moveAt(moves, index);
    humanActed ||= by === 'human';
    switch (kind) {
      case 'opened':
      case 'acted':
        break;
      case 'acknowledged':
        acknowledged ??= { at, automatic: by === 'rule' };
        break;
      case 'severity':
        severity = detail;
        break;
      case 'held':
        endLast(holds, at);
        if (open) holds.push({ from: at, to: null, reason: holdReasonAt(detail) });
        break;
      case 'resumed':
        endLast(holds, at);
        break;
      case 'escalated':
        escalatedAt ??= at;
        break;
      case 'contained':
        endLast(holds, at);
        containedAt ??= at;
        break;
      case 'reopened':
        reopenings.push(at);
        if (!open) runs.push({ from: at, to: null });
        open = true;
        break;
      case 'resolved':
      case 'closed':
        if (kind === 'resolved') resolutions.push({ at, verdict: verdictAt(detail) });
        else {
          if (open) resolutions.push({ at, verdict: 'unknown' });
          closings.push(at);
        }
        endLast(holds, at);
        endLast(runs, at);
        open = false;
        break;
    }
  }
  return {
    severity: severityAt(severity),
    acknowledged,
    containedAt,
    escalatedAt,
    resolutions,
    reopenings,
    closings,
    runs,
    holds,
    open,
    humanActed,
  };
};

/** Milliseconds of holds between two instants; a hold that lasts ends with them. */
export const heldBetween = ({ holds }: Story, from: number, to: number): number =>
  holds.reduce((sum, hold) => sum + Math.max(0, Math.min(hold.to ?? to, to) - Math.max(hold.from, from)), 0);
