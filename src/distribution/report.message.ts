/** How a report, or an erratum of one, is told. */
import type { Loaded } from '../ledger/ledger.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import type { AboutReport } from './delivery.events.js';
import type { Message } from './delivery.message.js';

export interface ToldReport {
  readonly report: Loaded<SocReportRecord>;
  readonly about: AboutReport;
  /** Opens the report; null: it is attached, or there is none. */
  readonly link: { readonly url: string; readonly until: string } | null;
  readonly pdf: Buffer | null;
}

const opening = ({ report, about }: ToldReport): string => {
  const { title, periodStart, periodEnd, zone } = report.record;
  return about.kind === 'errata'
    ? `The report "${title}" that was sent to you has been restated.`
    : `The report "${title}" is ready: ${periodStart} up to, not including, ${periodEnd} (${zone}).`;
};

export const reportMessage = (told: ToldReport): Message => {
  const { report, about, link, pdf } = told;
  const { title, reportType, periodType, periodStart, periodEnd, zone, generatedAt, marking, restatement } = report.record;
  const isErratum = about.kind === 'errata';
  return {
    type: isErratum ? 'report.restated' : 'report.completed',
    tlp: marking.tlp,
    subject: `${isErratum ? 'Restated: ' : ''}${title}`,
    paragraphs: [
      opening(told),
      ...(isErratum && restatement !== null ? [restatement] : []),
      ...(link ? [`Open it at ${link.url}`, `The link is yours alone and works until ${link.until}.`] : []),
      ...(pdf ? ['It is attached as a PDF.'] : []),
      `Report ${report.id}`,
    ],
    data: {
      reportId: report.id,
      title,
      reportType,
      periodType,
      periodStart,
      periodEnd,
      zone,
      generatedAt,
      tlp: marking.tlp,
      ...(isErratum ? { restatedBy: about.restatedBy, restatement } : {}),
      ...(link ? { link: link.url, linkExpiresAt: link.until } : {}),
      ...(pdf ? { pdf: pdf.toString('base64') } : {}),
    },
    attachment: pdf ? { filename: `report-${report.id}.pdf`, content: pdf, contentType: 'application/pdf' } : undefined,
  };
};
