/** Records of all linked types, put on the log past all commands, and what readers ask of their graph. */
import { createHash } from 'node:crypto';
import type { Subject } from '../../../src/access/actor.js';
import type { Marking } from '../../../src/access/marking.js';
import { BLANK_ATTACK_PATTERN } from '../../../src/attack-patterns/attack-pattern.events.js';
import { BLANK_CAMPAIGN } from '../../../src/campaigns/campaign.events.js';
import { GraphQueries } from '../../../src/graph/graph.queries.js';
import { keyOf, LinkedQueries } from '../../../src/graph/linked.queries.js';
import { OverlapQueries } from '../../../src/graph/overlaps.queries.js';
import { VisibleGraph } from '../../../src/graph/visible-graph.queries.js';
import { BLANK_INFRASTRUCTURE } from '../../../src/infrastructure/infrastructure.events.js';
import { BLANK_INVESTIGATION } from '../../../src/investigations/investigation.events.js';
import type { LinkedType, LinkRole } from '../../../src/links/link.events.js';
import { defaultRole, ownsLink } from '../../../src/links/link.measure.js';
import { BLANK_TARGET } from '../../../src/targets/target.events.js';
import { BLANK_THREAT_ACTOR } from '../../../src/threat-actors/threat-actor.events.js';
import { ana } from '../../examples/actors.js';
import { amber } from '../../examples/marking.js';
import type { ReadSide } from './read-side.js';

const BLANK: Readonly<Record<LinkedType, object>> = {
  campaign: BLANK_CAMPAIGN,
  threatActor: BLANK_THREAT_ACTOR,
  investigation: BLANK_INVESTIGATION,
  attackPattern: BLANK_ATTACK_PATTERN,
  target: BLANK_TARGET,
  infrastructure: BLANK_INFRASTRUCTURE,
};

/** Of a text, always the same. */
const idFrom = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

interface Made {
  readonly type: LinkedType;
  readonly orgId: string;
  revision: bigint | undefined;
}

export class LinkedWorld {
  readonly graph: GraphQueries;
  readonly overlaps: OverlapQueries;
  readonly linked: LinkedQueries;
  /** Of the last event. */
  position = 0n;
  private readonly made = new Map<string, Made>();

  constructor(
    private readonly side: ReadSide,
    readonly tenantId: string,
  ) {
    const visible = new VisibleGraph(side.readModels);
    this.graph = new GraphQueries(visible);
    this.overlaps = new OverlapQueries(visible);
    this.linked = new LinkedQueries(side.readModels);
  }

  /** Of the record of a name; in every tenant another one. */
  id(name: string): string {
    return idFrom(`${this.tenantId} ${name}`);
  }

  async create(
    type: LinkedType,
    name: string,
    { marking = amber, orgId = 'cti', ...profile }: { marking?: Marking; orgId?: string; [field: string]: unknown } = {},
  ): Promise<void> {
    this.made.set(name, { type, orgId, revision: undefined });
    const called = type === 'investigation' ? { title: name } : { name };
    const data = { profile: { ...BLANK[type], ...called, ...profile }, marking, createdBy: ana };
    await this.record(name, { fact: 'Created', data });
  }

  mark(name: string, marking: Marking): Promise<void> {
    return this.record(name, { fact: 'Marked', data: { marking } });
  }

  /** From whichever of the two owns the link; the one that is named first, of two of a type. */
  async link(a: string, b: string, details: { role?: LinkRole; confidence?: number } = {}): Promise<void> {
    const [owner, to] = ownsLink(this.typeOf(a), this.typeOf(b)) ? [a, b] : [b, a];
    const end = { type: this.typeOf(to), id: this.id(to) };
    const { role = defaultRole(this.typeOf(owner), end.type), confidence = null } = details;
    const link = { linkId: this.id(`${owner} ${role} ${to}`), to: end, role, confidence, since: null, until: null, note: '' };
    await this.record(owner, { fact: 'Linked', data: { link } });
  }

