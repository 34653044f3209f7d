/** Facts recorded on `dashboardShare-<tenant>.<id>` streams: to whom the dashboard was opened, up to which marking, and each time that it was looked at. Never edit a published shape. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, Instant, line, Sha256 } from '../ledger/text.js';
import { MaxViews, PasswordHash } from '../share-links/share-link.measure.js';

export const DASHBOARD_SECTIONS = ['counts', 'recency', 'sources', 'production'] as const;
export const DashboardSection = z.enum(DASHBOARD_SECTIONS);
export type DashboardSection = z.infer<typeof DashboardSection>;
export const DashboardSections = distinct(DashboardSection, DASHBOARD_SECTIONS.length).min(1, 'must name a section');

/** FIRST TLP 2.0: AMBER+STRICT stays in its organisation, and RED with the persons it names. */
export const OutsideTlp = Tlp.extract(
  ['CLEAR', 'GREEN', 'AMBER'],
  'must be CLEAR, GREEN or AMBER: nothing stricter goes to outsiders',
);
export type OutsideTlp = z.infer<typeof OutsideTlp>;

/** Nothing above it counts. */
export const DashboardMaximum = z.strictObject({ secrecyLevel: SecrecyLevel, tlp: OutsideTlp });
export type DashboardMaximum = z.infer<typeof DashboardMaximum>;

export const DashboardUse = z.strictObject({
  at: Instant,
  format: z.enum(['html', 'json']),
  /** A keyed hash of address and browser that tells viewers of this one share apart. */
  viewer: line(200),
});
export type DashboardUse = z.infer<typeof DashboardUse>;

export const dashboardShareEvents = defineEvents('dashboardShare', {
  DashboardShared: {
    version: 1,
    label: 'Shared',
    schema: z.strictObject({
      /** Whom it is for, printed on what they get; never a name of a person. */
      name: line(200),
      /** That whoever has the link belongs to; null: not known. */
      organisation: line(200).nullable(),
      maximum: DashboardMaximum,
      sections: DashboardSections,
      /** Silent sources are named, not only counted. */
      withSourceNames: z.boolean(),
      expiresAt: Instant,
      /** Null: no limit. */
      maxViews: MaxViews.nullable(),
      /** Of the secret of the link. */
      secretHash: Sha256,
      password: PasswordHash.nullable(),
    }),
  },
  DashboardShareRevoked: { version: 1, label: 'Withdrawn', schema: z.strictObject({}) },
  DashboardShareViewed: { version: 1, label: 'Looked at', happenedAt: 'at', schema: DashboardUse },
});
export type DashboardShareEvent = EventOf<typeof dashboardShareEvents>;
