/** What is to be done next for a report, read off its record: the same in every process that takes it up. */
import type { ReportFormat } from './soc-report.events.js';
import type { SocReport } from './soc-report.record.js';

export type NextStep =
  { readonly kind: 'start' } | { readonly kind: 'compose' } | { readonly kind: 'render'; readonly format: ReportFormat };

/** What readers wait for longest comes first. */
const RENDERED_IN_TURN: readonly ReportFormat[] = ['json', 'pdf', 'html', 'csv'];

/** @returns undefined when everything is done, or has failed and waits for a retry. */
export const nextStep = (report: SocReport): NextStep | undefined => {
  switch (report.status) {
    case 'pending':
      return { kind: 'start' };
    case 'generating':
      return { kind: 'compose' };
    case 'completed': {
      const format = RENDERED_IN_TURN.find((one) => report.renderings[one] === undefined);
      return format === undefined ? undefined : { kind: 'render', format };
    }
    default:
      return undefined;
  }
};
