/** An export as its event leaves it. */
import type { Marking } from '../../../access/marking.js';
import type { ExportFacts, StixExportEvent } from './stix-export.events.js';

export interface StixExportRecord extends ExportFacts {
  readonly status: 'exported';
  readonly marking: Marking;
}
export type StixExport = { readonly status: 'absent' } | StixExportRecord;

export const absent: StixExport = { status: 'absent' };

export const evolve = (_: StixExport, { data }: StixExportEvent): StixExport => ({ status: 'exported', ...data });

/**
 * Who may know of an export: those of the organisation that made it who are cleared for what went, since it tells whom it went to.
 */
export const exportMarking = ({ strictest }: Pick<ExportFacts, 'strictest'>): Marking => ({
  secrecyLevel: strictest?.secrecyLevel ?? 'UNCLASSIFIED',
  tlp: 'AMBER+STRICT',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
});
