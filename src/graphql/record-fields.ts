/** The fields that every record shows, to be spread last into a view. */
import type { Marking } from '../access/marking.js';
import type { Loaded } from '../ledger/ledger.js';

export const recordFieldsOf = (loaded: Loaded<unknown>, marking: Marking) => ({
  id: loaded.id,
  tenantId: loaded.tenantId,
  organisationId: loaded.ownerOrganisation,
  // Named one by one: properties after a spread are slow to define.
  secrecyLevel: marking.secrecyLevel,
  tlp: marking.tlp,
  organisations: marking.organisations,
  releasableTo: marking.releasableTo,
  notReleasableTo: marking.notReleasableTo,
  recipients: marking.recipients,
  createdAt: loaded.createdAt,
  updatedAt: loaded.updatedAt,
  revision: loaded.revision,
  position: loaded.position,
});
