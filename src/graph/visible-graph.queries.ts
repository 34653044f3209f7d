/** The part of the graph that a reader may see at a moment: SQL for its nodes and links, and its merges. */
import type { Subject } from '../access/actor.js';
import { notFound } from '../ledger/errors.js';
import type { LinkedType } from '../links/link.events.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type Answer, type ReadModels, type ReadOptions, validAt } from '../read-side/read-model.queries.js';
import { type Merged, Merges, type Named } from './merges.measure.js';

export const NODE = 'rm_profiles.node';
export const EDGE = 'rm_profiles.edge';

/** The field's words for the types, as messages use them. */
const WORDS: Readonly<Record<LinkedType, string>> = {
  campaign: 'campaign',
  threatActor: 'threat actor',
  investigation: 'investigation',
  attackPattern: 'attack pattern',
  target: 'target',
  infrastructure: 'infrastructure',
};

export interface GraphPoint extends Named {
  readonly type: LinkedType;
}

/** Collects the values of one statement and writes its conditions; every statement over the graph is made of one. */
export class GraphSql {
  readonly values: unknown[] = [];
  private readonly at: string | undefined;

  constructor(moment: Moment | undefined) {
    this.at = moment && this.param(moment.position);
  }

  param(value: unknown): string {
    return `$${this.values.push(value) + 2}`;
  }

  /** SQL: a node holds at the moment, and the reader may see its record then and today. */
  node(alias: string): string {
    const held = this.held(alias);
    return this.at === undefined ? held : `${held} and ${seenNow(alias)}`;
  }

  /** SQL: a link holds at the moment, and the reader may see its owner. The record at its other end is a condition of its own. */
  edge(alias: string): string {
    return this.held(alias);
  }

  /** SQL of `(type, id)` of what is linked with any of `ids`, as far as the links may be seen. */
  around(ids: string): string {
    return `select e.to_type as type, e.to_id as id, e.id as near from ${EDGE} e where e.id = any(${ids}::uuid[]) and ${this.edge('e')}
      union all select e.from_type, e.id, e.to_id from ${EDGE} e where e.to_id = any(${ids}::uuid[]) and ${this.edge('e')}`;
  }

  /** SQL: some record matched then, was re-marked since and may not be seen today. @param condition on its past row `n`. */
  leftOut(condition: string): string | undefined {
    if (this.at === undefined) return undefined;
    return `exists (select 1 from (select distinct id from rm_profiles.remark where tenant_id = $1 and position > ${this.at}) m
      join ${NODE} n on n.id = m.id where ${this.held('n')} and not ${seenNow('n')} and (${condition}))`;
  }

  private held(alias: string): string {
    return `${alias}.acl_id = any($2) and ${validAt(alias, this.at)}`;
  }
}

const seenNow = (alias: string): string =>
  `exists (select 1 from ${NODE} t where t.id = ${alias}.id and t.key = ${alias}.key and t.to_position is null and t.acl_id = any($2))`;

/** One reader's look at the graph at one moment. */
export interface View {
  readonly subject: Subject;
  readonly moment: Moment | undefined;
  readonly atLeast: bigint | undefined;
}

export class VisibleGraph {
  constructor(private readonly models: ReadModels) {}

  async viewOf(subject: Subject, options: ReadOptions): Promise<View> {
    return { subject, moment: await this.models.momentOf(options), atLeast: options.atLeast };
  }

  ask<Row>(
    { subject, moment, atLeast }: View,
    build: (sql: GraphSql) => { readonly text: string; readonly leftOut?: string | undefined },
  ): Promise<Answer<Row>> {
    return this.models.query<Row>('profiles', subject, { moment, atLeast }, () => {
      const sql = new GraphSql(moment);
      return { ...build(sql), values: sql.values };
    });
  }

  /** All merges that the reader may see both sides of: a record merged into one that is hidden stands for itself. */
  async mergesOf(view: View): Promise<Merges> {
    const { rows } = await this.ask<{ id: string; type: LinkedType; winner: string; label: string }>(view, (sql) => ({
      text: `select n.id, w.type, w.id as winner, w.label from ${NODE} n join ${NODE} w on w.id = n.merged_into and w.key = n.key
        where n.merged_into is not null and ${sql.node('n')} and ${sql.node('w')}`,
    }));
    return new Merges(rows.map(({ id, winner, type, label }): Merged => ({ id, winner: { id: winner, type, label } })));
  }

  /** @throws LedgerError NOT_FOUND when there is no such record, or the reader may not see it. */
  async pointOf(view: View, type: LinkedType, id: string): Promise<GraphPoint> {
    const { rows } = await this.ask<GraphPoint>(view, (sql) => ({
      text: `select n.type, n.id, n.label from ${NODE} n where n.id = ${sql.param(id)}::uuid and n.key = ${sql.param(type)} and ${sql.node('n')}`,
    }));
    if (!rows[0]) throw notFound(WORDS[type]);
    return rows[0];
  }
}
