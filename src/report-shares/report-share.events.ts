/** Facts recorded on `share-<tenant>.<id>` streams: to whom a SOC report was opened, and each time that it was looked at. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, distinct, Instant, line, RecordId, Sha256 } from '../ledger/text.js';
import { MaxViews, PasswordHash } from '../share-links/share-link.measure.js';
import { ReportFormat } from '../soc-reports/soc-report.events.js';

export const SHARE_KINDS = ['token', 'user'] as const;
export const ShareKind = z.enum(SHARE_KINDS);
export type ShareKind = z.infer<typeof ShareKind>;

/** ISO 3166-1 alpha-2. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB');
export const SharedFormats = distinct(ReportFormat, 4).min(1, 'must name a format');

export const ShareUse = z.strictObject({
  at: Instant,
  action: z.enum(['view', 'download']),
  format: ReportFormat,
  /** An actor id; of a link, a keyed hash of address and browser that tells viewers of this one share apart. */
  viewer: line(200),
});
export type ShareUse = z.infer<typeof ShareUse>;

export const reportShareEvents = defineEvents('share', {
  ReportShareCreated: {
    version: 1,
    label: 'Shared',
    schema: z.strictObject({
      reportId: RecordId,
      kind: ShareKind,
      /** Whom it is for; null: whoever has the link. */
      recipient: ActorId.nullable(),
      /** A role or an organisation, printed on what they get; never a name of a person. */
      recipientLabel: line(200),
      /** That the holder of the link belongs to; null: not known. */
      organisation: line(200).nullable(),
      country: CountryCode.nullable(),
      formats: SharedFormats,
      expiresAt: Instant,
      /** Views and downloads together; null: no limit. */
      maxViews: MaxViews.nullable(),
      /** Of the secret of the link; null: shared by name. */
      secretHash: Sha256.nullable(),
      password: PasswordHash.nullable(),
      /** Of the report, at this moment. */
      marking: Marking,
    }),
  },
  ReportShareRevoked: { version: 1, label: 'Withdrawn', schema: z.strictObject({}) },
  ReportShareViewed: { version: 1, label: 'Looked at', happenedAt: 'at', schema: ShareUse },
});
export type ReportShareEvent = EventOf<typeof reportShareEvents>;
