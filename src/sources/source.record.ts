/** An intelligence source as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { assertNever } from '../ledger/decider.js';
import { BLANK_PROFILE, type SourceEvent, type SourceProfile } from './source.events.js';

export interface SourceRecord extends Readonly<SourceProfile> {
  readonly status: 'active' | 'paused' | 'retired';
  readonly marking: Marking;
  /** Marked here since it came: imports no longer lower its marking. */
  readonly remarked: boolean;
  /** Who registered or first imported it. */
  readonly creator: string;
  readonly identityClass: string | null;
  /** The STIX identity it follows, if it was imported. */
  readonly stix?: StixOrigin;
}
export type Source = { readonly status: 'absent' } | SourceRecord;

export const absent: Source = { status: 'absent' };

export const evolve = (source: Source, event: SourceEvent): Source => {
  switch (event.type) {
    case 'SourceRegistered': {
      const { registeredBy, ...data } = event.data;
      return { status: 'active', ...data, remarked: false, creator: registeredBy, identityClass: null };
    }
    case 'SourceImported': {
      const { importedBy, ...data } = event.data;
      return source.status === 'absent'
        ? { status: 'active', ...BLANK_PROFILE, ...data, remarked: false, creator: importedBy }
        : { ...source, ...data };
    }
    default:
      return source.status === 'absent' ? source : changed(source, event);
  }
};

const changed = (
  source: SourceRecord,
  event: Exclude<SourceEvent, { type: 'SourceRegistered' | 'SourceImported' }>,
): SourceRecord => {
  switch (event.type) {
    case 'SourceRevised':
      return { ...source, ...event.data.changes };
    case 'SourceMarked':
      return { ...source, marking: event.data.marking, remarked: true };
    case 'SourcePaused':
      return { ...source, status: 'paused' };
    case 'SourceResumed':
    case 'SourceReinstated':
      return { ...source, status: 'active' };
    case 'SourceRetired':
      return { ...source, status: 'retired' };
    default:
      return assertNever(event);
  }
};
