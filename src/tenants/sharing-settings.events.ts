/** How far those of a role may tell something outside the tenant. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { line } from '../ledger/text.js';

/** The highest marking that leaves the tenant by the hand of a role. */
export const RoleCeiling = z.strictObject({ role: line(50), secrecyLevel: SecrecyLevel, tlp: Tlp });
export type RoleCeiling = z.infer<typeof RoleCeiling>;
