/** What records are linked with, for many of them in one query, and those records themselves. */
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import type { LinkedType } from '../links/link.events.js';
import type { AnyProfile } from '../profiles/profile.record.js';
import {
  type BoardRow,
  boardConditions,
  type Comparisons,
  loadedOf,
  type MarkingFilter,
  recordColumnsOf,
} from '../read-side/board-query.queries.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import { NODE, VisibleGraph } from './visible-graph.queries.js';

/** Of one type, with one record; `recordLinks` pages through more. */
export const MOST_LINKED = 200;

export const BOARDS: Readonly<Record<LinkedType, string>> = {
  campaign: 'rm_profiles.campaign_state',
  threatActor: 'rm_profiles.threat_actor_state',
  investigation: 'rm_profiles.investigation_state',
  attackPattern: 'rm_profiles.attack_pattern_state',
  target: 'rm_profiles.target_state',
  infrastructure: 'rm_profiles.infrastructure_state',
};

interface IdFilter extends MarkingFilter {
  readonly ids: readonly string[];
}
const BY_ID: Comparisons<IdFilter> = [{ key: 'ids', sql: (param) => `s.id = any(${param}::uuid[])` }];

export class LinkedQueries {
  private readonly graph: VisibleGraph;

  constructor(private readonly models: ReadModels) {
    this.graph = new VisibleGraph(models);
  }

  /**
   * The records of a type linked with each of `ids`, in either direction, by label; those merged stand as the record they were merged into.
   * @returns their ids by the ids asked for; at most 200 of each.
   */
  async idsOf(
    subject: Subject,
    ids: readonly string[],
    type: LinkedType,
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const view = await this.graph.viewOf(subject, options);
    const merges = await this.graph.mergesOf(view);
    const starts = [...new Set(ids)];
    const members = starts.flatMap((id) => merges.membersOf([merges.winnerId(id)]).map((member) => [id, member] as const));
    const { rows } = await this.graph.ask<{ start: string; id: string }>(view, (sql) => {
      const near = sql.param(members.map(([, member]) => member));
      return {
        text: `select start, id from (
            select m.start, n.id, n.label, row_number() over (partition by m.start order by n.label, n.id) as place
            from (select distinct near, type, id from (${sql.around(near)}) a where a.type = ${sql.param(type)}) x
            join unnest(${sql.param(members.map(([start]) => start))}::uuid[], ${near}::uuid[]) m(start, near) on m.near = x.near
            join ${NODE} n on n.id = x.id and n.key = x.type and ${sql.node('n')}
            group by m.start, n.id, n.label
          ) ranked where place <= ${sql.param(MOST_LINKED)} order by start, place`,
      };
    });
    const found = new Map<string, string[]>(starts.map((id) => [id, []]));
    for (const { start, id } of rows) {
      const winner = merges.winnerId(id);
      const list = found.get(start)!;
      if (winner !== merges.winnerId(start) && !list.includes(winner)) list.push(winner);
    }
    return found;
  }

  /** The records among `ids` that the subject may see, by id. */
  async byIds(
    subject: Subject,
    type: LinkedType,
    ids: readonly string[],
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, Loaded<AnyProfile>>> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<BoardRow<AnyProfile>>('profiles', subject, { ...options, moment }, (visible) => {
      const filter = { ids: [...new Set(ids)] };
      const { where, values } = boardConditions(BOARDS[type], 's', BY_ID, filter, moment?.position, visible);
      return { text: `select ${recordColumnsOf('s')} from ${BOARDS[type]} s where ${where}`, values };
    });
    return new Map(rows.map((row) => [row.id, loadedOf(row)]));
  }
}
