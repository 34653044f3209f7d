/** Walks the graph of linked records, breadth first, over what the reader may see. */
import type { Subject } from '../access/actor.js';
import type { LinkedType, LinkRole } from '../links/link.events.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadOptions } from '../read-side/read-model.queries.js';
import type { Merges, Named } from './merges.measure.js';
import { EDGE, type GraphPoint, NODE, type View, VisibleGraph } from './visible-graph.queries.js';

export interface RecordEnd {
  readonly type: LinkedType;
  readonly id: string;
}
export interface GraphNode extends GraphPoint {
  /** Steps from where the walk began. */
  readonly depth: number;
  /** Records that were merged into it and whose links it shows. */
  readonly mergedFrom: readonly string[];
}
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly role: LinkRole;
  readonly confidence: number | null;
  readonly since: string | null;
  readonly until: string | null;
  /** The merged record that the link is recorded with; null: it is recorded with the records it joins. */
  readonly mergedFrom: string | null;
}
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** There is more within the depth than was given. */
  readonly truncated: boolean;
  readonly asOf: AsOf;
}
export interface Path {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** False: the search was given up, there may be a path. */
  readonly complete: boolean;
  readonly asOf: AsOf;
}
/** A link with the record at its other end. */
export interface RecordLink {
  readonly edge: GraphEdge;
  readonly node: Omit<GraphNode, 'depth'>;
}

/** Edges given per node asked for. */
const EDGES_PER_NODE = 10;
/** Records that a search for a path looks at from each end. */
const PATH_REACH = 20_000;

interface EdgeRow {
  readonly key: string;
  readonly id: string;
  readonly to_id: string;
  readonly role: LinkRole;
  readonly confidence: number | null;
  readonly since: string | null;
  readonly until: string | null;
}
type Reached = GraphPoint & { readonly near: string };

export class GraphQueries {
  private readonly graph: VisibleGraph;

  constructor(graph: VisibleGraph) {
    this.graph = graph;
  }

  /**
   * What is linked with a record, in both directions, level by level; within a level in the order of ids.
   * @throws LedgerError NOT_FOUND
   */
  async around(
    subject: Subject,
    { type, id }: RecordEnd,
    { depth, limit }: { readonly depth: number; readonly limit: number },
    options: ReadOptions,
  ): Promise<Graph> {
    const view = await this.graph.viewOf(subject, options);
    const [start, merges] = await Promise.all([this.graph.pointOf(view, type, id), this.graph.mergesOf(view)]);
    const nodes = new Map<string, GraphNode>();
    const enter = (point: Named, at: number): void => {
      if (!nodes.has(point.id)) nodes.set(point.id, nodeAt(point as GraphPoint, at, merges));
    };
    enter(merges.winnerOf(start), 0);
    let frontier = [...nodes.keys()];
    let truncated = false;
    let reduced = false;
    for (let level = 1; level <= depth && frontier.length > 0 && !truncated; level += 1) {
      const room = limit - nodes.size;
      const { rows, asOf } = await this.step(view, merges.membersOf(frontier), merges.membersOf([...nodes.keys()]), room + 1);
      reduced ||= asOf.reducedToTodaysAccess;
      truncated = rows.length > room;
      const known = nodes.size;
      for (const point of rows.slice(0, room)) enter(merges.winnerOf(point), level);
      frontier = [...nodes.keys()].slice(known);
    }
    const { edges, cut, asOf } = await this.edgesAmong(view, [...nodes.keys()], merges, limit * EDGES_PER_NODE);
    return {
      nodes: [...nodes.values()],
      edges,
      truncated: truncated || cut,
      asOf: { ...asOf, reducedToTodaysAccess: reduced || asOf.reducedToTodaysAccess },
    };
  }

