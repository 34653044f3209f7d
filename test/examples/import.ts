/** Imports as a whole, named for the stories. */
import type { ImportEvent, IncidentImportFacts, StixImportFacts } from '../../src/exchange/imports/import.events.js';
import { importMarking } from '../../src/exchange/imports/import.record.js';
import { ana } from './actors.js';
import { hash } from './stix.js';

/** A bundle of a partner, of which one object was refused. */
export const partnersBundle: StixImportFacts = {
  file: 'partner.json',
  from: 'https://taxii.example/api/collections/7',
  sha256: hash('3'),
  bytes: 8_192,
  unmarkedTlp: 'AMBER',
  counts: { created: 3, updated: 1, unchanged: 0, stored: 5, conflict: 0, refused: 1, warned: 1 },
  reasons: [{ reason: 'name is required', count: 1 }],
  strictest: { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' },
  lastPosition: '4711',
  importedBy: ana,
  at: '2026-01-05T10:00:00.000Z',
};

export const serviceDeskLog: IncidentImportFacts = {
  file: 'incidents.csv',
  from: null,
  sha256: hash('4'),
  bytes: 65_536,
  system: 'servicenow',
  rows: { total: 100, events: 90, nothingNew: 8, known: 8, errors: 2, warned: 0 },
  incidents: { opened: 12, updated: 3, unchanged: 1 },
  reasons: [{ reason: 'sys_updated_at is no time', count: 2 }],
  strictest: { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' },
  lastPosition: null,
  importedBy: ana,
  at: '2026-01-05T10:00:00.000Z',
};

export const bundleImported: ImportEvent = {
  type: 'StixImported',
  data: { ...partnersBundle, marking: importMarking(partnersBundle) },
};
export const logImported: ImportEvent = {
  type: 'IncidentsImported',
  data: { ...serviceDeskLog, marking: importMarking(serviceDeskLog) },
};
