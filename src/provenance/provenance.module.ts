/** Provenance of any record. */
import { Module } from '@nestjs/common';
import { HistoryModule } from '../history/history.module.js';
import { HistoryQueries } from '../history/history.queries.js';
import { IntelReportQueries } from '../intel-reports/intel-report.queries.js';
import { IntelReportsModule } from '../intel-reports/intel-reports.module.js';
import { SourceQueries } from '../sources/source.queries.js';
import { SourcesModule } from '../sources/sources.module.js';
import { ProvenanceQueries } from './provenance.queries.js';
import { ProvenanceResolver } from './provenance.resolver.js';

const queries = {
  provide: ProvenanceQueries,
  useFactory: (history: HistoryQueries, reports: IntelReportQueries, sources: SourceQueries) =>
    new ProvenanceQueries(history, reports, sources),
  inject: [HistoryQueries, IntelReportQueries, SourceQueries],
};

@Module({ imports: [HistoryModule, IntelReportsModule, SourcesModule], providers: [queries, ProvenanceResolver] })
export class ProvenanceModule {}
