/** Where what a record says comes from: its own changes, and the reports and sources that name it. */
import type { Subject } from '../access/actor.js';
import type { HistoryFrame, HistoryQueries } from '../history/history.queries.js';
import type { IntelReportQueries, ListedReport } from '../intel-reports/intel-report.queries.js';
import { currentContent } from '../intel-reports/intel-report.record.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import type { ListedSource, SourceQueries } from '../sources/source.queries.js';
import { provenFields, type ProvenField, stixIdsOf } from './provenance.measure.js';

/** Reports and sources that one answer holds at most. */
const MOST = 200;

export interface AssertingSource {
  readonly source: ListedSource;
  /** Published reports of it that name the record, the newest first. */
  readonly reports: readonly ListedReport[];
}
export interface Provenance {
  readonly type: string;
  readonly id: string;
  readonly fields: readonly ProvenField<HistoryFrame>[];
  /** The most reports first. */
  readonly sources: readonly AssertingSource[];
  /** Published, naming the record, of no source that the reader may see. */
  readonly unsourced: readonly ListedReport[];
  /** More reports than one answer holds name it. */
  readonly truncated: boolean;
}

export class ProvenanceQueries {
  constructor(
    private readonly history: HistoryQueries,
    private readonly reports: IntelReportQueries,
    private readonly sources: SourceQueries,
  ) {}

  /**
   * A report is asserted by its own sources; anything else by the published reports that name it: by STIX id among their objects, an
   * attack pattern by its ATT&CK id as well.
   * @throws LedgerError NOT_FOUND, INVALID_INPUT for an unknown type.
   */
  async of(subject: Subject, type: string, id: string, options: ReadOptions): Promise<Provenance> {
    const frames = await this.history.history(subject, type, id);
    const { fields } = await this.history.asOf(subject, type, id, {});
    const { reports, truncated } = await this.naming(subject, type, id, fields, options);
    const ids = [...new Set(reports.flatMap(sourcesOf))].slice(0, MOST);
    const known = ids.length === 0 ? [] : (await this.sources.list(subject, { ids }, { first: MOST }, options)).edges;
    const sources = known.map(({ node }): AssertingSource => ({
      source: node,
      reports: reports.filter((report) => sourcesOf(report).includes(node.id)),
    }));
    const sourced = new Set(sources.flatMap((asserting) => asserting.reports));
    return {
      type,
      id,
      fields: provenFields(frames),
      sources: sources.toSorted((a, b) => b.reports.length - a.reports.length || (a.source.id < b.source.id ? -1 : 1)),
      unsourced: reports.filter((report) => !sourced.has(report)),
      truncated,
    };
  }

  private async naming(
    subject: Subject,
    type: string,
    id: string,
    fields: Readonly<Record<string, unknown>>,
    options: ReadOptions,
  ): Promise<{ readonly reports: readonly ListedReport[]; readonly truncated: boolean }> {
    const { attackId } = fields;
    const filters =
      type === 'intelReport'
        ? [{ ids: [id] }]
        : [
            { objectRefs: stixIdsOf(type, id, fields), status: ['published'] as const },
            ...(typeof attackId === 'string' ? [{ techniqueIds: [attackId], status: ['published'] as const }] : []),
          ];
    const newest = { field: 'publishedAt', direction: 'desc' } as const;
    const pages = await Promise.all(
      filters.map((filter) => this.reports.list(subject, filter, newest, { first: MOST }, options)),
    );
    const reports = new Map(pages.flatMap(({ edges }) => edges.map(({ node }) => [node.id, node] as const)));
    return { reports: [...reports.values()].slice(0, MOST), truncated: pages.some(({ pageInfo }) => pageInfo.hasNextPage) };
  }
}

const sourcesOf = ({ record }: ListedReport): readonly string[] => currentContent(record)?.sourceIds ?? [];
