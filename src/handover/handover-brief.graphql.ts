/** How the API shows handover briefs. */
import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Marking, SecrecyLevel, Tlp } from '../access/marking.js';
import { FeedHealthName } from '../exchange/feeds/feed.graphql.js';
import { AsOf, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { DateTime, Position, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { HandoverBrief as Brief } from './handover-brief.queries.js';

@ObjectType({ description: 'An end of an interval of the ledger.' })
export class LogPoint {
  @Field(() => Position, { description: 'The last event that belongs to it.' }) position!: string;
  @Field(() => DateTime, { description: 'The instant that ages and silence are measured at.' }) at!: string;
}

@ObjectType({ isAbstract: true })
abstract class BriefItemFields {
  @Field({ description: 'intelReport, source or handover, as recordHistory takes it.' }) type!: string;
  @Field(() => UUID) id!: string;
  @Field({ description: 'Title or name at the end of the interval.' }) title!: string;
  @Field(() => DateTime, { description: 'When it was recorded.' }) time!: string;
  @Field(() => Position, { description: 'Where it was recorded.' }) position!: string;
}
@ObjectType()
export class BriefItem extends BriefItemFields {}
@SnakeCaseAliases()
@ObjectType()
class BriefVersion extends BriefItemFields {
  @Field(() => Int) version!: number;
  @Field(() => DateTime, { description: 'As the publication states it.' }) publishedAt!: string;
}
@ObjectType()
class BriefDisclosure extends BriefItemFields {
  @Field() status!: string;
}
@ObjectType()
class BriefOverdueReview extends BriefItemFields {
  @Field(() => DateTime) dueAt!: string;
  @Field(() => DateTime, { nullable: true }) submittedAt!: string | null;
}
@SnakeCaseAliases()
@ObjectType()
class BriefMarking {
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
  @Field(() => TlpName) tlp!: Tlp;
  @Field(() => [String]) organisations!: readonly string[];
  @Field(() => [String]) releasableTo!: readonly string[];
  @Field(() => [String]) notReleasableTo!: readonly string[];
  @Field(() => [String]) recipients!: readonly string[];
}
@ObjectType()
class BriefMarkingChange extends BriefItemFields {
  @Field(() => BriefMarking) from!: Marking;
  @Field(() => BriefMarking) to!: Marking;
}
@ObjectType({ description: 'A source whose silence began or ended; nothing is recorded when it does.' })
class BriefSilence {
  @Field(() => UUID) id!: string;
  @Field() name!: string;
  @Field(() => DateTime, { nullable: true }) lastReportAt!: string | null;
  @Field(() => Int) expectedWithinSeconds!: number;
}
@SnakeCaseAliases()
@ObjectType({ description: 'A feed whose health changed; nothing is recorded when it does.' })
class BriefFeed {
  @Field(() => UUID) id!: string;
  @Field() name!: string;
  @Field(() => FeedHealthName, { description: 'At the end of the interval.' }) health!: string;
  @Field(() => DateTime, { nullable: true }) lastSuccessAt!: string | null;
  @Field(() => String, { nullable: true, description: 'The code of what it failed with; null: nothing failed.' })
  fault!: string | null;
}
@ObjectType()
class BriefMissedProduction {
  @Field() expectationId!: string;
  @Field() name!: string;
  @Field(() => DateTime) start!: string;
  @Field(() => DateTime) end!: string;
  @Field(() => Int) expected!: number;
  @Field(() => Int) published!: number;
}
@ObjectType({ description: 'A handover that was recorded, revised, withdrawn or countersigned.' })
class BriefHandover {
  @Field(() => UUID) id!: string;
  @Field() status!: string;
  @Field() note!: string;
  @Field({ description: 'Actor id.' }) outgoingId!: string;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) incomingId!: string | null;
  @Field(() => DateTime) time!: string;
  @Field(() => Position) position!: string;
}

@ObjectType({
  description: `The exact difference between two moments of the ledger, of the records that you may see: at its end and today. What was out of your sight
at its start is compared with nothing. In order of position.`,
})
export class HandoverBrief {
  @Field(() => LogPoint, { description: 'What was recorded up to here is not part of it.' }) from!: LogPoint;
  @Field(() => LogPoint) until!: LogPoint;
  @Field(() => UUID, { nullable: true, description: 'The handover whose shift this is; null for any other interval.' })
  handoverId!: string | null;
  @Field(() => String, { nullable: true, description: 'Of that handover.' }) note!: string | null;
  @Field(() => [BriefVersion], { description: 'Versions that were published, also those superseded or retracted since.' })
  published!: BriefVersion[];
  @Field(() => [BriefVersion]) superseded!: BriefVersion[];
  @Field(() => [BriefVersion]) retracted!: BriefVersion[];
  @Field(() => [BriefItem]) archived!: BriefItem[];
  @Field(() => [BriefItem], { description: 'Brought back from the archive.' }) restored!: BriefItem[];
  @Field(() => Int, { description: 'Reports that were drafted.' }) draftedCount!: number;
  @Field(() => Int, { description: 'Working versions that are in review at the end and were not at the start.' })
  inReviewCount!: number;
  @Field(() => [BriefOverdueReview], { description: 'In review beyond their due time at the end, the longest due first.' })
  overdueReviews!: BriefOverdueReview[];
  @Field(() => [BriefItem]) sourcesRegistered!: BriefItem[];
  @Field(() => [BriefItem]) sourcesPaused!: BriefItem[];
  @Field(() => [BriefItem], { description: 'Active again.' }) sourcesResumed!: BriefItem[];
  @Field(() => [BriefItem]) sourcesRetired!: BriefItem[];
  @Field(() => [BriefSilence], { description: 'Silent at the end and not at the start, by name.' })
  sourcesSilent!: BriefSilence[];
  @Field(() => [BriefSilence], { description: 'Silent at the start, active and not silent at the end, by name.' })
  sourcesBack!: BriefSilence[];
  @Field(() => [BriefFeed], { description: 'Red at the end and not at the start, by name.' })
  feedsUnhealthy!: BriefFeed[];
  @Field(() => [BriefFeed], { description: 'Red at the start, active and not red at the end, by name.' })
  feedsRecovered!: BriefFeed[];
  @Field(() => [BriefMissedProduction], {
    description: 'Windows that ended in the interval unmet, at most the last 399 days of it.',
  })
  productionMissed!: BriefMissedProduction[];
  @Field(() => [BriefMarkingChange], { description: 'Only where you may see the record under both markings.' })
  markingChanges!: BriefMarkingChange[];
  @Field(() => [BriefDisclosure], { description: 'Records that were out of your sight at the start and are not at the end.' })
  disclosed!: BriefDisclosure[];
  @Field(() => [BriefHandover]) handovers!: BriefHandover[];
  @Field({
    description: 'SHA-256 over the canonical JSON (RFC 8785) of what you may see of it: what the incoming officer countersigns.',
  })
  hash!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether this is what you countersigned. Null where you did not, or did so with another access.',
  })
  verified!: boolean | null;
  @Field(() => AsOf) asOf!: AsOf;
}

export const briefView = ({ handover, handovers, ...brief }: Brief) => ({
  ...brief,
  handoverId: handover?.id ?? null,
  note: handover?.note ?? null,
  handovers: handovers.map(({ title, outgoing, incoming, ...handed }) => ({
    ...handed,
    note: title,
    outgoingId: outgoing,
    incomingId: incoming,
  })),
});
