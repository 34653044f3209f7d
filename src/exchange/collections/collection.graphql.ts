/** How the API shows collections. */
import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { SecrecyLevel, Tlp } from '../../access/marking.js';
import { Receipt, SecrecyLevelName, TlpName } from '../../graphql/common.types.js';
import { DateTime, Revision, UUID } from '../../graphql/scalars.js';
import { SnakeCaseAliases } from '../../graphql/snake-case.js';
import type { Loaded } from '../../ledger/ledger.js';
import type { CollectionRecord } from './collection.record.js';

const TYPES = 'STIX types, such as campaign; empty: all, but for incidents of your own.';
const IDS = 'Ids of STIX objects, or UUIDs of records; empty: all.';
const TLP_VERSION = 'The TLP that the partners know: 1 or 2.';
const COUNTRY = 'ISO 3166-1 alpha-2; without it, no caveat on countries is met.';

@SnakeCaseAliases()
@ObjectType({ description: 'An organisation that a collection is for.' })
export class CollectionPartner {
  @Field() organisation!: string;
  @Field(() => String, { nullable: true, description: COUNTRY }) country!: string | null;
  @Field() canRead!: boolean;
  @Field() canWrite!: boolean;
}

@SnakeCaseAliases()
@ObjectType({ description: 'A marking-bounded view of the ledger for named partners, who read it and send to it by TAXII 2.1.' })
export class Collection {
  @Field(() => UUID) id!: string;
  @Field() title!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => String, { nullable: true, description: 'Stands for the id in addresses.' }) alias!: string | null;
  @Field(() => [String], { description: TYPES }) types!: readonly string[];
  @Field(() => [String], { description: IDS }) ids!: readonly string[];
  @Field(() => SecrecyLevelName, { description: 'Nothing above it goes out or comes in.' }) maximumSecrecyLevel!: SecrecyLevel;
  @Field(() => TlpName, { description: 'Nothing stricter goes out or comes in.' }) maximumTlp!: Tlp;
  @Field(() => Int, { description: TLP_VERSION }) tlpVersion!: number;
  @Field(() => [CollectionPartner]) partners!: readonly CollectionPartner[];
  @Field({ description: 'Nobody reads it or sends to it.' }) retired!: boolean;
  @Field({ description: 'Its address under this server.' }) path!: string;
  @Field({ description: 'The organisation that keeps it.' }) organisationId!: string;
  @Field(() => DateTime) createdAt!: string;
  @Field(() => DateTime) updatedAt!: string;
  @Field(() => Revision) revision!: bigint;
}
@ObjectType()
export class CollectionChanged {
  @Field(() => Collection) record!: Collection;
  @Field(() => Receipt) receipt!: Receipt;
}

@SnakeCaseAliases()
@InputType()
export class CollectionPartnerInput {
  @Field() organisation!: string;
  @Field({ nullable: true, description: COUNTRY }) country?: string;
  @Field({ nullable: true, description: 'True when left out.' }) canRead?: boolean;
  @Field({ nullable: true, description: 'False when left out.' }) canWrite?: boolean;
}
@SnakeCaseAliases()
@InputType()
export class CreateCollectionInput {
  @Field() title!: string;
  @Field({ nullable: true }) description?: string;
  @Field({ nullable: true, description: 'Lower-case words joined by hyphens, once in the tenant.' }) alias?: string;
  @Field(() => [String], { nullable: true, description: TYPES }) types?: string[];
  @Field(() => [String], { nullable: true, description: IDS }) ids?: string[];
  @Field(() => SecrecyLevelName, { nullable: true, description: 'UNCLASSIFIED when left out.' })
  maximumSecrecyLevel?: SecrecyLevel;
  @Field(() => TlpName, { nullable: true, description: 'GREEN when left out; never RED.' }) maximumTlp?: Tlp;
  @Field(() => Int, { nullable: true, description: TLP_VERSION }) tlpVersion?: number;
  @Field(() => [CollectionPartnerInput], { nullable: true }) partners?: CollectionPartnerInput[];
}
@SnakeCaseAliases()
@InputType({ description: 'What is left out stays as it is; null empties the description and the alias.' })
export class ReviseCollectionInput {
  @Field({ nullable: true }) title?: string;
  @Field(() => String, { nullable: true }) description?: string | null;
  @Field(() => String, { nullable: true }) alias?: string | null;
  @Field(() => [String], { nullable: true, description: TYPES }) types?: string[];
  @Field(() => [String], { nullable: true, description: IDS }) ids?: string[];
  @Field(() => SecrecyLevelName, { nullable: true }) maximumSecrecyLevel?: SecrecyLevel;
  @Field(() => TlpName, { nullable: true }) maximumTlp?: Tlp;
  @Field(() => Int, { nullable: true, description: TLP_VERSION }) tlpVersion?: number;
  @Field(() => [CollectionPartnerInput], { nullable: true, description: 'All of them.' }) partners?: CollectionPartnerInput[];
}

export const collectionView = ({ id, tenantId, record, ...at }: Loaded<CollectionRecord>): Collection => ({
  id,
  title: record.title,
  description: record.description,
  alias: record.alias,
  types: record.filter.types,
  ids: record.filter.ids,
  maximumSecrecyLevel: record.maximum.secrecyLevel,
  maximumTlp: record.maximum.tlp,
  tlpVersion: record.tlpVersion,
  partners: record.partners,
  retired: record.status === 'retired',
  path: `/taxii2/${tenantId}/collections/${id}/`,
  organisationId: at.ownerOrganisation,
  createdAt: at.createdAt,
  updatedAt: at.updatedAt,
  revision: at.revision,
});
