/** KPIs, their lineage and their definitions over GraphQL. */
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { given, LiveArguments } from '../graphql/arguments.js';
import { DEFINITIONS_VERSION, GENERAL_DEFINITIONS, KPI_DEFINITIONS } from './kpi.definitions.measure.js';
import { KpiArguments, KpiDefinitions, KpiLineage, KpiLineageArguments, PeriodInput, SocKpis } from './kpi.graphql.js';
import { KpiQueries } from './kpi.queries.js';
import { kpiView } from './kpi.view.js';
import type { Period } from './kpi-table.measure.js';

const periodOf = ({ start, end, zone }: PeriodInput): Period => ({ start, end, zone });

@Resolver()
export class KpiResolver {
  constructor(private readonly kpis: KpiQueries) {}

  @Query(() => SocKpis, { description: 'By the KPI definitions; see kpiDefinitions.' })
  async socKpis(@CurrentSubject() subject: Subject, @Args() args: KpiArguments) {
    const { period, knownAt, ...when } = given(args);
    const { table, asOf } = await this.kpis.table(subject, periodOf(period), { ...when, at: knownAt });
    return {
      ...table,
      kpis: table.kpis.map(kpiView),
      slaPolicyIsDefault: table.slaPolicies.every(({ id }) => id === null),
      asOf,
    };
  }

  @Query(() => KpiLineage, { description: 'The incidents that made a figure, and what each added.' })
  async kpiLineage(@CurrentSubject() subject: Subject, @Args() args: KpiLineageArguments) {
    const { period, knownAt, kpi, severity, clock, category, rsit, source, outcome, ...when } = given(args);
    const filter = { kpi, severity, clock, category, rsit, source, outcome };
    const page = await this.kpis.lineage(subject, periodOf(period), filter, { ...when, at: knownAt });
    return { ...page, nodes: page.edges.map(({ node }) => node) };
  }

  @Query(() => KpiDefinitions, { description: 'As they are printed in the appendix of each report.' })
  kpiDefinitions(@Args() _live: LiveArguments) {
    return { version: DEFINITIONS_VERSION, general: GENERAL_DEFINITIONS, kpis: KPI_DEFINITIONS };
  }
}
