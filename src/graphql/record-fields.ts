/** The fields that every record shows. */
import type { Marking } from '../access/marking.js';
import type { Loaded } from '../ledger/ledger.js';

export const recordFieldsOf = (loaded: Loaded<unknown>, marking: Marking) => ({
  id: loaded.id,
  tenantId: loaded.tenantId,
  organisationId: loaded.ownerOrganisation,
  ...marking,
  createdAt: loaded.createdAt,
  updatedAt: loaded.updatedAt,
  created_at: loaded.createdAt,
  updated_at: loaded.updatedAt,
  revision: loaded.revision,
  position: loaded.position,
});
