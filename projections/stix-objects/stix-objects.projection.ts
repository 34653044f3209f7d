/** Folds received STIX objects into the table that finds them by STIX id. */
import { stixObjectEvents } from '../../src/exchange/stix/stix-object.events.js';
import { board, type Content, type Projection } from '../runtime/projection.js';
import { StixObjectRow, StixObjectsRemarkRow } from './stix-objects.entity.js';

const objects = board<typeof stixObjectEvents, StixObjectRow>({
  from: stixObjectEvents,
  table: StixObjectRow,
  evolve(row, event, at): Content<StixObjectRow> | undefined {
    if (event.type === 'StixCreatorNamed' || event.type === 'StixObjectAwaited') return undefined;
    const { type, data } = event;
    const { stixId, stixType, specVersion, modified, sha256, text, marking } = data;
    const organisationId = row?.organisationId ?? at.meta.orgId;
    const keepsCurrent = row !== undefined && (type === 'StixObjectConflicted' || data.late);
    const current = keepsCurrent
      ? {
          specVersion: row.specVersion,
          modified: row.modified,
          sha256: row.sha256,
          text: row.text,
          blob: row.blob,
          receivedAt: row.receivedAt,
          marking: row.marking,
        }
      : {
          specVersion,
          modified,
          sha256,
          text: typeof text === 'string' ? text : null,
          blob: typeof text === 'string' ? null : text,
          receivedAt: at.recordedAt,
          marking,
        };
    return {
      stixId,
      stixType,
      organisationId,
      ...current,
      versions: (row?.versions ?? 0) + Number(type === 'StixObjectReceived'),
      conflicts: (row?.conflicts ?? 0) + Number(type === 'StixObjectConflicted'),
      protection: { tenantId: at.meta.tenantId, ownerOrganisation: organisationId, marking: current.marking },
    };
  },
});

export const stixObjects: Projection = { name: 'stix_objects', version: 4, boards: [objects], remarks: StixObjectsRemarkRow };
