/** Who reads, in the stories about read models. */
import type { Subject } from '../../../src/access/actor.js';
import { ana } from '../../examples/actors.js';

/** Ana of the threat intelligence team, cleared for SECRET, unless told otherwise. */
export const reader = (tenantId: string, other: Partial<Subject> = {}): Subject => ({
  actorId: ana,
  actorKind: 'human',
  sub: 'ana',
  tenantId,
  orgId: 'cti',
  roles: ['analyst'],
  clearance: 'SECRET',
  countries: ['GB'],
  expiresAt: 4_000_000_000,
  ...other,
});
