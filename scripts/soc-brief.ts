/** Security operations in a line of the shift brief: how fast last month's incidents were dealt with, and where its report is. */
import { duration } from '../src/soc-reports/figure-words.measure.js';
import { calendarPeriodAt, periodInWords } from '../src/soc-reports/report-period.measure.js';

export const ZONE_QUERY = '{ tenantSettings { zone } }';

/** The figures of a month and its executive report, if it was asked for. */
export const SOC_QUERY = `query Soc($start: DateTime!, $end: DateTime!, $zone: String!, $atLeast: Position) {
  socKpis(period: { start: $start, end: $end, zone: $zone }, atLeast: $atLeast) { kpis { name n mean } }
  socReports(filter: { reportType: [executive_monthly] }, first: 1) { nodes { id title status periodStart } }
}`;

/** What {@link SOC_QUERY} answers. */
export interface SocFigures {
  readonly socKpis: { readonly kpis: readonly { readonly name: string; readonly n: number; readonly mean: number | null }[] };
  readonly socReports: {
    readonly nodes: readonly {
      readonly id: string;
      readonly title: string;
      readonly status: string;
      readonly periodStart: string;
    }[];
  };
}

/** The last month of a zone that is over; UTC instants. */
export const lastMonth = (now: Date, zone: string) => {
  const { start } = calendarPeriodAt('monthly', now.toISOString(), zone);
  return calendarPeriodAt('monthly', new Date(Date.parse(start) - 1).toISOString(), zone);
};

/** @returns no lines where no incident was resolved in the month. */
export const socLines = (
  { socKpis: { kpis }, socReports: { nodes } }: SocFigures,
  period: ReturnType<typeof lastMonth>,
): readonly string[] => {
  const of = (wanted: string) => kpis.find(({ name }) => name === wanted);
  const [acknowledged, resolved] = [of('time_to_acknowledge'), of('time_to_resolve')];
  if (!acknowledged || !resolved || resolved.mean === null || acknowledged.mean === null) return [];
  const report = nodes.find(({ periodStart }) => periodStart === period.start);
  return [
    '',
    `SOC in ${periodInWords('monthly', period)}: MTTA ${duration(acknowledged.mean)} (n ${acknowledged.n}), MTTR ${duration(resolved.mean)} (n ${resolved.n})`,
    report
      ? `  ${report.title}: ${report.status}; { socReport(id: "${report.id}") { status renderings { format pages } } }`
      : '  Its report makes itself within the minute: { socReports { nodes { id title status } } }',
  ];
};
