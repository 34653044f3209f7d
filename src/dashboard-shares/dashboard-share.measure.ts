/** Whether a share still opens the dashboard. */
import { linkState, type ShareState } from '../share-links/share-link.measure.js';
import type { DashboardShareRecord } from './dashboard-share.record.js';

/** @param now UTC, ISO 8601 with milliseconds. */
export const dashboardShareState = (share: DashboardShareRecord, now: string): ShareState => linkState(share, share.views, now);
