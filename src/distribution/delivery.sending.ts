/** Sends one delivery: looks again at what its report's marking allows, then tells the receiver, and records what became of it. */
import { createHmac, randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Subject } from '../access/actor.js';
import type { Protection } from '../access/marking.js';
import type { Receiver } from '../access/sharing.js';
import type { Blobs } from '../ledger/blobs.js';
import type { Clock } from '../ledger/clock.js';
import { recordIdFrom } from '../ledger/identity.js';
import type { CommandContext, Ledger, Loaded } from '../ledger/ledger.js';
import type { People } from '../people/people.queries.js';
import { ShareReport } from '../report-shares/report-share.commands.js';
import { ReportShareQueries } from '../report-shares/report-share.queries.js';
import { reportShareType } from '../report-shares/report-share.type.js';
import { mayBeTold, outside } from '../report-shares/sharing-rules.js';
import { LONGEST_SHARE_MS } from '../share-links/share-link.measure.js';
import { reportTokens, secretHashOf } from '../share-links/share-secret.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import { servingFor } from '../soc-reports/soc-report.service.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import { sharingCeilingsOf } from '../tenants/sharing-ceilings.facts.js';
import { RecordDelivery } from './delivery.commands.js';
import type { DeliveryCommand } from './delivery.decider.js';
import { isOver } from './delivery.measure.js';
import { payloadOf, subjectOf, textOf, type Told } from './delivery.message.js';
import type { DeliveryRecord } from './delivery.record.js';
import { deliveryType } from './delivery.type.js';
import type { DistributionReceiver } from './distribution-list.events.js';
import { distributionListType } from './distribution-list.type.js';
import type { DueDelivery, Untold } from './distribution.queries.js';
import type { Mailer } from './mailer.js';
import { failed, type Outcome } from './outcome.js';
import type { WebhookSender } from './webhook.js';
import { unseal } from './webhook-secret.js';

interface Parts {
  readonly ledger: Ledger;
  readonly commands: CommandBus;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly people: People;
  readonly shares: ReportShareQueries;
  /** Undefined: mail waits. */
  readonly mailer: Mailer | undefined;
  readonly webhooks: WebhookSender;
  readonly instanceKey: Buffer;
  readonly publicUrl: string;
  readonly warn: (message: string) => void;
}

interface Sending {
  readonly delivery: Loaded<DeliveryRecord>;
  readonly report: Loaded<SocReportRecord>;
  readonly receiver: DistributionReceiver;
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

const protectionOf = ({ tenantId, ownerOrganisation, record }: Loaded<SocReportRecord>): Protection => ({
  tenantId,
  ownerOrganisation,
  marking: record.marking,
});

export class DeliverySending {
  constructor(private readonly parts: Parts) {}

  /** Kinds of receivers that there is a way to. */
  get reachable(): readonly DistributionReceiver['kind'][] {
    return this.parts.mailer ? ['user', 'email', 'webhook'] : ['webhook'];
  }

  /** Plans to tell a receiver; it changes nothing when that was planned already, by whichever process. */
  async plan({ tenantId, reportId, listId, receiverId, kind, restatedBy }: Untold): Promise<void> {
    const report = await this.report(tenantId, reportId);
    const list = (await this.parts.ledger.load(distributionListType, tenantId, listId))?.record;
    if (!report || !list || list.status === 'absent') return;
    const receiver = list.receivers.find(({ id }) => id === receiverId);
    if (!receiver) return;
    const id = recordIdFrom(this.parts.instanceKey, 'delivery', tenantId, reportId, receiverId, kind, restatedBy ?? '');
    const { marking } = report.record;
    const { kind: receiverKind, label: receiverLabel } = receiver;
    const content = kind === 'errata' ? ('notice' as const) : list.content;
    const planned = { reportId, kind, restatedBy, listId, receiverId, receiverKind, receiverLabel, content, marking };
    await this.record(id, { type: 'Plan', delivery: planned }, protectionOf(report));
  }

