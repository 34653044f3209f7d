/** Whether a share still opens its report. */
import type { ReportShareRecord } from './report-share.record.js';

/** How long a share may last. */
export const LONGEST_SHARE_MS = 30 * 86_400_000;

export type ShareState = 'active' | 'expired' | 'revoked' | 'used_up';

/** @param now UTC, ISO 8601 with milliseconds. */
export const shareState = ({ status, expiresAt, maxViews, views, downloads }: ReportShareRecord, now: string): ShareState => {
  if (status === 'revoked') return 'revoked';
  if (now >= expiresAt) return 'expired';
  return maxViews !== null && views + downloads >= maxViews ? 'used_up' : 'active';
};
