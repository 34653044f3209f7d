/** What callers do with feeds. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { Subject } from '../../access/actor.js';
import { type Action, decide, decideGrant } from '../../access/policy.js';
import {
  type ChangeArguments,
  type CommandArguments,
  commandContext,
  invalidInput,
  parseInput,
} from '../../graphql/arguments.js';
import { Clock } from '../../ledger/clock.js';
import { RuleViolation } from '../../ledger/decider.js';
import { conflict, forbidden, LedgerError, notFound } from '../../ledger/errors.js';
import { type CommandContext, Ledger, type Loaded, type Written } from '../../ledger/ledger.js';
import { ChangeProfile, type ProfileRequest } from '../../profiles/profile.commands.js';
import { RemoteFailure } from '../remote/remote-failure.js';
import { exportRequest } from '../stix/export/export-input.js';
import { discover, type FoundServer } from '../taxii/client/discovery.js';
import { taxii } from './connectors/taxii.connector.js';
import { ChangeFeed } from './feed.commands.js';
import { Authority, parseCredentials } from './feed-credentials.input.js';
import { FeedCredentialStore } from './feed-credentials.js';
import type { FeedDirection } from './feed.events.js';
import { FeedExchange } from './feed-exchange.js';
import { allowedUrl, feedKind, feedRequest } from './feed.kind.js';
import { FeedPolling } from './feed-polling.js';
import { FeedPushing } from './feed-pushing.js';
import type { Feed, FeedCredentials, FeedRecord } from './feed.record.js';
import { feedType } from './feed.type.js';

type Changing = Pick<ChangeArguments, 'id' | 'expectedRevision'> & CommandArguments;

const BUSY = new LedgerError('UNAVAILABLE', 'This feed is being polled or pushed to at this moment. Ask again shortly.');

@Injectable()
export class Feeds {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly credentials: FeedCredentialStore,
    private readonly exchange: FeedExchange,
    private readonly polling: FeedPolling,
    private readonly pushing: FeedPushing,
  ) {}

  /** @throws LedgerError, RuleViolation */
  create(subject: Subject, request: FastifyRequest, input: object, args: CommandArguments): Promise<Written<Feed>> {
    requireGrant(subject, 'feed.create');
    return this.change(feedRequest(this.facts, undefined, input), commandContext(subject, request, args));
  }

  /** @throws LedgerError, RuleViolation */
  async revise(subject: Subject, request: FastifyRequest, input: object, args: Changing): Promise<Written<Feed>> {
    const before = await this.feed(subject, args.id, 'feed.revise');
    const written = await this.change(feedRequest(this.facts, before, input), commandContext(subject, request, args));
    await this.forgetUnnamed(before, written);
    return written;
  }

  /** @throws LedgerError, RuleViolation */
  move(subject: Subject, request: FastifyRequest, verb: 'pause' | 'resume' | 'retire', args: Changing): Promise<Written<Feed>> {
    const data = verb === 'resume' ? { data: { activeFrom: this.clock.now().toISOString() } } : {};
    return this.change({ kind: 'move', verb, id: args.id, ...data }, commandContext(subject, request, args));
  }

  /** @throws LedgerError, RuleViolation */
  async setCredentials(subject: Subject, request: FastifyRequest, input: object, args: Changing): Promise<Written<Feed>> {
    const before = await this.feed(subject, args.id, 'feed.setCredentials', args);
    const given = parseCredentials(input, 'input');
    const key = { tenantId: subject.tenantId, feedId: args.id, credentialsId: randomUUID() };
    await this.credentials.keep(key, given);
    const credentials = { credentialsId: key.credentialsId, kind: given.kind, at: this.clock.now().toISOString() };
    const change = new ChangeFeed(
      args.id,
      { type: 'SetCredentials', credentials },
      { kind: given.kind },
      commandContext(subject, request, args),
    );
    const written = await this.commands.execute(change);
    await this.forgetUnnamed(before, written);
    return written;
  }

  /** @throws LedgerError, RuleViolation */
  async removeCredentials(subject: Subject, request: FastifyRequest, args: Changing): Promise<Written<Feed>> {
    const before = await this.feed(subject, args.id, 'feed.setCredentials', args);
    const context = commandContext(subject, request, args);
    const written = await this.commands.execute(new ChangeFeed(args.id, { type: 'RemoveCredentials' }, {}, context));
    await this.forgetUnnamed(before, written);
    return written;
  }

  /** Whatever the server does is in the record that is returned. @throws LedgerError, RuleViolation */
  async poll(subject: Subject, request: FastifyRequest, args: Changing): Promise<Written<Feed>> {
    const context = commandContext(subject, request, args);
    await this.ready(subject, args, 'feed.poll', 'pull');
    const { expectedRevision: _, ...own } = context;
    const written = await this.exchange.alone({ tenantId: subject.tenantId, id: args.id }, async () => {
      const known = await this.known(own, args.id);
      const feed = await this.feed(subject, args.id, 'feed.poll');
      return known ?? this.polling.poll(feed, { context: own, dueAt: null });
    });
    if (!written) throw BUSY;
    return written;
  }

  /** Whatever the server does is in the record that is returned. @throws LedgerError, RuleViolation */
  async push(subject: Subject, request: FastifyRequest, input: object, args: Changing): Promise<Written<Feed>> {
    const context = commandContext(subject, request, args);
    await this.ready(subject, args, 'feed.push', 'push');
    const { selection } = exportRequest(input, 'input');
    const { expectedRevision: _, ...own } = context;
    const written = await this.exchange.alone({ tenantId: subject.tenantId, id: args.id }, async () => {
      const known = await this.known(own, args.id);
      const feed = await this.feed(subject, args.id, 'feed.push');
      return known ?? this.pushing.push(feed, selection, own);
    });
    if (!written) throw BUSY;
    return written;
  }

  /** @throws LedgerError INVALID_INPUT saying what is wrong with the server */
  async discover(
    subject: Subject,
    url: string,
    credentials: object | undefined,
    authority: string | undefined,
  ): Promise<FoundServer> {
    requireGrant(subject, 'feed.create');
    const server = {
      url: allowedUrl(url, taxii, this.exchange.network.networks, 'url'),
      credentials: credentials && parseCredentials(credentials, 'credentials'),
      authority: authority === undefined ? undefined : parseInput(Authority, authority, 'authority'),
    };
    return discover(server, this.exchange.network).catch((error: unknown) => {
      throw error instanceof RemoteFailure ? invalidInput([{ path: 'url', message: `cannot be used: ${error.message}` }]) : error;
    });
  }

  private get facts() {
    return { networks: this.exchange.network.networks, now: this.clock.now() };
  }

  private change(wanted: ProfileRequest, context: CommandContext): Promise<Written<Feed>> {
    return this.commands.execute(new ChangeProfile(feedKind, wanted, context));
  }

  private async ready(subject: Subject, args: Changing, action: Action, direction: FeedDirection): Promise<void> {
    const { record } = await this.feed(subject, args.id, action, args);
    if (record.direction !== direction)
      throw new RuleViolation(
        'WRONG_DIRECTION',
        record.direction === 'pull' ? 'This feed pulls: poll it.' : 'This feed pushes: push to it.',
      );
    if (record.status !== 'active')
      throw new RuleViolation('WRONG_STATUS', `The feed is ${record.status}. Use one that is active.`);
  }

  private async feed(
    subject: Subject,
    id: string,
    action: Action,
    { expectedRevision }: { readonly expectedRevision?: bigint } = {},
  ): Promise<Loaded<FeedRecord>> {
    const loaded = await this.ledger.load(feedType, subject.tenantId, id);
    if (!loaded || loaded.record.status === 'absent') throw notFound(feedType.name);
    const feed = { ...loaded, record: loaded.record };
    const verdict = decide(subject, action, { ...feed, marking: feed.record.marking });
    if (!verdict.allow) throw verdict.unseen ? notFound(feedType.name) : forbidden(`None of your roles allows ${action}.`);
    if (expectedRevision != null && expectedRevision !== feed.revision) throw conflict(feed.revision);
    return feed;
  }

  /** What a key that was used before led to: nothing is exchanged again for it. */
  private async known({ idempotencyKey, subject }: CommandContext, id: string): Promise<Written<Feed> | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const events = await this.ledger.events(feedType.contracts, subject.tenantId, id);
    const { at } =
      events.findLast(({ at: { meta } }) => meta.commandId === idempotencyKey && meta.actorId === subject.actorId) ?? {};
    const loaded = at && (await this.ledger.load(feedType, subject.tenantId, id));
    return loaded && { loaded, receipt: { id, revision: at.revision, position: at.position }, appended: false };
  }

  private async forgetUnnamed(before: Loaded<FeedRecord>, { loaded }: Written<Feed>): Promise<void> {
    const credentialsOf = (feed: Feed): FeedCredentials | null => (feed.status === 'absent' ? null : feed.credentials);
    const was = before.record.credentials;
    if (was !== null && credentialsOf(loaded.record)?.id !== was.id)
      await this.credentials.forget({ tenantId: before.tenantId, feedId: before.id, credentialsId: was.id });
  }
}

const requireGrant = (subject: Subject, action: Action): void => {
  if (!decideGrant(subject, action).allow) throw forbidden(`None of your roles allows ${action}.`);
};