  /** Many links of one owner in one append. */
  async linkAll(owner: string, names: readonly string[]): Promise<void> {
    const facts = names.map((to) => {
      const end = { type: this.typeOf(to), id: this.id(to) };
      const link = {
        linkId: this.id(`${owner} ${to}`),
        to: end,
        role: defaultRole(this.typeOf(owner), end.type),
        confidence: null,
        since: null,
        until: null,
        note: '',
      };
      return { fact: 'Linked', data: { link } };
    });
    await this.record(owner, ...facts);
  }

  async merge(loser: string, winner: string): Promise<void> {
    await this.record(winner, { fact: 'Absorbed', data: { absorbed: this.id(loser) } });
    await this.record(loser, { fact: 'MergedInto', data: { target: this.id(winner) } });
  }

  async unmerge(loser: string, winner: string): Promise<void> {
    await this.record(loser, { fact: 'Unmerged', data: { target: this.id(winner) } });
    await this.record(winner, { fact: 'Released', data: { absorbed: this.id(loser) } });
  }

  /** The graph around a record with names instead of ids. */
  async around(
    subject: Subject,
    name: string,
    { depth = 2, limit = 200, ...options }: { depth?: number; limit?: number; position?: bigint } = {},
  ) {
    const end = { type: this.typeOf(name), id: this.id(name) };
    const graph = await this.graph.around(subject, end, { depth, limit }, { atLeast: this.position, ...options });
    return {
      ...graph,
      names: graph.nodes.map(({ label }) => label).toSorted(),
      ways: graph.edges.map(({ from, to }) => `${this.nameOf(from)} → ${this.nameOf(to)}`).toSorted(),
    };
  }

  async path(subject: Subject, from: string, to: string, maxDepth = 6): Promise<readonly string[]> {
    const ends = [from, to].map((name) => ({ type: this.typeOf(name), id: this.id(name) }));
    const { nodes } = await this.graph.path(subject, ends[0], ends[1], maxDepth, { atLeast: this.position });
    return nodes.map(({ label }) => label);
  }

  /** What overlaps with a case, and by what. */
  async overlapsOf(
    subject: Subject,
    name: string,
    options: { position?: bigint; linked?: boolean; first?: number; after?: string } = {},
  ) {
    const { edges, asOf, pageInfo } = await this.overlaps.of(subject, { type: this.typeOf(name), id: this.id(name) }, options, {
      atLeast: this.position,
      position: options.position,
    });
    return {
      asOf,
      pageInfo,
      scores: edges.map(({ node }) => node.score),
      found: edges.map(({ node }) => [node.label, ...node.shared.map(({ label, value }) => value ?? label)]),
    };
  }

  async linkedOf(subject: Subject, name: string, type: LinkedType): Promise<readonly string[]> {
    const asked = { type, id: this.id(name) };
    const ids = await this.linked.idsOf(subject, [asked], { atLeast: this.position });
    return ids.get(keyOf(asked))!.map((id) => this.nameOf(id));
  }

  private typeOf(name: string): LinkedType {
    return this.made.get(name)!.type;
  }

  private nameOf(id: string): string {
    return [...this.made.keys()].find((name) => this.id(name) === id) ?? id;
  }

  private async record(name: string, ...facts: readonly { readonly fact: string; readonly data: unknown }[]): Promise<void> {
    const made = this.made.get(name)!;
    const { type: category, orgId } = made;
    const owner = category[0].toUpperCase() + category.slice(1);
    this.position = await this.side.append({
      category,
      tenantId: this.tenantId,
      recordId: this.id(name),
      expected: made.revision,
      events: facts.map(({ fact, data }) => ({ type: `${owner}${fact}`, data })),
      meta: { orgId },
    });
    made.revision = (made.revision ?? -1n) + BigInt(facts.length);
  }
}
