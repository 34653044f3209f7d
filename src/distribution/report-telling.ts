/** Tells of reports: attached, by a link that opens them, or in words where they were restated. */
import { createHmac, randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Blobs } from '../ledger/blobs.js';
import type { Clock } from '../ledger/clock.js';
import { recordIdFrom } from '../ledger/identity.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import { ShareReport } from '../report-shares/report-share.commands.js';
import type { ReportShareQueries } from '../report-shares/report-share.queries.js';
import { reportShareType } from '../report-shares/report-share.type.js';
import { LONGEST_SHARE_MS } from '../share-links/share-link.measure.js';
import { reportTokens, secretHashOf } from '../share-links/share-secret.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import { servingFor } from '../soc-reports/soc-report.service.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import type { AboutReport } from './delivery.events.js';
import type { Message } from './delivery.message.js';
import type { DeliveryRecord } from './delivery.record.js';
import type { DistributionReceiver } from './distribution-list.events.js';
import { type Matter, protectionOf } from './matter.js';
import { failed, type Outcome } from './outcome.js';
import { reportMessage, type ToldReport } from './report.message.js';

export interface ReportTellingParts {
  readonly ledger: Ledger;
  readonly commands: CommandBus;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly shares: ReportShareQueries;
  readonly instanceKey: Buffer;
  readonly publicUrl: string;
}

export class ReportTelling {
  constructor(private readonly parts: ReportTellingParts) {}

  async matter(tenantId: string, about: AboutReport): Promise<Matter | undefined> {
    const loaded = await this.parts.ledger.load(socReportType, tenantId, about.reportId);
    if (!loaded || loaded.record.status === 'absent') return undefined;
    const report = { ...loaded, record: loaded.record };
    return {
      protection: protectionOf(report),
      overtaken: () => Promise.resolve(undefined),
      message: (delivery, receiver) => this.message(report, about, delivery, receiver),
    };
  }

  private async message(
    report: Loaded<SocReportRecord>,
    about: AboutReport,
    delivery: Loaded<DeliveryRecord>,
    receiver: DistributionReceiver,
  ): Promise<Message | Outcome> {
    const { content } = delivery.record;
    const stored = report.record.renderings.pdf?.content;
    if (content === 'pdf' && !stored) return failed('there is no PDF of the report');
    const pdf = content === 'pdf' ? await this.parts.blobs.get(delivery.tenantId, stored!) : null;
    const link = content === 'link' ? await this.link(delivery, report, receiver) : null;
    return reportMessage({ report, about, link, pdf });
  }

  /** A share of its own for each delivery, the same for each attempt: its secret follows from the instance key. */
  private async link(
    delivery: Loaded<DeliveryRecord>,
    report: Loaded<SocReportRecord>,
    receiver: DistributionReceiver,
  ): Promise<NonNullable<ToldReport['link']>> {
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
    const context = { subject: servingFor(protectionOf(report)), commandId: randomUUID(), correlationId: randomUUID() };
    const { loaded, receipt } = await this.parts.commands.execute(
      new ShareReport(shareId, { ...wanted, formats: [...wanted.formats] }, context, { delivery: delivery.id }),
    );
    await this.parts.shares.reached(receipt.position);
    const until = loaded.record.status === 'absent' ? wanted.expiresAt : loaded.record.expiresAt;
    const path = named ? `/api/v1/reports/shared/${shareId}` : `/s/${reportTokens.write(shareId, secret)}`;
    return { url: `${publicUrl}${path}`, until };
  }
}
