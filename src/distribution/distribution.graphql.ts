/** How the API shows distribution lists and deliveries. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { SecrecyLevel } from '../access/marking.js';
import { Receipt, SecrecyLevelName } from '../graphql/common.types.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { Loaded } from '../ledger/ledger.js';
import { ReportType as Type } from '../soc-reports/soc-report.events.js';
import { isOver } from './delivery.measure.js';
import type { AboutFeed, AboutReport } from './delivery.events.js';
import type { DeliveryRecord } from './delivery.record.js';
import type { DeliveryOf } from './distribution.queries.js';
import type { DistributedAs, DistributionReceiver as Receiver } from './distribution-list.events.js';
import type { DistributionListRecord } from './distribution-list.record.js';

const ReportType = Type.enum;
const DistributedAsName = { link: 'link', pdf: 'pdf' } as const;
const ReceiverKind = { user: 'user', email: 'email', webhook: 'webhook' } as const;
const DeliveryKind = { report: 'report', errata: 'errata' } as const;
const FeedAlertKind = { feed_unhealthy: 'feed_unhealthy', feed_recovered: 'feed_recovered' } as const;
const DeliveryStatus = {
  planned: 'planned',
  sending: 'sending',
  retrying: 'retrying',
  succeeded: 'succeeded',
  failed: 'failed',
  withheld: 'withheld',
} as const;
registerEnumType(DistributedAsName, {
  name: 'DistributedAs',
  description: 'A link that opens the report, or the report itself.',
});
registerEnumType(ReceiverKind, { name: 'DistributionReceiverKind' });
registerEnumType(DeliveryKind, { name: 'DeliveryKind', description: 'A report, or what changed in one that was delivered.' });
registerEnumType(FeedAlertKind, {
  name: 'FeedAlertKind',
  description: 'That a feed has to be looked at, or that it works again.',
});
registerEnumType(DeliveryStatus, { name: 'DeliveryStatus' });

const FEED_ALERTS = 'Whether the receivers are told when a feed has to be looked at, and when it works again.';

@ObjectType()
export class DistributionReceiver {
  @Field(() => UUID) id!: string;
  @Field(() => ReceiverKind) kind!: Receiver['kind'];
  @Field({ description: 'A role or an organisation.' }) label!: string;
  @Field(() => String, { nullable: true }) organisation!: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' }) country!: string | null;
  @Field(() => String, { nullable: true, description: 'Of a user: the actor id.' }) actor!: string | null;
  @Field(() => SecrecyLevelName, { nullable: true, description: 'Of a user.' }) clearance!: SecrecyLevel | null;
  @Field(() => String, { nullable: true, description: 'Of an e-mail receiver; null too once it was erased.' }) email!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Of a webhook.' }) url!: string | null;
  @Field(() => DateTime, { description: 'Reports generated earlier do not go to it; of a feed that is red already it is told.' })
  since!: string;
}

@SnakeCaseAliases()
@ObjectType({ description: 'Who gets reports of some types as soon as they are there, and is told when a feed turns red.' })
export class DistributionList {
  @Field(() => UUID) id!: string;
  @Field() name!: string;
  @Field(() => [ReportType]) reportTypes!: readonly Type[];
  @Field({ description: FEED_ALERTS }) feedAlerts!: boolean;
  @Field(() => DistributedAsName) content!: DistributedAs;
  @Field(() => [DistributionReceiver]) receivers!: readonly DistributionReceiver[];
  @Field() retired!: boolean;
  @Field(() => DateTime) createdAt!: string;
  @Field(() => DateTime) updatedAt!: string;
}
@ObjectType()
export class DistributionListChanged {
  @Field(() => DistributionList) record!: DistributionList;
  @Field(() => Receipt) receipt!: Receipt;
}

/** One thing told to one receiver, and what became of it. */
@SnakeCaseAliases()
@ObjectType({ isAbstract: true })
abstract class AnyDelivery {
  @Field(() => UUID) id!: string;
  @Field(() => UUID) listId!: string;
  @Field(() => ReceiverKind) receiverKind!: Receiver['kind'];
  @Field() receiverLabel!: string;
  @Field(() => String, { description: 'link, pdf or notice.' }) content!: DeliveryRecord['content'];
  @Field(() => DeliveryStatus) status!: DeliveryRecord['status'];
  @Field(() => Int) attempts!: number;
  @Field(() => DateTime, { nullable: true }) lastAttemptAt!: string | null;
  @Field(() => DateTime, { nullable: true }) nextAttemptAt!: string | null;
  @Field(() => DateTime, { nullable: true }) deliveredAt!: string | null;
  @Field(() => String, { nullable: true, description: 'The code that the receiving machine answered.' }) response!: string | null;
  @Field(() => String, { nullable: true }) error!: string | null;
  @Field(() => String, { nullable: true, description: 'The rule that kept it from being sent.' }) withheldBy!: string | null;
  @Field(() => String, { nullable: true, description: 'The setting that has to be there before it can be sent.' }) waitsFor!:
    string | null;
  @Field(() => DateTime) createdAt!: string;
}

