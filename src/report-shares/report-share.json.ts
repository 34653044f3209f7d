/** What the routes that share SOC reports take and answer. */
import { z } from 'zod';
import { AtLeastQuery, NextLink, PageQuery, Time, Uuid } from '../http/common.schemas.js';
import { CaseQuery } from '../http/answer-case.interceptor.js';
import { ById, ChangeHeaders, IdInPath, type Operation } from '../http/operation.js';
import { ReportFormat, ReportType } from '../soc-reports/soc-report.events.js';
import { Share } from './report-share.input.js';

const TAG = 'Shared reports';
const Formats = z.array(ReportFormat);

const ShareRow = z.object({
  id: Uuid,
  reportId: Uuid,
  kind: z.enum(['user', 'token']),
  recipient: z.string().nullable().describe('Actor id.'),
  recipientLabel: z.string(),
  organisation: z.string().nullable(),
  country: z.string().nullable(),
  formats: Formats,
  state: z.string(),
  expiresAt: Time,
  maxViews: z.int().nullable(),
  hasPassword: z.boolean(),
  views: z.int(),
  downloads: z.int(),
  distinctViewers: z.int(),
  lastAccessAt: Time.nullable(),
  createdAt: Time,
  createdBy: z.string(),
});
const Uses = {
  views: z.int(),
  downloads: z.int(),
  distinctViewers: z.int(),
  lastAccessAt: Time.nullable(),
};

export const SHARE: Operation = {
  tag: TAG,
  summary: 'Shares a report with a person of the tenant, or by a link',
  params: ById,
  query: CaseQuery,
  headers: ChangeHeaders,
  body: Share,
  asIs: true,
  answers: {
    201: {
      description: 'The share; its link is told once and kept nowhere.',
      schema: z.object({ share: ShareRow, token: z.string().nullable(), url: z.string().nullable() }),
    },
  },
};
export const UNSHARE: Operation = {
  tag: TAG,
  summary: 'Withdraws a share, at once',
  params: z.object({ shareId: IdInPath }),
  answers: { 204: { description: 'It is withdrawn.' } },
};
export const SHARE_STATS: Operation = {
  tag: TAG,
  summary: 'How the shares of a report were used',
  params: ById,
  query: CaseQuery,
  asIs: true,
  answers: {
    200: { description: 'Together and one by one.', schema: z.object({ reportId: Uuid, ...Uses, shares: z.array(ShareRow) }) },
  },
};
export const SharedQuery = z.strictObject({ ...PageQuery, ...AtLeastQuery });
export const SHARED: Operation = {
  tag: TAG,
  summary: 'Reports that are shared with the caller',
  query: SharedQuery,
  answers: {
    200: {
      description: 'A page of those that can be opened now, the newest first.',
      schema: z.object({
        next: NextLink,
        items: z.array(
          z.object({
            shareId: Uuid,
            sharedAt: Time,
            expiresAt: Time,
            formats: Formats,
            report: z.object({
              id: Uuid,
              title: z.string(),
              reportType: ReportType,
              periodStart: Time,
              periodEnd: Time,
              zone: z.string(),
            }),
          }),
        ),
      }),
    },
  },
};
export const OPEN_SHARED: Operation = {
  tag: TAG,
  summary: 'The file of a report that is shared with the caller',
  params: z.object({ shareId: IdInPath }),
  query: z.object({ format: ReportFormat.optional() }),
  answers: {
    200: { description: 'The file.', mediaTypes: ['application/pdf', 'text/html', 'application/json', 'text/csv'] },
  },
};

const Link = z.object({ token: z.string() });
export const LINK: Operation = {
  tag: TAG,
  summary: 'Where a link leads: a page that opens the report on request',
  params: Link,
  answers: { 200: { description: 'The same page for every link.', mediaTypes: ['text/html'] } },
};
export const OPEN_LINK: Operation = {
  tag: TAG,
  summary: 'The file that a link opens; counts as a view',
  params: Link,
  answers: {
    200: { description: 'The file.', mediaTypes: ['application/pdf', 'text/html', 'application/json', 'text/csv'] },
    404: { description: 'The link opens nothing, for whatever reason.', mediaTypes: ['text/html'] },
    422: { description: 'The report is not shared in this format.', mediaTypes: ['text/html'] },
  },
};
