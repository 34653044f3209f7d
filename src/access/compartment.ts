/** Equal markings of a tenant share one compartment id, so access is decided once per compartment instead of once per row. */
import { createHash } from 'node:crypto';
import type { Protection } from './marking.js';

export interface Compartment extends Protection {
  readonly aclId: string;
}

const ids = new Map<string, string>();
const REMEMBERED = 10_000;

/** @returns a stable id for (tenant, owning organisation, marking); the order of caveats does not matter. */
export const compartmentOf = ({ tenantId, ownerOrganisation, marking }: Protection): string => {
  const { secrecyLevel, tlp, organisations, releasableTo, notReleasableTo, recipients } = marking;
  const caveats = [organisations, releasableTo, notReleasableTo, recipients].map((list) =>
    list.length > 1 ? list.toSorted() : list,
  );
  const tuple = JSON.stringify([tenantId, ownerOrganisation, secrecyLevel, tlp, ...caveats]);
  const known = ids.get(tuple);
  if (known) return known;
  const id = createHash('sha256').update(tuple).digest('base64url').slice(0, 22);
  if (ids.size >= REMEMBERED) ids.clear();
  ids.set(tuple, id);
  return id;
};
