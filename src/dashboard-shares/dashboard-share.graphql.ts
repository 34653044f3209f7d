/** How the API shows shares of the dashboard. */
import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { SecrecyLevel, Tlp } from '../access/marking.js';
import { LiveArguments } from '../graphql/arguments.js';
import { Receipt, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, Revision, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import type { ShareState } from '../share-links/share-link.measure.js';
import { DashboardSection } from './dashboard-share.events.js';
import { dashboardShareState } from './dashboard-share.measure.js';
import type { ListedDashboardShare } from './dashboard-share.queries.js';

const ShareStateName = { active: 'active', expired: 'expired', revoked: 'revoked', used_up: 'used_up' } as const;
registerEnumType(ShareStateName, { name: 'ShareState' });
registerEnumType(DashboardSection.enum, { name: 'DashboardSection' });

const NAME = 'Whom it is for, printed on what they get: a role or an organisation, never the name of a person.';
const ORGANISATION = 'That they belong to; without it, TLP:CLEAR alone may be shown.';
const MAXIMUM_LEVEL = 'Nothing above it is counted.';
const MAXIMUM_TLP = 'Nothing stricter is counted.';
const WITH_NAMES = 'Silent sources are named as well, those within the maximum.';

@SnakeCaseAliases()
@ObjectType('DashboardShare', {
  description: 'The intelligence dashboard opened to outsiders by a link, counting only what is within a highest marking.',
})
export class DashboardShareView {
  @Field(() => UUID) id!: string;
  @Field({ description: NAME }) name!: string;
  @Field(() => String, { nullable: true, description: ORGANISATION }) organisation!: string | null;
  @Field(() => SecrecyLevelName, { description: MAXIMUM_LEVEL }) maximumSecrecyLevel!: SecrecyLevel;
  @Field(() => TlpName, { description: MAXIMUM_TLP }) maximumTlp!: Tlp;
  @Field(() => [DashboardSection.enum]) sections!: readonly DashboardSection[];
  @Field({ description: WITH_NAMES }) withSourceNames!: boolean;
  @Field(() => ShareStateName) state!: ShareState;
  @Field(() => DateTime) expiresAt!: string;
  @Field(() => Int, { nullable: true }) maxViews!: number | null;
  @Field() hasPassword!: boolean;
  @Field(() => Int) views!: number;
  @Field(() => Int) distinctViewers!: number;
  @Field(() => DateTime, { nullable: true }) lastAccessAt!: string | null;
  @Field({ description: 'The organisation that shared it.' }) organisationId!: string;
  @Field({ description: 'Who shared it, as a pseudonym.' }) createdById!: string;
  @Field(() => DateTime) createdAt!: string;
  @Field(() => DateTime) updatedAt!: string;
  @Field(() => Revision) revision!: bigint;
}
@ObjectType()
export class DashboardShareConnection extends connectionOf(DashboardShareView, 'DashboardShare') {}
@ObjectType()
export class DashboardShareChanged {
  @Field(() => DashboardShareView) record!: DashboardShareView;
  @Field(() => Receipt) receipt!: Receipt;
}
@ObjectType()
export class DashboardShared extends DashboardShareChanged {
  @Field(() => String, { nullable: true, description: 'Told once and kept nowhere; null when the change is repeated.' })
  token!: string | null;
  @Field(() => String, { nullable: true, description: 'Where the token leads.' }) url!: string | null;
}

@SnakeCaseAliases()
@InputType()
export class ShareDashboardInput {
  @Field({ description: NAME }) name!: string;
  @Field({ nullable: true, description: ORGANISATION }) organisation?: string;
  @Field(() => SecrecyLevelName, { nullable: true, description: 'UNCLASSIFIED when left out.' })
  maximumSecrecyLevel?: SecrecyLevel;
  @Field(() => TlpName, { nullable: true, description: 'CLEAR, GREEN or AMBER; CLEAR when left out.' }) maximumTlp?: Tlp;
  @Field(() => [DashboardSection.enum], { nullable: true, description: 'All of them when left out.' })
  sections?: DashboardSection[];
  @Field({ nullable: true, description: WITH_NAMES }) withSourceNames?: boolean;
  @Field(() => DateTime, { nullable: true, description: 'At most 30 days from now; in 7 days when left out.' })
  expiresAt?: string;
  @Field(() => Int, { nullable: true, description: 'Instead of expiresAt: 1 to 30.' }) expiresInDays?: number;
  @Field(() => Int, { nullable: true, description: 'At most 10,000; no limit when left out.' }) maxViews?: number;
  @Field({ nullable: true, description: 'At least 8 characters; kept as a hash alone.' }) password?: string;
}
@SnakeCaseAliases()
@InputType()
export class DashboardShareFilterInput {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [ShareStateName], { nullable: true }) state?: ShareState[];
}
@ArgsType()
export class DashboardSharesArguments extends LiveArguments {
  @Field(() => DashboardShareFilterInput, { nullable: true }) filter?: DashboardShareFilterInput;
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}

/** @param now UTC, ISO 8601 with milliseconds. */
export const dashboardShareView = ({ id, record, ...at }: ListedDashboardShare, now: string): DashboardShareView => ({
  id,
  name: record.name,
  organisation: record.organisation,
  maximumSecrecyLevel: record.maximum.secrecyLevel,
  maximumTlp: record.maximum.tlp,
  sections: record.sections,
  withSourceNames: record.withSourceNames,
  state: dashboardShareState(record, now),
  expiresAt: record.expiresAt,
  maxViews: record.maxViews,
  hasPassword: record.password !== null,
  views: record.views,
  distinctViewers: record.viewers.length,
  lastAccessAt: record.lastAccessAt,
  organisationId: at.ownerOrganisation,
  createdById: at.createdBy,
  createdAt: at.createdAt,
  updatedAt: at.updatedAt,
  revision: at.revision,
});
