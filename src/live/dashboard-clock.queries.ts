/** What the passing of time alone changes on the dashboard, over what the reader may see. */
import type { Subject } from '../access/actor.js';
import type { DashboardQueries } from '../dashboard/dashboard.queries.js';
import type { BacklogQueries } from '../production/backlog.queries.js';
import type { ProductionQueries } from '../production/production.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import type { SourceWatch } from '../sources/source-watch.queries.js';

export class DashboardClock {
  constructor(
    private readonly dashboard: DashboardQueries,
    private readonly sources: SourceWatch,
    private readonly production: ProductionQueries,
    private readonly backlog: BacklogQueries,
  ) {}

  /**
   * Equal for moments between which no state has changed: which sources are silent, whether too few are active, each production window and its state,
   * recency, and how many reviews and drafts are overdue. Ages, which change every second, are no part of it.
   */
  async stateAt(subject: Subject, when: ReadOptions): Promise<string> {
    const [{ recency, sourceThreshold }, { silent }, { production }, { overdue }] = await Promise.all([
      this.dashboard.intelligence(subject, when),
      this.sources.silent(subject, when),
      this.production.current(subject, when),
      this.backlog.ages(subject, when),
    ]);
    return JSON.stringify([
      silent.map(({ id }) => id).toSorted(),
      sourceThreshold.state,
      production.windows.map(({ expectationId, start, state }) => [expectationId, start, state]),
      recency.state,
      overdue,
    ]);
  }
}
