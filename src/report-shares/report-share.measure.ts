/** Whether a share still opens its report. */
import { linkState, type ShareState } from '../share-links/share-link.measure.js';
import type { ReportShareRecord } from './report-share.record.js';

/** @param now UTC, ISO 8601 with milliseconds. */
export const shareState = (share: ReportShareRecord, now: string): ShareState =>
  linkState(share, share.views + share.downloads, now);
