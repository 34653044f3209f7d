/** Checks what callers give to share the dashboard, field by field. */
import { z } from 'zod';
import { SecrecyLevel } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { Instant, line } from '../ledger/text.js';
import { LinkDays, LinkPassword, MaxViews } from '../share-links/share-link.measure.js';
import { DASHBOARD_SECTIONS, DashboardSections, OutsideTlp } from './dashboard-share.events.js';

const Given = z
  .strictObject({
    name: line(200),
    organisation: line(200).optional(),
    maximumSecrecyLevel: SecrecyLevel.default('UNCLASSIFIED'),
    maximumTlp: z.preprocess((tlp) => (tlp === 'WHITE' ? 'CLEAR' : tlp), OutsideTlp.default('CLEAR')),
    sections: DashboardSections.default([...DASHBOARD_SECTIONS]),
    withSourceNames: z.boolean().default(false),
    expiresAt: Instant.optional(),
    expiresInDays: LinkDays.optional(),
    maxViews: MaxViews.optional(),
    password: LinkPassword.optional(),
  })
  .refine(({ expiresAt, expiresInDays }) => expiresAt === undefined || expiresInDays === undefined, {
    path: ['expiresInDays'],
    error: 'cannot be given together with expiresAt',
  });
export type DashboardShareFields = z.output<typeof Given>;

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseDashboardShare = (input: object): DashboardShareFields =>
  parseInput(Given, plainInput(input, new Set()), 'input');
