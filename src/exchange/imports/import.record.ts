/** An import as its event leaves it. */
import type { Marking } from '../../access/marking.js';
import type { ImportEvent, IncidentImportFacts, StixImportFacts } from './import.events.js';

export type ImportFacts = ({ readonly kind: 'stix' } & StixImportFacts) | ({ readonly kind: 'incidents' } & IncidentImportFacts);
export type ImportRecord = ImportFacts & { readonly status: 'imported'; readonly marking: Marking };
export type Import = { readonly status: 'absent' } | ImportRecord;

export const absent: Import = { status: 'absent' };

export const evolve = (_: Import, event: ImportEvent): Import =>
  event.type === 'StixImported'
    ? { status: 'imported', kind: 'stix', ...event.data }
    : { status: 'imported', kind: 'incidents', ...event.data };

/** Who may know of an import: those of the organisation that made it who are cleared for what came. */
export const importMarking = ({ strictest }: Pick<ImportFacts, 'strictest'>): Marking => ({
  secrecyLevel: strictest?.secrecyLevel ?? 'UNCLASSIFIED',
  tlp: 'AMBER+STRICT',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
});
