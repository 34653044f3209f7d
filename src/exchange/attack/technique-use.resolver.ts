/** What ATT&CK says of the technique ids that records name, as a field of each type that names them. */
import type { Type } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AttackPattern } from '../../attack-patterns/attack-pattern.graphql.js';
import { DetectionRule } from '../../detection-rules/detection-rule.graphql.js';
import { type GraphqlContext, loaderOf } from '../../graphql/loaders.js';
import { Incident } from '../../incidents/incident.graphql.js';
import { IntelligenceReport } from '../../intel-reports/intel-report.graphql.js';
import { TechniqueUse } from './attack.graphql.js';
import { type Release, techniqueUse } from './attack-index.measure.js';
import { AttackReleases } from './attack-releases.js';

/** The record is of this tenant, and its last change at this position of the log. */
interface NamingView {
  readonly tenantId: string;
  readonly position: bigint;
}

const WHEN = 'as the ATT&CK releases say that were chosen when the record was last changed';
const NOW = { type: () => Boolean, defaultValue: false, description: 'By the releases that are chosen now instead.' } as const;

const releasesFor = async (
  releases: AttackReleases,
  context: GraphqlContext,
  { tenantId, position }: NamingView,
  now: boolean,
): Promise<readonly Release[]> => {
  if (now) {
    const current = loaderOf(
      context,
      'attack releases now',
      async ([tenant]: readonly string[]) => new Map([[tenant, await releases.chosen(tenant)]]),
    );
    return (await current.load(tenantId)) ?? [];
  }
  const then = loaderOf(context, `attack releases ${tenantId}`, async (positions: readonly bigint[]) => {
    const found = await releases.chosenAt(tenantId, positions);
    return new Map(positions.map((at, index) => [at, found[index]]));
  });
  return (await then.load(position)) ?? [];
};

const useView = (id: string, chosen: readonly Release[]): TechniqueUse => {
  const { release, ...use } = techniqueUse(id, chosen);
  return { ...use, domain: release?.domain ?? null, release: release?.version ?? null };
};

const techniquesField = (node: Type): Type => {
  @Resolver(() => node)
  class TechniquesFieldResolver {
    constructor(private readonly releases: AttackReleases) {}

    @ResolveField(() => [TechniqueUse], { description: `The techniques of techniqueIds, ${WHEN}.` })
    async techniques(
      @Parent() record: NamingView & { readonly techniqueIds: readonly string[] },
      @Context() context: GraphqlContext,
      @Args('now', NOW) now: boolean,
    ): Promise<readonly TechniqueUse[]> {
      if (record.techniqueIds.length === 0) return [];
      const chosen = await releasesFor(this.releases, context, record, now);
      return record.techniqueIds.map((id) => useView(id, chosen));
    }
  }
  return TechniquesFieldResolver;
};

@Resolver(() => AttackPattern)
class AttackPatternTechniqueResolver {
  constructor(private readonly releases: AttackReleases) {}

  @ResolveField(() => TechniqueUse, { nullable: true, description: `The technique of attackId, ${WHEN}.` })
  async technique(
    @Parent() record: NamingView & { readonly attackId: string | null },
    @Context() context: GraphqlContext,
    @Args('now', NOW) now: boolean,
  ): Promise<TechniqueUse | null> {
    return record.attackId === null ? null : useView(record.attackId, await releasesFor(this.releases, context, record, now));
  }
}

export const techniqueUseResolvers: readonly Type[] = [
  ...[IntelligenceReport, Incident, DetectionRule].map((node) => techniquesField(node)),
  AttackPatternTechniqueResolver,
];
