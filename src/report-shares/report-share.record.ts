/** A share of a report as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { assertNever } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import type { ReportShareEvent } from './report-share.events.js';

export interface ReportShareRecord extends EventData<ReportShareEvent, 'ReportShareCreated'> {
  readonly status: 'standing' | 'revoked';
  readonly views: number;
  readonly downloads: number;
  /** Each once, in the order in which they came. */
  readonly viewers: readonly string[];
  readonly lastAccessAt: string | null;
}
export type ReportShare = { readonly status: 'absent' } | ReportShareRecord;

export const absent: ReportShare = { status: 'absent' };

export const evolve = (share: ReportShare, event: ReportShareEvent): ReportShare => {
  if (event.type === 'ReportShareCreated')
    return { ...event.data, status: 'standing', views: 0, downloads: 0, viewers: [], lastAccessAt: null };
  if (share.status === 'absent') return share;
  switch (event.type) {
    case 'ReportShareRevoked':
      return { ...share, status: 'revoked' };
    case 'ReportShareViewed': {
      const { at, action, viewer } = event.data;
      return {
        ...share,
        views: share.views + (action === 'view' ? 1 : 0),
        downloads: share.downloads + (action === 'download' ? 1 : 0),
        viewers: share.viewers.includes(viewer) ? share.viewers : [...share.viewers, viewer],
        lastAccessAt: share.lastAccessAt !== null && share.lastAccessAt > at ? share.lastAccessAt : at,
      };
    }
    default:
      return assertNever(event);
  }
};
