/** The record types that can be watched, by stream category, and where their boards are. */
import type { RecordType } from '../ledger/ledger.js';
import { intelReportType } from '../intel-reports/intel-report.type.js';
import { sourceType } from '../sources/source.type.js';

export interface Watchable {
  readonly type: RecordType;
  /** Of its current rows, in the intelligence model. */
  readonly table: string;
  /** The column with its name for people. */
  readonly title: string;
}

const watchable = (type: unknown, table: string, title: string): Watchable => ({
  type: type as RecordType,
  table: `rm_intelligence.${table}`,
  title,
});

export const watchables = {
  intelReport: watchable(intelReportType, 'report_state', 'title'),
  source: watchable(sourceType, 'source_state', 'name'),
} as const satisfies Record<string, Watchable>;
export type WatchableType = keyof typeof watchables;