  /**
   * The links of one record with what they lead to, by the links' ids.
   * @param types of the other ends; all when left out.
   * @throws LedgerError NOT_FOUND
   */
  async links(
    subject: Subject,
    { type, id }: RecordEnd,
    types: readonly LinkedType[] | undefined,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<RecordLink> & { readonly asOf: AsOf }> {
    const view = await this.graph.viewOf(subject, options);
    const [start, merges] = await Promise.all([this.graph.pointOf(view, type, id), this.graph.mergesOf(view)]);
    const members = merges.membersOf([merges.winnerOf(start).id]);
    const cursor = readCursor(page, 'text');
    const { rows, asOf } = await this.graph.ask<EdgeRow & { type: LinkedType; far: string; label: string }>(view, (sql) => {
      const ids = sql.param(members);
      const narrowed = types ? ` and n.type = any(${sql.param(types)}::text[])` : '';
      const after = cursor ? ` and e.key > ${sql.param(cursor.id)}` : '';
      const ends = (own: string, far: string, farType: string): string =>
        `select e.*, ${far} as far, ${farType} as far_type from ${EDGE} e where e.${own} = any(${ids}::uuid[]) and not ${far} = any(${ids}::uuid[]) and ${sql.edge('e')}${after}`;
      return {
        text: `select ${EDGE_COLUMNS}, n.type, n.id as far, n.label
          from (${ends('id', 'e.to_id', 'e.to_type')} union all ${ends('to_id', 'e.id', 'e.from_type')}) e
          join ${NODE} n on n.id = e.far and n.key = e.far_type and ${sql.node('n')}${narrowed}
          order by e.key limit ${sql.param(pageSize(page) + 1)}`,
        leftOut: sql.leftOut(`exists (select 1 from (${sql.around(ids)}) x where x.id = n.id and x.type = n.type)`),
      };
    });
    const found = rows.map((row) => {
      const { type: farType, id: farId, label } = merges.winnerOf({ type: row.type, id: row.far, label: row.label });
      return {
        cursor: { value: '', id: row.key },
        node: {
          edge: edgeOf(row, merges),
          node: { type: farType as LinkedType, id: farId, label, mergedFrom: merges.absorbedBy(farId) },
        },
      };
    });
    return { ...pageOf(found, page), asOf };
  }

  /**
   * A shortest path between two records, searched from both ends; empty when none has at most `maxDepth` steps.
   * @throws LedgerError NOT_FOUND
   */
  async path(subject: Subject, from: RecordEnd, to: RecordEnd, maxDepth: number, options: ReadOptions): Promise<Path> {
    const view = await this.graph.viewOf(subject, options);
    const [merges, ...ends] = await Promise.all([
      this.graph.mergesOf(view),
      this.graph.pointOf(view, from.type, from.id),
      this.graph.pointOf(view, to.type, to.id),
    ]);
    const [here, there] = ends.map((end) => new Search(merges.winnerOf(end) as GraphPoint));
    let meeting = here.has(there.start) ? there.start : undefined;
    let reduced = false;
    while (meeting === undefined && here.depth + there.depth < maxDepth && here.alive && there.alive) {
      const side = here.frontier.length <= there.frontier.length ? here : there;
      const other = side === here ? there : here;
      if (side.size > PATH_REACH) break;
      const { rows, asOf } = await this.step(view, merges.membersOf(side.frontier), merges.membersOf(side.ids), PATH_REACH);
      reduced ||= asOf.reducedToTodaysAccess;
      side.advance(rows.map((row) => ({ point: merges.winnerOf(row) as GraphPoint, near: merges.winnerId(row.near) })));
      if (rows.length >= PATH_REACH) side.cut = true;
      meeting = side.frontier.filter((id) => other.has(id)).toSorted()[0];
    }
    const points = meeting === undefined ? [] : [...here.wayTo(meeting).toReversed(), ...there.wayTo(meeting).slice(1)];
    const ids = points.map(({ id }) => id);
    const { edges, asOf } = await this.edgesAmong(view, ids, merges, PATH_REACH);
    const place = new Map(ids.map((id, i) => [id, i]));
    return {
      nodes: points.map((point, depth) => nodeAt(point, depth, merges)),
      edges: edges.filter((edge) => Math.abs(place.get(edge.from)! - place.get(edge.to)!) === 1),
      complete: meeting !== undefined || !(here.cut || there.cut || here.size > PATH_REACH || there.size > PATH_REACH),
      asOf: { ...asOf, reducedToTodaysAccess: reduced || asOf.reducedToTodaysAccess },
    };
  }

  /** Records one link away from `ids`, without those known already, in the order of ids; each with the smallest id it was reached from. */
  private step(view: View, ids: readonly string[], known: readonly string[], most: number) {
    return this.graph.ask<Reached>(view, (sql) => {
      const near = sql.param(ids);
      const passed = sql.param(known);
      const limit = sql.param(most);
      // An owner has few links; a hub is linked from thousands, which its index gives in the order of ids until there are enough.
      const outward = `select n.type, n.id, n.label, x.near from (
          select e.to_type, e.to_id, min(e.id::text) as near from ${EDGE} e
          where e.id = any(${near}::uuid[]) and e.to_id <> all(${passed}::uuid[]) and ${sql.edge('e')} group by e.to_id, e.to_type
        ) x join ${NODE} n on n.id = x.to_id and n.key = x.to_type and ${sql.node('n')}
        order by x.to_id, x.to_type limit ${limit}`;
      const inward = `select x.*, f.id::text as near from unnest(${near}::uuid[]) f(id) cross join lateral (
          select distinct n.type, n.id, n.label from ${EDGE} e join ${NODE} n on n.id = e.id and n.key = e.from_type and ${sql.node('n')}
          where e.to_id = f.id and e.id <> all(${passed}::uuid[]) and ${sql.edge('e')} order by n.id, n.type, n.label limit ${limit}
        ) x`;
      return {
        text: `select x.type, x.id, x.label, min(x.near) as near from ((${outward}) union all (${inward})) x
          group by x.id, x.type, x.label order by x.id, x.type limit ${limit}`,
        leftOut: sql.leftOut(`exists (select 1 from (${sql.around(near)}) x where x.id = n.id and x.type = n.type)`),
      };
    });
  }

  /** The links between records of a set, by their ids. */
  private async edgesAmong(view: View, ids: readonly string[], merges: Merges, most: number) {
    const { rows, asOf } = await this.graph.ask<EdgeRow>(view, (sql) => {
      const members = sql.param(merges.membersOf(ids));
      return {
        text: `select ${EDGE_COLUMNS} from ${EDGE} e
          join ${NODE} n on n.id = e.to_id and n.key = e.to_type and ${sql.node('n')}
          where e.id = any(${members}::uuid[]) and e.to_id = any(${members}::uuid[]) and ${sql.edge('e')}
          order by e.key limit ${sql.param(most + 1)}`,
      };
    });
    const edges = rows.slice(0, most).map((row) => edgeOf(row, merges));
    return { edges: edges.filter(({ from, to }) => from !== to), cut: rows.length > most, asOf };
  }
}

const EDGE_COLUMNS = 'e.key, e.id, e.to_id, e.role, e.confidence, e.since, e.until';

const edgeOf = ({ key, id, to_id: toId, role, confidence, since, until }: EdgeRow, merges: Merges): GraphEdge => {
  const from = merges.winnerId(id);
  const to = merges.winnerId(toId);
  const mergedFrom = from === id ? (to === toId ? null : toId) : id;
  return { id: key, from, to, role, confidence, since, until, mergedFrom };
};

const nodeAt = ({ type, id, label }: GraphPoint, depth: number, merges: Merges): GraphNode => ({
  type,
  id,
  label,
  depth,
  mergedFrom: merges.absorbedBy(id),
});

/** One end of a search for a path: what it has reached, and from where. */
class Search {
  frontier: string[];
  depth = 0;
  /** A level was not read to its end. */
  cut = false;
  readonly start: string;
  private readonly reached = new Map<string, { readonly point: GraphPoint; readonly near: string | undefined }>();

  constructor(point: GraphPoint) {
    this.start = point.id;
    this.frontier = [point.id];
    this.reached.set(point.id, { point, near: undefined });
  }

  get alive(): boolean {
    return this.frontier.length > 0;
  }
  get size(): number {
    return this.reached.size;
  }
  get ids(): readonly string[] {
    return [...this.reached.keys()];
  }

  has(id: string): boolean {
    return this.reached.has(id);
  }

  advance(found: readonly { readonly point: GraphPoint; readonly near: string }[]): void {
    this.depth += 1;
    this.frontier = [];
    for (const { point, near } of found) {
      if (this.reached.has(point.id)) continue;
      this.reached.set(point.id, { point, near });
      this.frontier.push(point.id);
    }
  }

  /** From `id` back to the start. */
  wayTo(id: string): readonly GraphPoint[] {
    const way: GraphPoint[] = [];
    for (let at = this.reached.get(id); at; at = at.near === undefined ? undefined : this.reached.get(at.near))
      way.push(at.point);
    return way;
  }
}
