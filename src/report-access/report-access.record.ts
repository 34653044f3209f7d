/** How often a SOC report was opened on a day, and how last. The one fold: decider and history use it. */
import type { Marking } from '../access/marking.js';
import type { ReportAccessEvent } from './report-access.events.js';

type Access = ReportAccessEvent['data'];
export type ReportAccess =
  { readonly status: 'absent' } | (Access & { readonly status: 'opened'; readonly views: number; readonly downloads: number });

export const absent: ReportAccess = { status: 'absent' };

/** Whoever may open the report adds to it; who may read it is a matter of roles. */
export const ACCESS_MARKING: Marking = {
  secrecyLevel: 'UNCLASSIFIED',
  tlp: 'AMBER',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
};

export const markingOf = ({ status }: ReportAccess): Marking | undefined => (status === 'absent' ? undefined : ACCESS_MARKING);

export const evolve = (state: ReportAccess, { data }: ReportAccessEvent): ReportAccess => {
  const { views, downloads } = state.status === 'absent' ? { views: 0, downloads: 0 } : state;
  return {
    status: 'opened',
    ...data,
    views: views + Number(data.action === 'view'),
    downloads: downloads + Number(data.action === 'download'),
  };
};
