/** What the routes of shared dashboards take and answer. */
import { z } from 'zod';
import { CaseQuery } from '../http/answer-case.interceptor.js';
import { MarkingFields, Time } from '../http/common.schemas.js';
import type { Operation } from '../http/operation.js';

const TAG = 'Shared dashboards';
const Counts = z.array(z.object({ key: z.string(), count: z.int() }));
const Production = z.enum(['none', 'met', 'below', 'missed']);

/** Parts that are not shared are null. */
export const SharedDashboardAnswer = z.object({
  name: z.string().describe('Whom it is shared with.'),
  tenant: z.string(),
  maximum: z.object(MarkingFields).describe('Nothing above it is counted.'),
  asOf: Time,
  openUntil: Time,
  counts: z
    .object({
      reports: z.int().describe('Neither archived nor retracted.'),
      published: z.int(),
      drafts: z.int(),
      inReview: z.int(),
      byStatus: Counts,
      bySecrecy: Counts,
      byTlp: Counts,
    })
    .nullable(),
  recency: z
    .object({
      lastPublishedAt: Time.nullable(),
      secondsSinceLastPublication: z.int().nullable(),
      expectedWithinSeconds: z.int(),
      state: z.enum(['none', 'fresh', 'due', 'stale']),
    })
    .nullable(),
  sources: z
    .object({
      total: z.int(),
      active: z.int(),
      minimum: z.int().describe('So many should be active.'),
      state: z.enum(['ok', 'below']),
      silent: z.int(),
      silentNames: z.array(z.string()).nullable().describe('Null: they are not named.'),
    })
    .nullable(),
  production: z
    .object({
      state: Production,
      windows: z.array(
        z.object({
          name: z.string().nullable(),
          start: Time,
          end: Time,
          expected: z.int(),
          published: z.int(),
          state: Production,
        }),
      ),
    })
    .nullable(),
});

const Link = z.object({ token: z.string() });
const closed = 'The link opens nothing, for whatever reason.';

export const DASHBOARD_LINK: Operation = {
  tag: TAG,
  summary:
    'Where a link leads: a page that opens the dashboard on request; to `Accept: application/json`, or with `.json` at its end, the figures',
  params: Link,
  query: CaseQuery,
  asIs: true,
  answers: {
    200: {
      description: 'The same page for every link; or the figures, which counts as a view.',
      schema: SharedDashboardAnswer,
      mediaTypes: ['text/html', 'application/json'],
    },
    404: { description: closed, mediaTypes: ['application/problem+json'] },
  },
};
export const OPEN_DASHBOARD_LINK: Operation = {
  tag: TAG,
  summary: 'The dashboard that a link opens; counts as a view',
  description: 'The password goes into the form, or into a JSON body.',
  params: Link,
  query: CaseQuery,
  asIs: true,
  answers: {
    200: {
      description: 'A page, or the figures as by GET.',
      schema: SharedDashboardAnswer,
      mediaTypes: ['text/html', 'application/json'],
    },
    404: { description: closed, mediaTypes: ['text/html', 'application/problem+json'] },
  },
};
