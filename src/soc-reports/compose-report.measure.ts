/** From facts to a report: the document, the figures behind it, and what they are of. The same facts give the same bytes. */
import type { Marking } from '../access/marking.js';
import type { Document, Section } from '../documents/document.measure.js';
import type { KpiTable } from '../kpis/kpi-table.measure.js';
import { closingSections } from './compose-appendix.measure.js';
import { coverageSections } from './compose-coverage.measure.js';
import { executiveSections } from './compose-executive.measure.js';
import { operationalSections } from './compose-operational.measure.js';
import { slaSections } from './compose-sla.measure.js';
import type { ReportFacts } from './report-facts.measure.js';
import { periodInWords } from './report-period.measure.js';
import { type Restatement, restatementOf, restatementSections } from './restatement.measure.js';
import type { ReportRequest, ReportType } from './soc-report.events.js';

/** Raised with whatever changes what a report says. */
export const TEMPLATE_VERSION = '2';

export interface ReportData {
  readonly parameters: Omit<ReportRequest, 'title' | 'recommendations'> & {
    readonly position: string;
    readonly asOf: string;
    readonly definitionsVersion: number;
    readonly templateVersion: string;
  };
  /** Of the period and of the two before it, the newest first. */
  readonly kpis: readonly KpiTable[];
  readonly restatement: Restatement | null;
  readonly document: Document;
}

const SECTIONS: Record<ReportType, (facts: ReportFacts) => readonly Section[]> = {
  executive_monthly: executiveSections,
  executive_quarterly: executiveSections,
  executive_yearly: executiveSections,
  sla_performance: slaSections,
  detection_coverage: coverageSections,
  operational: operationalSections,
};

/** What of a marking the pages show. */
export const shownMarking = ({ tlp, secrecyLevel, releasableTo }: Marking): Document['marking'] => ({
  tlp,
  secrecyLevel,
  releasableTo,
});

export const composeReport = (facts: ReportFacts): ReportData => {
  const { id, tenant, request, marking, position, asOf, templateVersion, tables } = facts;
  const { title, recommendations: _, ...parameters } = request;
  const restatement = restatementOf(facts);
  return {
    parameters: { ...parameters, position, asOf, definitionsVersion: tables[0].definitionsVersion, templateVersion },
    kpis: tables,
    restatement,
    document: {
      id,
      title,
      subtitle: `${periodInWords('on_demand', tables[0].period)}, ${request.zone}`,
      tenant,
      marking: shownMarking(marking),
      position,
      asOf,
      templateVersion,
      sections: [...SECTIONS[request.reportType](facts), ...restatementSections(facts, restatement), ...closingSections(facts)],
    },
  };
};
