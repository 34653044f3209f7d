/** How many records a reader may see for each technique, for layers of the ATT&CK Navigator. */
import type { Subject } from '../../access/actor.js';
import type { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { ReadModels, ReadOptions } from '../../read-side/read-model.queries.js';
import { tenantSettingsOf } from '../../tenants/tenant-settings.facts.js';
import { domainsOf, type Release, successorOf } from './attack-index.measure.js';
import type { AttackReleases } from './attack-releases.js';
import { type LayerSubject, navigatorLayer, type NavigatorLayer, type TechniqueScore } from './navigator-layer.measure.js';

/** SQL of a row of what is current and may be seen. */
const seen = (alias: string): string => `${alias}.tenant_id = $1 and ${alias}.acl_id = any($2) and ${alias}.to_position is null`;

/** SQL of `(technique, record, passed)`, and the read model that it is over. */
const USES: Readonly<Record<LayerSubject, { readonly model: string; readonly sql: string }>> = {
  reports: {
    model: 'intelligence',
    sql: `select t as technique, r.id as record, false as passed
      from rm_intelligence.report_state r cross join lateral unnest(r.technique_ids) t
      where ${seen('r')} and r.status not in ('archived', 'retracted')`,
  },
  campaigns: {
    model: 'profiles',
    sql: `select p.record ->> 'attackId' as technique, coalesce(w.id, n.id) as record, false as passed
      from rm_profiles.edge e
      join rm_profiles.node n on n.id = e.id and n.type = 'campaign' and ${seen('n')}
      left join rm_profiles.node w on w.id = n.merged_into and w.key = n.key and ${seen('w')}
      join rm_profiles.attack_pattern_state p on p.id = e.to_id and p.status = 'active' and ${seen('p')}
      where ${seen('e')} and e.to_type = 'attackPattern' and p.record ->> 'attackId' is not null`,
  },
  coverage: {
    model: 'incidents',
    sql: `select t as technique, r.id as record, coalesce(r.record -> 'lastTest' ->> 'result' = 'passed', false) as passed
      from rm_incidents.detection_rule_state r cross join lateral jsonb_array_elements_text(r.record -> 'techniqueIds') t
      where ${seen('r')} and r.status = 'enabled'`,
  },
};

interface Row {
  readonly technique: string;
  readonly records: bigint;
  readonly passed: bigint;
  readonly formerly: readonly string[] | null;
}

export class NavigatorQueries {
  constructor(
    private readonly models: ReadModels,
    private readonly releases: AttackReleases,
    private readonly ledger: Ledger,
  ) {}

  /** What is recorded of a revoked technique counts for its successor, each record once. */
  async layer(
    subject: Subject,
    of: LayerSubject,
    domain: AttackDomain,
    { atLeast }: Pick<ReadOptions, 'atLeast'>,
  ): Promise<NavigatorLayer> {
    const chosen = await this.releases.chosen(subject.tenantId);
    const release = chosen.find(({ index }) => index.domain === domain);
    const replaced = chosen.flatMap((one) =>
      one.index.techniques.flatMap(({ id, revoked }) => {
        const successor = revoked ? successorOf(one, id) : undefined;
        return successor ? [[id, successor.id] as const] : [];
      }),
    );
    const { model, sql } = USES[of];
    const { rows, asOf } = await this.models.query<Row>(model, subject, { atLeast }, () => ({
      text: `select coalesce(m.successor, u.technique) as technique, count(distinct u.record) as records,
          count(distinct u.record) filter (where u.passed) as passed,
          array_agg(distinct u.technique order by u.technique) filter (where m.successor is not null) as formerly
        from (${sql}) u left join unnest($3::text[], $4::text[]) m (former, successor) on m.former = u.technique
        group by 1 order by 1`,
      values: [replaced.map(([former]) => former), replaced.map(([, successor]) => successor)],
    }));
    const counted = rows.map(({ technique, records, passed, formerly }) => ({
      techniqueId: technique,
      records: Number(records),
      passed: Number(passed),
      formerly: formerly ?? [],
    }));
    const scores = [...counted, ...(of === 'coverage' ? await this.gaps(subject, counted, new Map(replaced)) : [])]
      .filter(({ techniqueId }) => isOf(domain, release, techniqueId))
      .toSorted((a, b) => (a.techniqueId < b.techniqueId ? -1 : 1));
    return navigatorLayer(of, domain, scores, release, asOf.position);
  }

  /** What the tenant means to detect and no rule that the reader may see covers. */
  private async gaps(
    { tenantId }: Subject,
    covered: readonly TechniqueScore[],
    successors: ReadonlyMap<string, string>,
  ): Promise<readonly TechniqueScore[]> {
    const { detectionScope } = await tenantSettingsOf(this.ledger, tenantId);
    const known = new Set(covered.map(({ techniqueId }) => techniqueId));
    const wanted = new Set((detectionScope?.techniqueIds ?? []).map((id) => successors.get(id) ?? id));
    return [...wanted]
      .filter((id) => !known.has(id))
      .map((techniqueId) => ({ techniqueId, records: 0, passed: 0, formerly: [] }));
  }
}

/** Without a release of the domain, ids count that may be of it by their number. */
const isOf = (domain: AttackDomain, release: Release | undefined, id: string): boolean =>
  release ? release.byId.has(id) : domainsOf(id).includes(domain);
