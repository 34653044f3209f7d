/** Sends one delivery: looks again at what the marking allows, then tells the receiver, and records what became of it. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Subject } from '../access/actor.js';
import type { Protection } from '../access/marking.js';
import type { Receiver } from '../access/sharing.js';
import { keeperOf } from '../exchange/feeds/feed.subjects.js';
import type { Clock } from '../ledger/clock.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import type { People } from '../people/people.queries.js';
import { mayBeTold, outside } from '../report-shares/sharing-rules.js';
import { servingFor } from '../soc-reports/soc-report.service.js';
import { sharingCeilingsOf } from '../tenants/sharing-ceilings.facts.js';
import { RecordDelivery } from './delivery.commands.js';
import type { DeliveryCommand } from './delivery.decider.js';
import type { DeliveryAbout } from './delivery.events.js';
import { deliveryIdOf } from './delivery.id.js';
import { isOver } from './delivery.measure.js';
import { payloadOf, subjectLineOf, textOf } from './delivery.message.js';
import type { DeliveryRecord } from './delivery.record.js';
import { deliveryType } from './delivery.type.js';
import type { DistributionReceiver } from './distribution-list.events.js';
import { distributionListType } from './distribution-list.type.js';
import type { DueDelivery, Untold } from './distribution.queries.js';
import type { FeedTelling } from './feed-telling.js';
import type { Mailer } from './mailer.js';
import type { Matter } from './matter.js';
import { failed, type Outcome } from './outcome.js';
import type { ReportTelling } from './report-telling.js';
import type { WebhookSender } from './webhook.js';
import { unseal } from './webhook-secret.js';

interface Parts {
  readonly ledger: Ledger;
  readonly commands: CommandBus;
  readonly clock: Clock;
  readonly people: People;
  readonly reports: ReportTelling;
  readonly feeds: FeedTelling;
  /** Undefined: mail waits. */
  readonly mailer: Mailer | undefined;
  readonly webhooks: WebhookSender;
  readonly instanceKey: Buffer;
  readonly warn: (message: string) => void;
}

/** What a list says of a person, for the policy. */
const personOf = (
  { actor, organisation, clearance, country }: Extract<DistributionReceiver, { kind: 'user' }>,
  tenantId: string,
): Subject => ({
  actorId: actor,
  actorKind: 'human',
  sub: actor,
  tenantId,
  orgId: organisation ?? '',
  roles: [],
  clearance,
  countries: country === null ? [] : [country],
  expiresAt: 0,
});

const receiverFor = (receiver: DistributionReceiver, { tenantId }: Protection): Receiver =>
  receiver.kind === 'user'
    ? { kind: 'user', subject: personOf(receiver, tenantId) }
    : outside(receiver.organisation, receiver.country);

/** As whom deliveries are kept. @param protection of the delivery. */
const keeperFor = (about: DeliveryAbout, protection: Protection): Subject =>
  'feedId' in about ? keeperOf(protection) : servingFor(protection);

export class DeliverySending {
  constructor(private readonly parts: Parts) {}

  /** Kinds of receivers that there is a way to. */
  get reachable(): readonly DistributionReceiver['kind'][] {
    return this.parts.mailer ? ['user', 'email', 'webhook'] : ['webhook'];
  }

  /** Plans to tell a receiver; it changes nothing when that was planned already, by whichever process. */
  async plan(untold: Untold): Promise<void> {
    const { tenantId, listId, receiverId } = untold;
    const about = 'feedId' in untold.about ? await this.parts.feeds.planned(tenantId, untold.about) : untold.about;
    const matter = about && (await this.matter(tenantId, about));
    const list = (await this.parts.ledger.load(distributionListType, tenantId, listId))?.record;
    if (!about || !matter || !list || list.status === 'absent') return;
    const receiver = list.receivers.find(({ id }) => id === receiverId);
    if (!receiver) return;
    const { marking } = matter.protection;
    const { kind: receiverKind, label: receiverLabel } = receiver;
    const content = about.kind === 'report' ? list.content : ('notice' as const);
    const planned = { about, listId, receiverId, receiverKind, receiverLabel, content, marking };
    const id = deliveryIdOf(this.parts.instanceKey, untold);
    await this.record(id, { type: 'Plan', delivery: planned }, keeperFor(about, matter.protection));
  }

