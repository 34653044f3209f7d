/** A report run as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import type { BlobRef } from '../ledger/blob.events.js';
import { assertNever } from '../ledger/decider.js';
import type { ReportFormat, ReportRequest, SocReportEvent } from './soc-report.events.js';

export type ReportStatus = 'pending' | 'generating' | 'completed' | 'failed';

export interface Rendering {
  /** Null: it failed. */
  readonly content: BlobRef | null;
  readonly pages: number | null;
  readonly error: string | null;
}

export interface SocReportRecord extends ReportRequest {
  readonly status: ReportStatus;
  readonly marking: Marking;
  /** Who asked for it: always among the recipients of TLP:RED. */
  readonly creator: string;
  readonly attempt: number;
  /** In digits; null until generation starts. */
  readonly position: string | null;
  readonly asOf: string | null;
  readonly definitionsVersion: number | null;
  readonly templateVersion: string | null;
  readonly generatedAt: string | null;
  readonly data: BlobRef | null;
  readonly dataHash: string | null;
  readonly renderings: Readonly<Partial<Record<ReportFormat, Rendering>>>;
  readonly error: string | null;
  /** The later run that came to other figures. */
  readonly restatedBy: string | null;
  readonly restatement: string | null;
}
export type SocReport = { readonly status: 'absent' } | SocReportRecord;

export const absent: SocReport = { status: 'absent' };

/** What failed is there to be done again. */
const succeeded = (renderings: SocReportRecord['renderings']): SocReportRecord['renderings'] =>
  Object.fromEntries(Object.entries(renderings).filter(([, { content }]) => content !== null));

const change = (record: SocReportRecord, event: Exclude<SocReportEvent, { type: 'SocReportRequested' }>): SocReportRecord => {
  switch (event.type) {
    case 'SocReportGenerationStarted':
      return { ...record, ...event.data, status: 'generating', error: null };
    case 'SocReportGenerationFailed':
      return { ...record, status: 'failed', error: event.data.error };
    case 'SocReportRetried':
      return record.data
        ? { ...record, renderings: succeeded(record.renderings) }
        : { ...record, status: 'pending', error: null };
    case 'SocReportCompleted':
      return { ...record, ...event.data, status: 'completed', error: null };
    case 'SocReportRendered': {
      const { format, content, pages } = event.data;
      return { ...record, renderings: { ...record.renderings, [format]: { content, pages, error: null } } };
    }
    case 'SocReportRenderingFailed': {
      const { format, error } = event.data;
      return { ...record, renderings: { ...record.renderings, [format]: { content: null, pages: null, error } } };
    }
    case 'SocReportRestated':
      return { ...record, restatedBy: event.data.by, restatement: event.data.summary };
    // Each page says how it is marked, so what was rendered before no longer holds.
    case 'SocReportMarked':
      return { ...record, marking: event.data.marking, renderings: {} };
    default:
      return assertNever(event);
  }
};

export const evolve = (state: SocReport, event: SocReportEvent): SocReport => {
  if (event.type === 'SocReportRequested') {
    const { request, marking, requestedBy } = event.data;
    return {
      ...request,
      status: 'pending',
      marking,
      creator: requestedBy,
      attempt: 0,
      position: null,
      asOf: null,
      definitionsVersion: null,
      templateVersion: null,
      generatedAt: null,
      data: null,
      dataHash: null,
      renderings: {},
      error: null,
      restatedBy: null,
      restatement: null,
    };
  }
  return state.status === 'absent' ? state : change(state, event);
};
