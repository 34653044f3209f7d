/** Facts recorded on `distributionList-<tenant>.<id>` streams: who gets reports of which types, and alerts of feeds, without asking. Never edit a published shape. */
import { z } from 'zod';
import { SecrecyLevel } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, Instant, line, RecordId } from '../ledger/text.js';
import { CountryCode } from '../report-shares/report-share.events.js';
import { REPORT_TYPES, ReportType } from '../soc-reports/soc-report.events.js';

/** AES-256-GCM, base64. */
export const Sealed = z.strictObject({ nonce: line(50), sealed: line(500), tag: line(50) });
export type Sealed = z.infer<typeof Sealed>;

const receiver = {
  /** Follows from who it is, so that the same receiver on two lists is one. */
  id: RecordId,
  /** A role or an organisation; never a name of a person. */
  label: line(200),
  /** That it belongs to; null: not known, so that it is told what everybody may be told. */
  organisation: line(200).nullable(),
  country: CountryCode.nullable(),
  /** Reports generated before it was on the list do not go to it. */
  since: Instant,
};
export const DistributionReceiver = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), ...receiver, actor: ActorId, clearance: SecrecyLevel }),
  /** Whose address is in `app.person`, under this pseudonym. */
  z.strictObject({ kind: z.literal('email'), ...receiver, person: ActorId }),
  z.strictObject({ kind: z.literal('webhook'), ...receiver, url: line(2_000), secret: Sealed }),
]);
export type DistributionReceiver = z.infer<typeof DistributionReceiver>;
export type ReceiverKind = DistributionReceiver['kind'];

export const DISTRIBUTED_AS = ['link', 'pdf'] as const;
export const DistributedAs = z.enum(DISTRIBUTED_AS);
export type DistributedAs = z.infer<typeof DistributedAs>;

export const MAX_RECEIVERS = 100;
export const DistributionListContent = z.strictObject({
  name: line(200),
  reportTypes: z.array(ReportType).max(REPORT_TYPES.length),
  /** Whether its receivers are told when a feed has to be looked at, and when it works again. */
  feedAlerts: z.boolean(),
  /** A link that opens the report, or the report itself. */
  content: DistributedAs,
  receivers: z.array(DistributionReceiver).max(MAX_RECEIVERS),
});
export type DistributionListContent = z.infer<typeof DistributionListContent>;

export const distributionListEvents = defineEvents('distributionList', {
  DistributionListCreated: { version: 2, label: 'Created', schema: DistributionListContent },
  /** The whole list as it is from then on. */
  DistributionListRevised: { version: 2, label: 'Revised', schema: DistributionListContent },
  DistributionListRetired: { version: 1, label: 'Retired', schema: z.strictObject({}) },
});
export type DistributionListEvent = EventOf<typeof distributionListEvents>;
