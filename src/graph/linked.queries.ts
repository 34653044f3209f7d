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
import type { RecordEnd } from './graph.queries.js';
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

/** Ids of different types may be equal. */
export const keyOf = ({ type, id }: RecordEnd): string => `${type} ${id}`;

export class LinkedQueries {
  private readonly graph: VisibleGraph;

  constructor(private readonly models: ReadModels) {
    this.graph = new VisibleGraph(models);
  }

  /**
   * The records of a type linked with a record, in either direction, by label; those merged stand as the record they were merged into.
   * @param asked the record's id with the type that is looked for; all in one statement.
   * @returns ids by the {@link keyOf} of what was asked; at most 200 of each.
   */
  async idsOf(
    subject: Subject,
    asked: readonly RecordEnd[],
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const view = await this.graph.viewOf(subject, options);
    const merges = await this.graph.mergesOf(view);
    const found = new Map<string, string[]>(asked.map((end) => [keyOf(end), []]));
    const sought = [...new Map(asked.map((end) => [keyOf(end), end])).values()].flatMap(({ type, id }) =>
      merges.membersOf([merges.winnerId(id)]).map((near) => ({ start: id, type, near })),
    );
    const { rows } = await this.graph.ask<RecordEnd & { start: string }>(view, (sql) => {
      const starts = sql.param(sought.map(({ start }) => start));
      const types = sql.param(sought.map(({ type }) => type));
      const near = sql.param(sought.map((one) => one.near));
      const wanted = sql.param([...new Set(asked.map(({ type }) => type))]);
      return {
        text: `select start, type, id from (
            select m.start, n.type, n.id, n.label, row_number() over (partition by m.start, n.type order by n.label, n.id) as place
            from (select distinct near, type, id from (${sql.around(near)}) a where a.type = any(${wanted}::text[])) x
            join unnest(${starts}::uuid[], ${types}::text[], ${near}::uuid[]) m(start, type, near) on m.near = x.near and m.type = x.type
            join ${NODE} n on n.id = x.id and n.key = x.type and ${sql.node('n')}
            group by m.start, n.type, n.id, n.label
          ) ranked where place <= ${sql.param(MOST_LINKED)} order by start, type, place`,
      };
    });
    for (const { start, type, id } of rows) {
      const winner = merges.winnerId(id);
      const list = found.get(keyOf({ type, id: start }))!;
      if (winner !== merges.winnerId(start) && !list.includes(winner)) list.push(winner);
    }
    return found;
  }

  /** Those of some records that the subject may see, by their {@link keyOf}. */
  async byIds(
    subject: Subject,
    ends: readonly RecordEnd[],
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, Loaded<AnyProfile>>> {
    const moment = await this.models.momentOf(options);
    const filter = { ids: [...new Set(ends.map(({ id }) => id))] };
    const { rows } = await this.models.query<BoardRow<AnyProfile> & { type: LinkedType }>(
      'profiles',
      subject,
      { ...options, moment },
      (visible) => {
        const boards = [...new Set(ends.map(({ type }) => type))].map((type) => {
          const { where, values } = boardConditions(BOARDS[type], 's', BY_ID, filter, moment?.position, visible);
          return { text: `select '${type}' as type, ${recordColumnsOf('s')} from ${BOARDS[type]} s where ${where}`, values };
        });
        // The values of every board are the same.
        return { text: boards.map(({ text }) => text).join(' union all '), values: boards[0].values };
      },
    );
    return new Map(rows.map((row) => [keyOf(row), loadedOf(row)]));
  }
}
