/** Upcasters of distribution list and delivery events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

/** There were reports only. */
const withoutFeedAlerts = (list: object): object => ({ ...list, feedAlerts: false });

interface PlannedBefore {
  readonly kind: 'report' | 'errata';
  readonly reportId: string;
  readonly restatedBy: string | null;
}
const aboutReport = ({ kind, reportId, restatedBy, ...others }: PlannedBefore): object => ({
  ...others,
  about: kind === 'errata' ? { kind, reportId, restatedBy } : { kind, reportId },
});

export const distributionUpcasters: readonly Upcaster[] = [
  { type: 'DistributionListCreated', from: 1, up: withoutFeedAlerts },
  { type: 'DistributionListRevised', from: 1, up: withoutFeedAlerts },
  { type: 'DeliveryPlanned', from: 1, up: aboutReport },
];
