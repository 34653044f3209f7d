/** What the dashboard says of feeds. */
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../access/actor.js';
import { IntelligenceDashboard } from '../../dashboard/dashboard.resolver.js';
import type { ReadOptions } from '../../read-side/read-model.queries.js';
import { Ingestion } from './dashboard-ingestion.graphql.js';
import { ingestionState } from './feed.measure.js';
import { FeedWatch } from './feed-watch.queries.js';

@Resolver(() => IntelligenceDashboard)
export class DashboardIngestionResolver {
  constructor(private readonly watch: FeedWatch) {}

  @ResolveField(() => Ingestion, { description: 'Whether what is exchanged with others comes and goes.' })
  async ingestion(@Parent() { subject, read }: { readonly subject: Subject; readonly read: ReadOptions }): Promise<Ingestion> {
    const { feeds } = await this.watch.watch(subject, read);
    return { state: ingestionState(feeds), feeds };
  }
}
