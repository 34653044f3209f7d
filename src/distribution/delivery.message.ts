/** What receivers are told, in words for people and in fields for machines. */
import type { Loaded } from '../ledger/ledger.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import type { DeliveryRecord } from './delivery.record.js';

/** `link` opens the report; null: it is attached, or there is none. */
export interface Told {
  readonly report: Loaded<SocReportRecord>;
  readonly delivery: Loaded<DeliveryRecord>;
  readonly link: { readonly url: string; readonly until: string } | null;
}

/** FIRST TLP 2.0 §2: the label stands in the subject line and before the text. */
const labelOf = ({ marking }: SocReportRecord): string => `TLP:${marking.tlp}`;

const opening = ({ report, delivery }: Told): string => {
  const { title, periodStart, periodEnd, zone } = report.record;
  return delivery.record.kind === 'errata'
    ? `The report "${title}" that was sent to you has been restated.`
    : `The report "${title}" is ready: ${periodStart} up to, not including, ${periodEnd} (${zone}).`;
};

export const subjectOf = ({ report, delivery }: Told): string =>
  `[${labelOf(report.record)}] ${delivery.record.kind === 'errata' ? 'Restated: ' : ''}${report.record.title}`;

export const textOf = (told: Told): string => {
  const { report, delivery, link } = told;
  const { restatement } = report.record;
  const parts = [
    labelOf(report.record),
    opening(told),
    ...(delivery.record.kind === 'errata' && restatement !== null ? [restatement] : []),
    ...(link ? [`Open it at ${link.url}`, `The link is yours alone and works until ${link.until}.`] : []),
    ...(delivery.record.content === 'pdf' ? ['It is attached as a PDF.'] : []),
    `Report ${report.id}`,
    labelOf(report.record),
  ];
  return `${parts.join('\n\n')}\n`;
};

/** The payload of Standard Webhooks 1.0: type, timestamp, data. */
export const payloadOf = ({ report, delivery, link }: Told, pdf: Buffer | null, now: string): string => {
  const { title, reportType, periodType, periodStart, periodEnd, zone, generatedAt, marking, restatement } = report.record;
  const { kind, restatedBy } = delivery.record;
  return JSON.stringify({
    type: kind === 'errata' ? 'report.restated' : 'report.completed',
    timestamp: now,
    data: {
      deliveryId: delivery.id,
      reportId: report.id,
      title,
      reportType,
      periodType,
      periodStart,
      periodEnd,
      zone,
      generatedAt,
      tlp: marking.tlp,
      ...(kind === 'errata' ? { restatedBy, restatement } : {}),
      ...(link ? { link: link.url, linkExpiresAt: link.until } : {}),
      ...(pdf ? { pdf: pdf.toString('base64') } : {}),
    },
  });
};
