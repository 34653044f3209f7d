/** The natural id of a delivery: whatever is planned for one receiver on one matter, by whichever process, is one delivery. */
import { recordIdFrom } from '../ledger/identity.js';
import { subjectOf } from './delivery.record.js';
import type { Untold } from './distribution.queries.js';

const whichOf = (about: Untold['about']): string => {
  if (about.kind === 'report') return '';
  return about.kind === 'errata' ? about.restatedBy : String(about.turn);
};

export const deliveryIdOf = (
  instanceKey: Buffer,
  { tenantId, receiverId, about }: Pick<Untold, 'tenantId' | 'receiverId' | 'about'>,
): string => recordIdFrom(instanceKey, 'delivery', tenantId, subjectOf(about), receiverId, about.kind, whichOf(about));
