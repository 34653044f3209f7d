/** How the API shows handovers. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, Receipt, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { recordFieldsOf } from '../graphql/record-fields.js';
import { DateTime, Position, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { Loaded } from '../ledger/ledger.js';
import { HandoverBrief, LogPoint } from './handover-brief.graphql.js';
import type { Handover as Record, HandoverRecord } from './handover.record.js';

const HandoverStatus = { recorded: 'recorded', countersigned: 'countersigned', withdrawn: 'withdrawn' } as const;
registerEnumType(HandoverStatus, { name: 'HandoverStatus' });

@SnakeCaseAliases()
@ObjectType({ description: 'What the incoming officer signed.' })
class Countersignature {
  @Field(() => DateTime) signedAt!: string;
  @Field({ description: 'Of the brief as the incoming officer saw it.' }) briefHash!: string;
  @Field() note!: string;
}

@ObjectType({ description: 'The end of a shift: recorded by the outgoing officer, countersigned by the incoming one.' })
export class Handover extends RecordFields {
  @Field(() => HandoverStatus) status!: string;
  @Field(() => UUID, { nullable: true, description: 'Null too when you may not see it.' }) previousHandoverId!: string | null;
  @Field(() => LogPoint, { nullable: true, description: 'Null: it covers the ledger from its beginning.' })
  from!: LogPoint | null;
  @Field(() => LogPoint, { description: 'The last position that it covers.' }) to!: LogPoint;
  @Field(() => DateTime, { nullable: true }) shiftStart!: string | null;
  @Field(() => DateTime) shiftEnd!: string;
  @Field() note!: string;
  @Field(() => String, { description: 'The outgoing officer, by name where it is known.' }) outgoing!: string;
  @Field() outgoingId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Who countersigned it, before that who is expected to, by name where it is known.',
  })
  incoming!: string | null;
  @Field(() => String, { nullable: true }) incomingId!: string | null;
  @Field(() => Countersignature, { nullable: true }) countersignature!: Countersignature | null;
  @Field(() => HandoverBrief, { description: 'What its shift changed, as far as you may see it.' }) brief!: HandoverBrief;
}

@ObjectType()
export class HandoverConnection extends connectionOf(Handover, 'Handover') {}

@ObjectType()
export class HandoverChanged {
  @Field(() => Handover) record!: Handover;
  @Field(() => Receipt) receipt!: Receipt;
}

@ObjectType({ description: 'The last handover that was not withdrawn, of those you may see.' })
export class LastHandover {
  @Field(() => UUID) id!: string;
  @Field(() => DateTime) recordedAt!: string;
  @Field(() => Position, { description: 'The last position that it covers.' }) toPosition!: string;
  @Field(() => HandoverStatus) status!: string;
  @Field(() => String) outgoing!: string;
  @Field(() => String, { nullable: true, description: 'Who countersigned it, before that who is expected to.' }) incoming!:
    string | null;
}

@SnakeCaseAliases()
@InputType()
export class HandoverFilterInput {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [HandoverStatus], { nullable: true }) status?: HandoverRecord['status'][];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) outgoing?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) incoming?: string[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class RecordHandoverInput extends MarkingInputType {
  @Field({ description: 'What the incoming officer has to know; 1 to 20,000 characters.' }) note!: string;
  @Field(() => DateTime, { nullable: true, description: 'When left out, the end of the previous shift.' }) shiftStart?: string;
  @Field(() => DateTime, { nullable: true, description: 'When left out, now.' }) shiftEnd?: string;
  @Field({ nullable: true, description: 'Actor id of who is expected to take over.' }) incoming?: string;
  @Field(() => UUID, { nullable: true, description: 'When left out, the last handover that you may see.' })
  previousHandoverId?: string;
  @Field(() => Position, {
    nullable: true,
    description:
      'What was recorded up to here is not part of it. When left out: the end of the previous handover; without one, as of shiftStart or the beginning.',
  })
  fromPosition?: bigint;
}
@InputType()
export class ReviseHandoverInput extends MarkingInputType {
  @Field({ nullable: true, description: 'Of the outgoing officer only, until it is countersigned.' }) note?: string;
}
@InputType()
export class CountersignHandoverInput {
  @Field({ description: 'The hash of the brief that you read, from handover(id) { brief { hash } }.' }) briefHash!: string;
  @Field({ nullable: true }) note?: string;
}

export const handoverView = (loaded: Loaded<Record>) => {
  const record = loaded.record as HandoverRecord;
  const { status, previousHandoverId, from, to, shiftStart, shiftEnd, note, outgoing, incoming, countersignature } = record;
  return {
    status,
    previousHandoverId,
    from,
    to,
    shiftStart,
    shiftEnd,
    note,
    outgoingId: outgoing,
    incomingId: countersignature?.incoming ?? incoming,
    countersignature: countersignature ?? null,
    loaded: loaded as Loaded<HandoverRecord>,
    ...recordFieldsOf(loaded, record.marking),
  };
};
export type HandoverView = ReturnType<typeof handoverView> & { readonly atLeast?: bigint | undefined };
