/** A SOC report, read from its stream, for those who may see it. */
import type { Subject } from '../access/actor.js';
import { decide } from '../access/policy.js';
import { notFound } from '../ledger/errors.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import type { SocReportRecord } from './soc-report.record.js';
import { socReportType } from './soc-report.type.js';

/** @returns undefined alike for one that is hidden and one that never was. */
export const findVisibleSocReport = async (
  ledger: Ledger,
  subject: Subject,
  id: string,
): Promise<Loaded<SocReportRecord> | undefined> => {
  const loaded = await ledger.load(socReportType, subject.tenantId, id);
  if (!loaded || loaded.record.status === 'absent') return undefined;
  const { marking } = loaded.record;
  return decide(subject, 'read', { ...loaded, marking }).allow ? (loaded as Loaded<SocReportRecord>) : undefined;
};

/** @throws LedgerError NOT_FOUND */
export const visibleSocReport = async (ledger: Ledger, subject: Subject, id: string): Promise<Loaded<SocReportRecord>> => {
  const found = await findVisibleSocReport(ledger, subject, id);
  if (!found) throw notFound(socReportType.name);
  return found;
};
