/** A share of the dashboard as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import type { DashboardMaximum, DashboardShareEvent } from './dashboard-share.events.js';

export interface DashboardShareRecord extends EventData<DashboardShareEvent, 'DashboardShared'> {
  readonly status: 'standing' | 'revoked';
  readonly views: number;
  /** Each once, in the order in which they came. */
  readonly viewers: readonly string[];
  readonly lastAccessAt: string | null;
}
export type DashboardShare = { readonly status: 'absent' } | DashboardShareRecord;

export const absent: DashboardShare = { status: 'absent' };

/** Of the figures, and so of the share: its maximum, without caveats. */
export const markingAt = ({ secrecyLevel, tlp }: DashboardMaximum): Marking => ({
  secrecyLevel,
  tlp,
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
});

export const evolve = (share: DashboardShare, event: DashboardShareEvent): DashboardShare => {
  if (event.type === 'DashboardShared') return { ...event.data, status: 'standing', views: 0, viewers: [], lastAccessAt: null };
  if (share.status === 'absent') return share;
  switch (event.type) {
    case 'DashboardShareRevoked':
      return { ...share, status: 'revoked' };
    case 'DashboardShareViewed': {
      const { at, viewer } = event.data;
      return {
        ...share,
        views: share.views + 1,
        viewers: share.viewers.includes(viewer) ? share.viewers : [...share.viewers, viewer],
        lastAccessAt: share.lastAccessAt !== null && share.lastAccessAt > at ? share.lastAccessAt : at,
      };
    }
    default:
      return assertNever(event);
  }
};
