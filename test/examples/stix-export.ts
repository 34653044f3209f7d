/** Exports, named for the stories. */
import type { ExportFacts, StixExportEvent } from '../../src/exchange/stix/export/stix-export.events.js';
import { exportMarking } from '../../src/exchange/stix/export/stix-export.record.js';
import { ana } from './actors.js';
import { hash } from './stix.js';

/** A campaign with what belongs to it, for a partner who knows TLP 2.0. */
export const campaignForPartner: ExportFacts = {
  selection: { kind: 'ids', sha256: hash('1') },
  receiver: { organisation: 'northern-cert', country: 'NO' },
  tlpVersion: 2,
  ceiling: 'GREEN',
  exported: 7,
  withheld: 2,
  reasons: [
    { reason: 'sharing-tlp', count: 1 },
    { reason: 'names-withheld', count: 1 },
  ],
  omittedRefs: 1,
  strictest: { secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' },
  bundleId: 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d',
  sha256: hash('2'),
  bytes: 4_096,
  exportedBy: ana,
  at: '2026-01-05T10:00:00.000Z',
};
export const exportedToPartner: StixExportEvent = {
  type: 'StixExported',
  data: { ...campaignForPartner, marking: exportMarking(campaignForPartner) },
};
