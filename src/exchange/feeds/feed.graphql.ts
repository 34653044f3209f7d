/** How the API shows feeds. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Tlp } from '../../access/marking.js';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../../graphql/common.types.js';
import { connectionOf } from '../../graphql/connection.js';
import { DateTime, JSONScalar, UUID } from '../../graphql/scalars.js';
import { SnakeCaseAliases } from '../../graphql/snake-case.js';
import { changedOf } from '../../profiles/profile.graphql.js';
import { CONNECTORS, type ConnectorName } from './feed-connectors.measure.js';
import { CREDENTIAL_KINDS, type FeedPoll, type FeedPush, FeedDirection, POLL_OUTCOMES, PUSH_OUTCOMES } from './feed.events.js';
import type { FeedHealthState } from './feed.measure.js';
import type { FeedCredentials, FeedRecord } from './feed.record.js';

const enumOf = <const Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in Name]: N };
const FeedConnectorName = enumOf(...(Object.keys(CONNECTORS) as ConnectorName[]));
const FeedStatus = enumOf<FeedRecord['status']>('active', 'paused', 'retired');
export const FeedHealthName = enumOf<FeedHealthState>('ok', 'waiting', 'failing', 'silent', 'off');
const CredentialKind = enumOf(...CREDENTIAL_KINDS);
const PollOutcome = enumOf(...POLL_OUTCOMES);
const PushOutcome = enumOf(...PUSH_OUTCOMES);
const FailedReason = enumOf('too_large', 'refused');
registerEnumType(FeedStatus, { name: 'FeedStatus' });
registerEnumType(FeedDirection.enum, {
  name: 'FeedDirection',
  description: 'pull: imports what the server has; push: sends there.',
});
registerEnumType(FeedConnectorName, {
  name: 'FeedConnector',
  description: 'taxii: a collection of a TAXII 2.1 server; bundle: a STIX bundle at an address, which is only pulled.',
});
registerEnumType(FeedHealthName, {
  name: 'FeedHealthState',
  description: 'waiting: nothing was exchanged yet; off: paused or retired.',
});
registerEnumType(CredentialKind, { name: 'TaxiiCredentialKind', description: 'certificate: mutual TLS.' });
registerEnumType(PollOutcome, { name: 'FeedPollOutcome', description: 'more: the rest comes with the next poll.' });
registerEnumType(PushOutcome, { name: 'FeedPushOutcome', description: 'pending: the server has taken it and not finished.' });
registerEnumType(FailedReason, { name: 'FeedPushFailureReason' });

const CONNECTOR = 'What it is exchanged over.';
const API_ROOT =
  'Over TAXII the URL of the API root, as discoverTaxii shows it. Of a bundle its own URL, which may have a query without secrets.';
const COLLECTION = 'Over TAXII its id; empty for a bundle, which has none.';
const AUTHORITY = 'PEM certificates that are trusted instead of those of the system.';
const STIX_TYPES = 'Only objects of these types are asked for, or pushed on schedule; empty: all.';
const ALL_VERSIONS = 'Pull: every version of an object instead of its newest.';
const PAGE_SIZE = 'Pull: objects asked for at once; 1000 when left out.';
const UNMARKED = 'Pull: the TLP of objects that name none; AMBER when left out.';
const EVERY = 'Polled or pushed to this often, from 60. Without it and a cron, only when somebody asks.';
const CRON = 'Five fields, minute to weekday, instead of everySeconds.';
const EXPECTED = 'Pull: silent, and red, without anything new for longer.';
const RECEIVER = 'Push: the organisation behind the collection; what may go there decides what goes.';
const COUNTRY = 'Push: of the receiver, ISO 3166-1 alpha-2; without it, no caveat on countries is met.';
const MAX_TLP = 'Push: nothing stricter goes out.';
const TLP_VERSION = 'Push: the TLP that the receiver knows: 1 or 2; 2 when left out.';

@SnakeCaseAliases()
@ObjectType({ description: 'That there are credentials; what they are is shown to nobody.' })
export class FeedCredentialsSet {
  @Field(() => CredentialKind) kind!: FeedCredentials['kind'];
  @Field(() => DateTime) setAt!: string;
}

@SnakeCaseAliases()
@ObjectType({ description: 'Why an exchange failed, and what to do.' })
export class FeedFault {
  @Field() code!: string;
  @Field() message!: string;
}

@ObjectType({ description: 'Objects of a poll by what became of them.' })
export class FeedCounts {
  @Field(() => Int) created!: number;
  @Field(() => Int) updated!: number;
  @Field(() => Int) unchanged!: number;
  @Field(() => Int) stored!: number;
  @Field(() => Int) conflict!: number;
  @Field(() => Int) refused!: number;
}

@SnakeCaseAliases()
@ObjectType({
  description: 'A poll that was recorded. One on schedule that finds what the one before it found is recorded once an hour.',
})
export class FeedPollShown {
  @Field(() => DateTime) startedAt!: string;
  @Field(() => DateTime) at!: string;
  @Field(() => DateTime, { nullable: true, description: 'Null: somebody asked for it.' }) dueAt!: string | null;
  @Field(() => PollOutcome) outcome!: FeedPoll['outcome'];
  @Field(() => Int) pages!: number;
  @Field(() => Int) objects!: number;
  @Field(() => Int, { description: 'How often it was begun again after a page was lost.' }) restarts!: number;
  @Field(() => FeedCounts) counts!: FeedCounts;
  @Field(() => [UUID]) imports!: readonly string[];
  @Field(() => FeedFault, { nullable: true }) fault!: FeedFault | null;
  @Field(() => DateTime, { nullable: true, description: 'The server asked to be left alone until then.' })
  askAgainAt!: string | null;
  @Field(() => [String]) warnings!: readonly string[];
}

@SnakeCaseAliases()
@ObjectType({ description: 'An object that the server did not take.' })
export class FeedPushFailure {
  @Field({ description: 'STIX id.' }) id!: string;
  @Field(() => String, { nullable: true }) version!: string | null;
  @Field(() => FailedReason) reason!: FeedPush['failures'][number]['reason'];
}

@SnakeCaseAliases()
@ObjectType({ description: 'A push, and what the server said of it, also since.' })
export class FeedPushShown {
  @Field(() => DateTime) startedAt!: string;
  @Field(() => DateTime) at!: string;
  @Field(() => DateTime, { nullable: true, description: 'Null: somebody asked for it.' }) dueAt!: string | null;
  @Field(() => PushOutcome) outcome!: FeedPush['outcome'];
  @Field(() => UUID, { description: 'The record of what was to leave: stixExport shows it.' }) exportId!: string;
  @Field(() => Int) objects!: number;
  @Field(() => Int) envelopes!: number;
  @Field(() => Int) succeeded!: number;
  @Field(() => Int) failed!: number;
  @Field(() => Int) pending!: number;
  @Field(() => [FeedPushFailure], { description: 'The first hundred.' }) failures!: readonly FeedPushFailure[];
  @Field(() => [String]) pendingStatusIds!: readonly string[];
  @Field(() => FeedFault, { nullable: true }) fault!: FeedFault | null;
  @Field(() => DateTime, { nullable: true, description: 'The server asked to be left alone until then.' })
  askAgainAt!: string | null;
}

@SnakeCaseAliases()
@ObjectType({ description: 'Whether a feed works.' })
export class FeedHealthShown {
  @Field(() => FeedHealthName) state!: FeedHealthState;
  @Field({ description: 'Whether somebody has to look at it.' }) red!: boolean;
  @Field(() => String, { nullable: true }) reason!: string | null;
}

@ObjectType({ description: 'Exchanges STIX with a server of others.' })
export class Feed extends RecordFields {
  @Field() name!: string;
  @Field(() => FeedDirection.enum) direction!: FeedDirection;
  @Field(() => FeedStatus) status!: FeedRecord['status'];
  @Field(() => FeedConnectorName, { description: CONNECTOR }) connector!: string;
  @Field({ description: API_ROOT }) apiRoot!: string;
  @Field({ description: COLLECTION }) collectionId!: string;
  @Field(() => String, { nullable: true, description: AUTHORITY }) authority!: string | null;
  @Field(() => [String], { description: STIX_TYPES }) stixTypes!: readonly string[];
  @Field({ description: ALL_VERSIONS }) allVersions!: boolean;
  @Field(() => Int, { description: PAGE_SIZE }) pageSize!: number;
  @Field(() => TlpName, { description: UNMARKED }) unmarkedTlp!: Tlp;
  @Field(() => Int, { nullable: true, description: EVERY }) everySeconds!: number | null;
  @Field(() => String, { nullable: true, description: CRON }) cron!: string | null;
  @Field({ description: 'IANA time zone of the cron.' }) zone!: string;
  @Field(() => DateTime, { description: 'On schedule from then on.' }) activeFrom!: string;
  @Field(() => Int, { nullable: true, description: EXPECTED }) expectedWithinSeconds!: number | null;
  @Field(() => String, { nullable: true, description: RECEIVER }) receiver!: string | null;
  @Field(() => String, { nullable: true, description: COUNTRY }) country!: string | null;
  @Field(() => TlpName, { nullable: true, description: MAX_TLP }) maxTlp!: Tlp | null;
  @Field(() => Int, { description: TLP_VERSION }) tlpVersion!: number;
  @Field(() => FeedCredentialsSet, { nullable: true }) credentials!: FeedCredentialsSet | null;
  @Field(() => String, { nullable: true, description: 'What there was up to here is in the ledger.' })
  cursor!: string | null;
  @Field(() => FeedPollShown, { nullable: true }) lastPoll!: FeedPollShown | null;
  @Field(() => FeedPushShown, { nullable: true }) lastPush!: FeedPushShown | null;
  @Field(() => JSONScalar, {
    nullable: true,
    description: 'Receipt, signature and keyId of the last push; /api/v1/exchange/keys has the keys.',
  })
  lastPushReceipt!: unknown;
  @Field(() => Int, { description: 'Exchanges that failed one after the other.' }) failures!: number;
  @Field(() => DateTime, { nullable: true }) lastSuccessAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it brought something new last.' }) lastNewAt!: string | null;
  @Field(() => FeedHealthShown) health!: FeedHealthShown;
  @Field(() => DateTime, { nullable: true, description: 'Null: only when somebody asks.' }) nextPollAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Null: only when somebody asks.' }) nextPushAt!: string | null;
}

@ObjectType()
export class FeedConnection extends connectionOf(Feed, 'Feed') {}

export const FeedChanged = changedOf(Feed, 'Feed');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class FeedFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [FeedStatus], { nullable: true }) status?: FeedRecord['status'][];
  @Field(() => [FeedDirection.enum], { nullable: true }) direction?: FeedDirection[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType({
  description:
    'The marking is that of the feed, and the highest secrecy level of what it imports; TLP:AMBER when left out. Another address or collection is read from its beginning, another server gets no credentials of this one.',
})
export class ReviseFeedInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => FeedDirection.enum, { nullable: true }) direction?: FeedDirection;
  @Field(() => FeedConnectorName, { nullable: true, description: `${CONNECTOR} taxii when left out.` }) connector?: ConnectorName;
  @Field({ nullable: true, description: API_ROOT }) apiRoot?: string;
  @Field({ nullable: true, description: COLLECTION }) collectionId?: string;
  @Field(() => String, { nullable: true, description: AUTHORITY }) authority?: string | null;
  @Field(() => [String], { nullable: true, description: STIX_TYPES }) stixTypes?: string[];
  @Field({ nullable: true, description: ALL_VERSIONS }) allVersions?: boolean;
  @Field(() => Int, { nullable: true, description: PAGE_SIZE }) pageSize?: number;
  @Field(() => TlpName, { nullable: true, description: UNMARKED }) unmarkedTlp?: Tlp;
  @Field(() => Int, { nullable: true, description: EVERY }) everySeconds?: number | null;
  @Field(() => String, { nullable: true, description: CRON }) cron?: string | null;
  @Field({ nullable: true, description: 'IANA time zone of the cron; UTC when left out.' }) zone?: string;
  @Field(() => DateTime, { nullable: true, description: 'On schedule from then on; now when left out.' })
  activeFrom?: string;
  @Field(() => Int, { nullable: true, description: EXPECTED }) expectedWithinSeconds?: number | null;
  @Field(() => String, { nullable: true, description: RECEIVER }) receiver?: string | null;
  @Field(() => String, { nullable: true, description: COUNTRY }) country?: string | null;
  @Field(() => TlpName, { nullable: true, description: MAX_TLP }) maxTlp?: Tlp | null;
  @Field(() => Int, { nullable: true, description: TLP_VERSION }) tlpVersion?: number;
}

@InputType()
export class CreateFeedInput extends ReviseFeedInput {
  @Field() declare name: string;
  @Field(() => FeedDirection.enum) declare direction: FeedDirection;
  @Field({ description: API_ROOT }) declare apiRoot: string;
}

@SnakeCaseAliases()
@InputType({ description: 'basic: username and password; bearer: token; certificate: certificate and privateKey, in PEM.' })
export class TaxiiCredentialsInput {
  @Field(() => CredentialKind) kind!: FeedCredentials['kind'];
  @Field({ nullable: true }) username?: string;
  @Field({ nullable: true }) password?: string;
  @Field({ nullable: true }) token?: string;
  @Field({ nullable: true }) certificate?: string;
  @Field({ nullable: true, description: 'Without a passphrase.' }) privateKey?: string;
}

@SnakeCaseAliases()
@InputType({ description: 'What to push; without ids and types, everything that may go to the receiver.' })
export class PushToFeedInput {
  @Field(() => [String], {
    nullable: true,
    description: 'STIX ids, or UUIDs of records: these, what they name and what they are related to.',
  })
  ids?: string[];
  @Field(() => [String], { nullable: true, description: 'STIX types, such as campaign.' }) types?: string[];
}

@SnakeCaseAliases()
@ObjectType({ description: 'A collection of an API root.' })
export class FoundCollection {
  @Field() id!: string;
  @Field() title!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field({ description: 'Whether these credentials may read it.' }) canRead!: boolean;
  @Field({ description: 'Whether these credentials may add to it.' }) canWrite!: boolean;
}

@SnakeCaseAliases()
@ObjectType({ description: 'An API root of a TAXII server.' })
export class FoundApiRoot {
  @Field({ description: 'The apiRoot of a feed.' }) url!: string;
  @Field(() => String, { nullable: true }) title!: string | null;
  @Field(() => Int, { nullable: true, description: 'Bytes that it takes at once.' }) maxContentLength!: number | null;
  @Field(() => [FoundCollection]) collections!: readonly FoundCollection[];
  @Field(() => String, { nullable: true, description: 'Why nothing is known of it; null: it was asked.' })
  problem!: string | null;
}

@ObjectType({ description: 'What a TAXII 2.1 server offers.' })
export class FoundTaxiiServer {
  @Field() title!: string;
  @Field(() => [FoundApiRoot]) roots!: readonly FoundApiRoot[];
}
