/** What had become of an incident by an instant. What happened later is not known to it. Pure. */
import type { HoldReason, Severity, Verdict } from '../incidents/incident.events.js';
import { holdReasonAt, type IncidentFact, type Move, moveAt, severityAt, STRIDE, verdictAt } from './incident-fact.measure.js';

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

/** All but the opening. */
const inOrder = ({ moves }: IncidentFact, until: number): readonly Move[] => {
  const before: Move[] = [];
  let sorted = true;
  for (let index = STRIDE; index < moves.length; index += STRIDE) {
    if (moves[index] >= until) continue;
    if (before.length > 0 && before[before.length - 1].at > moves[index]) sorted = false;
    before.push(moveAt(moves, index));
  }
  // Stable: of equal times the order of the log.
  return sorted ? before : before.toSorted((a, b) => a.at - b.at);
};

/**
 * @param until milliseconds; exclusive.
 * A closing of an open incident resolves it at that time, with verdict unknown.
 */
export const storyOf = (fact: IncidentFact, until: number): Story => {
  const opening = moveAt(fact.moves, 0);
  let severity = opening.detail;
  let acknowledged: Story['acknowledged'] = null;
  let containedAt: number | null = null;
  let escalatedAt: number | null = null;
  let open = true;
  let humanActed = opening.by === 'human';
  const resolutions: { at: number; verdict: Verdict }[] = [];
  const reopenings: number[] = [];
  const closings: number[] = [];
  const runs: { from: number; to: number | null }[] = [{ from: opening.at, to: null }];
  const holds: { from: number; to: number | null; reason: HoldReason }[] = [];
  const release = (at: number): void => {
    const last = holds.at(-1);
    if (last?.to === null) last.to = at;
  };
  const end = (at: number): void => {
    release(at);
    const run = runs[runs.length - 1];
    run.to ??= at;
    open = false;
  };
  for (const { at, kind, by, detail } of inOrder(fact, until)) {
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
        release(at);
        if (open) holds.push({ from: at, to: null, reason: holdReasonAt(detail) });
        break;
      case 'resumed':
        release(at);
        break;
      case 'escalated':
        escalatedAt ??= at;
        break;
      case 'contained':
        release(at);
        containedAt ??= at;
        break;
      case 'resolved':
        end(at);
        resolutions.push({ at, verdict: verdictAt(detail) });
        break;
      case 'reopened':
        reopenings.push(at);
        if (!open) runs.push({ from: at, to: null });
        open = true;
        break;
      case 'closed':
        if (open) resolutions.push({ at, verdict: 'unknown' });
        end(at);
        closings.push(at);
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