  /** Between an attempt and its outcome a process may end; then it is sent again, under the same id. */
  async deliver({ tenantId, id }: DueDelivery): Promise<void> {
    const loaded = await this.parts.ledger.load(deliveryType, tenantId, id);
    if (!loaded || loaded.record.status === 'absent') return;
    const delivery = { ...loaded, record: loaded.record };
    const now = this.now();
    const { nextAttemptAt, listId, receiverId, reportId, marking } = delivery.record;
    if (isOver(delivery.record) || (nextAttemptAt !== null && nextAttemptAt > now)) return;
    const protection = { tenantId, ownerOrganisation: delivery.ownerOrganisation, marking };
    const report = await this.report(tenantId, reportId);
    const list = (await this.parts.ledger.load(distributionListType, tenantId, listId))?.record;
    const receiver = list?.status === 'standing' ? list.receivers.find((one) => one.id === receiverId) : undefined;
    if (!report || !receiver) return this.record(id, { type: 'Withhold', rule: 'receiver-removed' }, protection);
    const ceilings = await sharingCeilingsOf(this.parts.ledger, tenantId);
    const verdict = mayBeTold(protectionOf(report), receiverFor(receiver, protection), ceilings);
    if (!verdict.allow) return this.record(id, { type: 'Withhold', rule: verdict.rule }, protection);
    await this.record(id, { type: 'Attempt', at: now }, protection);
    const outcome = await this.send({ delivery, report, receiver }).catch((error: unknown) => {
      this.parts.warn(`Delivery ${id} could not be prepared: ${String(error)}`);
      return failed('could not be prepared');
    });
    const at = this.now();
    const said: DeliveryCommand = outcome.sent
      ? { type: 'Succeed', at, response: outcome.response }
      : { type: 'Fail', at, error: outcome.error, forGood: outcome.forGood };
    await this.record(id, said, protection);
  }

  private async send({ delivery, report, receiver }: Sending): Promise<Outcome> {
    const { content } = delivery.record;
    const stored = report.record.renderings.pdf?.content;
    if (content === 'pdf' && !stored) return failed('there is no PDF of the report');
    const pdf = content === 'pdf' ? await this.parts.blobs.get(delivery.tenantId, stored!) : null;
    const link = content === 'link' ? await this.link(delivery, report, receiver) : null;
    const told: Told = { delivery, report, link };
    if (receiver.kind === 'webhook') {
      const secret = unseal(this.parts.instanceKey, receiver.id, receiver.secret);
      return this.parts.webhooks.send({ url: receiver.url, secret, id: delivery.id, body: payloadOf(told, pdf, this.now()) });
    }
    const person = receiver.kind === 'user' ? receiver.actor : receiver.person;
    const to = (await this.parts.people.addressesOf(delivery.tenantId, [person])).get(person);
    if (to === undefined) return failed('no address is known');
    const attachment = { filename: `report-${report.id}.pdf`, content: pdf!, contentType: 'application/pdf' };
    const mail = { to, id: delivery.id, subject: subjectOf(told), text: textOf(told), ...(pdf ? { attachment } : {}) };
    return this.parts.mailer!.send(mail);
  }

  /** A share of its own for each delivery, the same for each attempt: its secret follows from the instance key. */
  private async link(
    delivery: Loaded<DeliveryRecord>,
    report: Loaded<SocReportRecord>,
    receiver: DistributionReceiver,
  ): Promise<NonNullable<Told['link']>> {
    const { instanceKey, clock, publicUrl } = this.parts;
    const shareId = recordIdFrom(instanceKey, reportShareType.contracts.category, delivery.id);
    const secret = createHmac('sha256', instanceKey)
      .update(JSON.stringify(['share secret', shareId]))
      .digest();
    const named = receiver.kind === 'user';
    const { label, organisation, country } = receiver;
    const wanted = {
      reportId: report.id,
      kind: named ? 'user' : 'token',
      recipient: named ? receiver.actor : null,
      recipientLabel: label,
      organisation,
      country,
      formats: (['pdf', 'html'] as const).filter((format) => report.record.renderings[format]?.content),
      expiresAt: new Date(clock.now().getTime() + LONGEST_SHARE_MS).toISOString(),
      maxViews: null,
      secretHash: named ? null : secretHashOf(secret),
      password: null,
    } as const;
    const context = this.contextFor(protectionOf(report));
    const { loaded, receipt } = await this.parts.commands.execute(
      new ShareReport(shareId, { ...wanted, formats: [...wanted.formats] }, context, { delivery: delivery.id }),
    );
    await this.parts.shares.reached(receipt.position);
    const until = loaded.record.status === 'absent' ? wanted.expiresAt : loaded.record.expiresAt;
    const path = named ? `/api/v1/reports/shared/${shareId}` : `/s/${reportTokens.write(shareId, secret)}`;
    return { url: `${publicUrl}${path}`, until };
  }

  private async report(tenantId: string, id: string): Promise<Loaded<SocReportRecord> | undefined> {
    const loaded = await this.parts.ledger.load(socReportType, tenantId, id);
    return loaded && loaded.record.status !== 'absent' ? { ...loaded, record: loaded.record } : undefined;
  }

  private async record(id: string, change: DeliveryCommand, protection: Protection): Promise<void> {
    await this.parts.commands.execute(new RecordDelivery(id, change, this.contextFor(protection)));
  }

  private contextFor(protection: Protection): CommandContext {
    return { subject: servingFor(protection), commandId: randomUUID(), correlationId: randomUUID() };
  }

  private now(): string {
    return this.parts.clock.now().toISOString();
  }
}