@ObjectType({ description: 'One thing told to one receiver, and what became of it.' })
export class Delivery extends AnyDelivery {
  @Field(() => UUID) reportId!: string;
  @Field(() => DeliveryKind) kind!: AboutReport['kind'];
}

@ObjectType({ description: 'What one receiver was told of a feed, and what became of it.' })
export class FeedAlert extends AnyDelivery {
  @Field(() => UUID) feedId!: string;
  @Field(() => FeedAlertKind) kind!: AboutFeed['kind'];
  @Field(() => Int, { description: 'Of this receiver: the same when it is told that the feed works again.' }) turn!: number;
  @Field(() => DateTime) noticedAt!: string;
  @Field(() => String, { nullable: true, description: 'What was to be looked at; null: it works again.' }) reason!: string | null;
}

@SnakeCaseAliases()
@InputType()
export class DistributionReceiverInput {
  @Field(() => ReceiverKind) kind!: Receiver['kind'];
  @Field({ description: 'A role or an organisation, never a name of a person: it is kept for ever.' }) label!: string;
  @Field({ nullable: true, description: 'Without one it is told what everybody may be told: TLP:CLEAR.' }) organisation?: string;
  @Field({ nullable: true, description: 'ISO 3166-1 alpha-2.' }) country?: string;
  @Field({ nullable: true, description: 'Of a user: the actor id.' }) actor?: string;
  @Field(() => SecrecyLevelName, { nullable: true, description: 'Of a user; UNCLASSIFIED when left out.' })
  clearance?: SecrecyLevel;
  @Field({ nullable: true, description: 'Of an e-mail receiver; kept where it can be erased.' }) email?: string;
  @Field({ nullable: true, description: 'Of a webhook: https, at a public address.' }) url?: string;
  @Field({ nullable: true, description: 'Of a webhook: whsec_ and 24 to 64 random bytes in base64. It is not shown again.' })
  secret?: string;
}
@SnakeCaseAliases()
@InputType()
export class CreateDistributionListInput {
  @Field() name!: string;
  @Field(() => [ReportType], { description: 'None, where only feedAlerts are asked for.' }) reportTypes!: Type[];
  @Field({ nullable: true, description: FEED_ALERTS }) feedAlerts?: boolean;
  @Field(() => DistributedAsName) content!: DistributedAs;
  @Field(() => [DistributionReceiverInput]) receivers!: DistributionReceiverInput[];
}
@SnakeCaseAliases()
@InputType({ description: 'What is left out stays as it is. A webhook that stays keeps its secret.' })
export class ReviseDistributionListInput {
  @Field({ nullable: true }) name?: string;
  @Field(() => [ReportType], { nullable: true }) reportTypes?: Type[];
  @Field({ nullable: true, description: FEED_ALERTS }) feedAlerts?: boolean;
  @Field(() => DistributedAsName, { nullable: true }) content?: DistributedAs;
  @Field(() => [DistributionReceiverInput], { nullable: true }) receivers?: DistributionReceiverInput[];
}

/** @param addresses by pseudonym. */
export const listView = (
  { id, createdAt, updatedAt, record }: Loaded<DistributionListRecord>,
  addresses: ReadonlyMap<string, string>,
): DistributionList => ({
  id,
  name: record.name,
  reportTypes: record.reportTypes,
  feedAlerts: record.feedAlerts,
  content: record.content,
  receivers: record.receivers.map((one) => ({
    id: one.id,
    kind: one.kind,
    label: one.label,
    organisation: one.organisation,
    country: one.country,
    actor: one.kind === 'user' ? one.actor : null,
    clearance: one.kind === 'user' ? one.clearance : null,
    email: one.kind === 'email' ? (addresses.get(one.person) ?? null) : null,
    url: one.kind === 'webhook' ? one.url : null,
    since: one.since,
  })),
  retired: record.status === 'retired',
  createdAt,
  updatedAt,
});

const anyDelivery = (
  { id, createdAt, record }: Loaded<DeliveryRecord>,
  hasMail: boolean,
): Omit<Delivery, 'reportId' | 'kind'> => ({
  id,
  listId: record.listId,
  receiverKind: record.receiverKind,
  receiverLabel: record.receiverLabel,
  content: record.content,
  status: record.status,
  attempts: record.attempts,
  lastAttemptAt: record.lastAttemptAt,
  nextAttemptAt: record.nextAttemptAt,
  deliveredAt: record.deliveredAt,
  response: record.response,
  error: record.error,
  withheldBy: record.withheldBy,
  waitsFor: hasMail || record.receiverKind === 'webhook' || isOver(record) ? null : 'SMTP_URL',
  createdAt,
});

export const deliveryView = (delivery: Loaded<DeliveryOf<AboutReport>>, hasMail: boolean): Delivery => {
  const { reportId, kind } = delivery.record.about;
  return { ...anyDelivery(delivery, hasMail), reportId, kind };
};

export const feedAlertView = (delivery: Loaded<DeliveryOf<AboutFeed>>, hasMail: boolean): FeedAlert => {
  const { about } = delivery.record;
  const { feedId, kind, turn, noticedAt } = about;
  const reason = about.kind === 'feed_unhealthy' ? about.reason : null;
  return { ...anyDelivery(delivery, hasMail), feedId, kind, turn, noticedAt, reason };
};
