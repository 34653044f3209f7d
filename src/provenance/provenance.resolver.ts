/** Provenance over GraphQL. */
import { Args, ArgsType, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { given, LiveArguments } from '../graphql/arguments.js';
import { JSONScalar, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { HistoryFrame } from '../history/history.resolver.js';
import { IntelligenceReport, reportView } from '../intel-reports/intel-report.graphql.js';
import type { ListedReport } from '../intel-reports/intel-report.queries.js';
import { IntelligenceSource, sourceView } from '../sources/source.graphql.js';
import { ProvenanceQueries } from './provenance.queries.js';

@ObjectType({ description: 'A value that somebody gave a field.' })
class Assertion {
  @Field(() => JSONScalar, { nullable: true }) value!: unknown;
  @Field(() => HistoryFrame, { description: 'The event that gave it: who, when, why.' }) frame!: HistoryFrame;
}
@ObjectType({ description: 'A field of a record, and the event that made it what it is today.' })
class ProvenField extends Assertion {
  @Field({ description: 'A dotted path, as recordHistory names it.' }) field!: string;
  @Field(() => [Assertion], { description: 'The last value that each other actor gave it, where it differs, the newest first.' })
  disputed!: Assertion[];
}
@ObjectType({ description: 'A source whose published reports name a record.' })
class AssertingSource {
  @Field(() => IntelligenceSource) source!: IntelligenceSource;
  @Field(() => [IntelligenceReport], { description: 'The newest first.' }) reports!: IntelligenceReport[];
}
@SnakeCaseAliases()
@ObjectType({ description: 'Where what a record says comes from, as far as you may see it.' })
class RecordProvenance {
  @Field() type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => [ProvenField]) fields!: ProvenField[];
  @Field(() => [AssertingSource], { description: 'Those with the most reports first.' }) sources!: AssertingSource[];
  @Field({ description: 'Two sources or more assert it.' }) corroborated!: boolean;
  @Field(() => [IntelligenceReport], { description: 'Reports that name it and no source that you may see.' })
  unsourcedReports!: IntelligenceReport[];
  @Field({ description: 'More than 200 reports name it; the newest are here.' }) truncated!: boolean;
}

@ArgsType()
class ProvenanceArguments extends LiveArguments {
  @Field({ description: 'Stream category, as recordHistory takes it.' }) type!: string;
  @Field(() => UUID) id!: string;
}

@Resolver()
export class ProvenanceResolver {
  constructor(private readonly provenance: ProvenanceQueries) {}

  @Query(() => RecordProvenance, {
    description: 'Who gave each field of a record its value, who said otherwise, and which sources and reports assert it.',
  })
  async recordProvenance(@CurrentSubject() subject: Subject, @Args() args: ProvenanceArguments) {
    const { type, id, ...options } = given(args);
    const found = await this.provenance.of(subject, type, id, options);
    const view = (report: ListedReport) => reportView(report, false, options);
    return {
      ...found,
      sources: found.sources.map(({ source, reports }) => ({
        source: sourceView(source, options),
        reports: reports.map(view),
      })),
      corroborated: found.sources.length > 1,
      unsourcedReports: found.unsourced.map(view),
    };
  }
}
