/** How the API shows sources. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, Receipt, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { recordFieldsOf } from '../graphql/record-fields.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { Loaded } from '../ledger/ledger.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { Reliability, SourceKind } from './source.events.js';
import type { ListedSource } from './source.queries.js';
import type { Source, SourceRecord } from './source.record.js';

const SourceStatus = { active: 'active', paused: 'paused', retired: 'retired' } as const;
registerEnumType(SourceKind.enum, { name: 'SourceKind' });
registerEnumType(Reliability.enum, {
  name: 'SourceReliability',
  description: 'Admiralty code (NATO AJP-2.1): A reliable to E unreliable, F cannot be judged.',
});
registerEnumType(SourceStatus, { name: 'SourceStatus' });

@ObjectType({ description: 'Where intelligence comes from.' })
export class IntelligenceSource extends RecordFields {
  @Field() name!: string;
  @Field(() => SourceKind.enum) kind!: string;
  @Field(() => SourceStatus) status!: string;
  @Field() description!: string;
  @Field(() => Reliability.enum) reliability!: string;
  @Field(() => Int, { description: 'Admiralty code: 1 confirmed to 5 improbable, 6 cannot be judged.' }) credibility!: number;
  @Field(() => String, { nullable: true, description: 'The responsible source manager, by name where it is known.' }) owner!:
    string | null;
  @Field(() => String, { nullable: true }) ownerId!: string | null;
  @Field(() => [String]) sectors!: readonly string[];
  @Field(() => Int, { nullable: true }) expectedCadenceSeconds!: number | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Publication of the newest report that names it, among those you may see.',
  })
  lastReportAt!: string | null;
  @Field(() => String, { nullable: true, description: 'The STIX identity it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class IntelligenceSourceConnection extends connectionOf(IntelligenceSource, 'IntelligenceSource') {}

@ObjectType()
export class SourceChanged {
  @Field(() => IntelligenceSource) record!: IntelligenceSource;
  @Field(() => Receipt) receipt!: Receipt;
}

@SnakeCaseAliases()
@InputType()
export class IntelligenceSourceFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [SourceStatus], { nullable: true }) status?: SourceRecord['status'][];
  @Field(() => [SourceKind.enum], { nullable: true }) kind?: string[];
  @Field(() => [Reliability.enum], { nullable: true }) reliability?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) owner?: string[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
  @Field({ nullable: true, description: 'true: only those that are silent; false: only those that are not.' }) silent?: boolean;
}

@InputType()
export class ReviseIntelligenceSourceInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => SourceKind.enum, { nullable: true }) kind?: SourceKind;
  @Field({ nullable: true }) description?: string;
  @Field(() => Reliability.enum, { nullable: true }) reliability?: Reliability;
  @Field(() => Int, { nullable: true, description: '1 to 6.' }) credibility?: number;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) owner?: string | null;
  @Field(() => [String], { nullable: true }) sectors?: string[];
  @Field(() => Int, { nullable: true, description: '60 to 31,536,000; null: nothing is expected.' }) expectedCadenceSeconds?:
    number | null;
}

@InputType()
export class RegisterIntelligenceSourceInput extends ReviseIntelligenceSourceInput {
  @Field() declare name: string;
  @Field(() => SourceKind.enum, { nullable: true, description: 'other when left out.' }) declare kind?: SourceKind;
}

/**
 * A source as its own stream has it: `lastReportAt` is looked up where it is asked for.
 * @param read the moment at which its deliveries are looked at.
 */
export const sourceView = (loaded: Loaded<Source> | ListedSource, read: ReadOptions) => {
  const record = loaded.record as SourceRecord;
  const { name, kind, status, description, reliability, credibility, owner, sectors, expectedCadenceSeconds, stix } = record;
  return {
    name,
    kind,
    status,
    description,
    reliability,
    credibility,
    ownerId: owner,
    sectors,
    expectedCadenceSeconds,
    stixId: stix?.id ?? null,
    lastReportAt: 'lastReportAt' in loaded ? loaded.lastReportAt : undefined,
    read,
    ...recordFieldsOf(loaded, record.marking),
  };
};
export type SourceView = ReturnType<typeof sourceView>;
