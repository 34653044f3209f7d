/** A share, a distribution list and a delivery of the monthly report, and a share of the dashboard, used by specs and golden files. */
import type { DashboardShareEvent } from '../../src/dashboard-shares/dashboard-share.events.js';
import type { DeliveryEvent } from '../../src/distribution/delivery.events.js';
import type { DistributionListEvent } from '../../src/distribution/distribution-list.events.js';
import type { ReportShareEvent } from '../../src/report-shares/report-share.events.js';
import { amber } from './marking.js';
import { REPORT_ID } from './soc-report.js';

export const LIST_ID = '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c21';
export const RECEIVER_ID = '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c22';
const HASH = 'c3'.repeat(32);

export const shared = {
  type: 'ReportShareCreated',
  data: {
    reportId: REPORT_ID,
    kind: 'token',
    recipient: null,
    recipientLabel: 'Board of the bank',
    organisation: 'bank',
    country: 'GB',
    formats: ['pdf', 'html'],
    expiresAt: '2026-04-09T08:00:00.000Z',
    maxViews: 2,
    secretHash: HASH,
    password: { salt: 'c2FsdA', hash: 'aGFzaA' },
    marking: amber,
  },
} satisfies ReportShareEvent;
export const revoked: ReportShareEvent = { type: 'ReportShareRevoked', data: {} };
export const viewed = {
  type: 'ReportShareViewed',
  data: { at: '2026-04-03T08:00:00.000Z', action: 'download', format: 'pdf', viewer: 'kPb9vXy2mQ0aZr7Lw4Hn1c' },
} satisfies ReportShareEvent;

export const dashboardShared = {
  type: 'DashboardShared',
  data: {
    name: 'Regulator',
    organisation: 'regulator',
    maximum: { secrecyLevel: 'RESTRICTED', tlp: 'GREEN' },
    sections: ['counts', 'recency', 'sources', 'production'],
    withSourceNames: true,
    expiresAt: '2026-04-09T08:00:00.000Z',
    maxViews: 2,
    secretHash: HASH,
    password: { salt: 'c2FsdA', hash: 'aGFzaA' },
  },
} satisfies DashboardShareEvent;
export const dashboardRevoked: DashboardShareEvent = { type: 'DashboardShareRevoked', data: {} };
export const dashboardViewed = {
  type: 'DashboardShareViewed',
  data: { at: '2026-04-03T08:00:00.000Z', format: 'html', viewer: 'kPb9vXy2mQ0aZr7Lw4Hn1c' },
} satisfies DashboardShareEvent;

export const listed = {
  type: 'DistributionListCreated',
  data: {
    name: 'Board',
    reportTypes: ['executive_monthly', 'executive_quarterly'],
    feedAlerts: false,
    content: 'link',
    receivers: [
      {
        kind: 'email',
        id: RECEIVER_ID,
        label: 'Board of the bank',
        organisation: 'bank',
        country: 'GB',
        since: '2026-03-01T08:00:00.000Z',
        person: 'pseudonym-of-an-address',
      },
    ],
  },
} satisfies DistributionListEvent;
export const relisted: DistributionListEvent = {
  type: 'DistributionListRevised',
  data: {
    ...listed.data,
    feedAlerts: true,
    content: 'pdf',
    receivers: [
      ...listed.data.receivers,
      {
        kind: 'webhook',
        id: '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c23',
        label: 'Partner SIEM',
        organisation: null,
        country: null,
        since: '2026-03-02T08:00:00.000Z',
        url: 'https://siem.example/reports',
        secret: { nonce: 'bm9uY2U=', sealed: 'c2VhbGVk', tag: 'dGFn' },
      },
    ],
  },
};
export const unlisted: DistributionListEvent = { type: 'DistributionListRetired', data: {} };

export const planned = {
  type: 'DeliveryPlanned',
  data: {
    about: { kind: 'report', reportId: REPORT_ID },
    listId: LIST_ID,
    receiverId: RECEIVER_ID,
    receiverKind: 'email',
    receiverLabel: 'Board of the bank',
    content: 'link',
    marking: amber,
  },
} satisfies DeliveryEvent;
export const erratumPlanned = {
  type: 'DeliveryPlanned',
  data: {
    ...planned.data,
    about: { kind: 'errata', reportId: REPORT_ID, restatedBy: '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c24' },
    content: 'notice',
  },
} satisfies DeliveryEvent;
const ofFeed = { feedId: '7f0d1c55-1f6e-4b7e-8a0e-5b8a0a4b6c25', turn: 1 };
export const feedAlertPlanned = {
  type: 'DeliveryPlanned',
  data: {
    ...planned.data,
    about: {
      kind: 'feed_unhealthy',
      ...ofFeed,
      noticedAt: '2026-03-05T08:00:00.000Z',
      health: 'failing',
      reason: 'The server is not reached (ECONNREFUSED). Check its address.',
    },
    content: 'notice',
  },
} satisfies DeliveryEvent;
export const feedRecoveryPlanned = {
  type: 'DeliveryPlanned',
  data: {
    ...planned.data,
    about: { kind: 'feed_recovered', ...ofFeed, noticedAt: '2026-03-05T09:30:00.000Z' },
    content: 'notice',
  },
} satisfies DeliveryEvent;
export const withheld: DeliveryEvent = { type: 'DeliveryWithheld', data: { rule: 'sharing-tlp' } };
export const attempted = (attempt: number, at: string): DeliveryEvent => ({ type: 'DeliveryAttempted', data: { attempt, at } });
export const delivered: DeliveryEvent = {
  type: 'DeliverySucceeded',
  data: { attempt: 1, at: '2026-04-02T08:00:02.000Z', response: '250 2.0.0 Ok: queued' },
};
export const undelivered = (attempt: number, at: string, retryAt: string | null): DeliveryEvent => ({
  type: 'DeliveryFailed',
  data: { attempt, at, error: '451 4.3.0 Try again later', retryAt },
});