  /** Between an attempt and its outcome a process may end; then it is sent again, under the same id. */
  async deliver({ tenantId, id }: DueDelivery): Promise<void> {
    const loaded = await this.parts.ledger.load(deliveryType, tenantId, id);
    if (!loaded || loaded.record.status === 'absent') return;
    const delivery = { ...loaded, record: loaded.record };
    const now = this.now();
    const { nextAttemptAt, listId, receiverId, about, marking } = delivery.record;
    if (isOver(delivery.record) || (nextAttemptAt !== null && nextAttemptAt > now)) return;
    const keeper = keeperFor(about, { tenantId, ownerOrganisation: delivery.ownerOrganisation, marking });
    const matter = await this.matter(tenantId, about);
    const list = (await this.parts.ledger.load(distributionListType, tenantId, listId))?.record;
    const receiver = list?.status === 'standing' ? list.receivers.find((one) => one.id === receiverId) : undefined;
    if (!matter || !receiver) return this.record(id, { type: 'Withhold', rule: 'receiver-removed' }, keeper);
    const ceilings = await sharingCeilingsOf(this.parts.ledger, tenantId);
    const verdict = mayBeTold(matter.protection, receiverFor(receiver, matter.protection), ceilings);
    const rule = verdict.allow ? await matter.overtaken(delivery) : verdict.rule;
    if (rule !== undefined) return this.record(id, { type: 'Withhold', rule }, keeper);
    await this.record(id, { type: 'Attempt', at: now }, keeper);
    const outcome = await this.send(delivery, matter, receiver).catch((error: unknown) => {
      this.parts.warn(`Delivery ${id} could not be prepared: ${String(error)}`);
      return failed('could not be prepared');
    });
    const at = this.now();
    const said: DeliveryCommand = outcome.sent
      ? { type: 'Succeed', at, response: outcome.response }
      : { type: 'Fail', at, error: outcome.error, forGood: outcome.forGood };
    await this.record(id, said, keeper);
  }

  private matter(tenantId: string, about: DeliveryAbout): Promise<Matter | undefined> {
    const { feeds, reports } = this.parts;
    return 'feedId' in about ? feeds.matter(tenantId, about) : reports.matter(tenantId, about);
  }

  private async send(delivery: Loaded<DeliveryRecord>, matter: Matter, receiver: DistributionReceiver): Promise<Outcome> {
    const message = await matter.message(delivery, receiver);
    if ('sent' in message) return message;
    const { id, tenantId } = delivery;
    if (receiver.kind === 'webhook') {
      const secret = unseal(this.parts.instanceKey, receiver.id, receiver.secret);
      return this.parts.webhooks.send({ url: receiver.url, secret, id, body: payloadOf(message, id, this.now()) });
    }
    const person = receiver.kind === 'user' ? receiver.actor : receiver.person;
    const to = (await this.parts.people.addressesOf(tenantId, [person])).get(person);
    if (to === undefined) return failed('no address is known');
    const { attachment } = message;
    const mail = { to, id, subject: subjectLineOf(message), text: textOf(message), ...(attachment ? { attachment } : {}) };
    return this.parts.mailer!.send(mail);
  }

  private async record(id: string, change: DeliveryCommand, subject: Subject): Promise<void> {
    const context = { subject, commandId: randomUUID(), correlationId: randomUUID() };
    await this.parts.commands.execute(new RecordDelivery(id, change, context));
  }

  private now(): string {
    return this.parts.clock.now().toISOString();
  }
}
