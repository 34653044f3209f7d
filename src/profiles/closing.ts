/** When a case that is closed ended, where nobody says. */
import type { Contracts } from '../ledger/event-contract.js';
import type { Ledger, RecordType } from '../ledger/ledger.js';
import type { Absent, AnyProfile } from './profile.record.js';

/** @returns the end it has, if that is past, else `now`; both UTC ISO 8601. */
export const endOf = async <Record extends AnyProfile & { readonly endDate: string | null }>(
  ledger: Ledger,
  type: RecordType<Contracts, never, Absent | Record>,
  tenantId: string,
  id: string,
  now: string,
): Promise<string> => {
  const loaded = await ledger.load(type, tenantId, id);
  const known = loaded && loaded.record.status !== 'absent' ? (loaded.record as Record).endDate : null;
  return known !== null && known < now ? known : now;
};
