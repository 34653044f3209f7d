/** How old the versions in production are, over what the reader may see. */
import type { Subject } from '../access/actor.js';
import { seenToday } from '../read-side/board-query.queries.js';
import { type ReadModels, type ReadOptions, validAt } from '../read-side/read-model.queries.js';
import { backlogAges, type BacklogAges, type WorkInProgress } from './production.measure.js';

interface Row {
  readonly work: readonly (readonly [WorkInProgress['status'], string | null, string | null])[];
}

export class BacklogQueries {
  constructor(private readonly models: ReadModels) {}

  async ages(subject: Subject, options: ReadOptions): Promise<BacklogAges> {
    const moment = await this.models.momentOf(options);
    const table = 'rm_intelligence.report_state';
    const { rows } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, () => ({
      text: `select coalesce(json_agg(json_build_array(r.working_status, coalesce(r.submitted_at, r.drafted_at), r.due_at)), '[]') as work
        from ${table} r where r.acl_id = any($2) and r.working_status is not null and r.status <> 'archived' and ${validAt('r', moment && '$3')}
          ${moment ? `and ${seenToday(table, 'r', '$3')}` : ''}`,
      values: moment ? [moment.position] : [],
    }));
    const work = rows[0].work.map(([status, since, dueAt]) => ({ status, since: since && new Date(since).toISOString(), dueAt }));
    return backlogAges(work, moment?.now ?? this.models.now().toISOString());
  }
}
