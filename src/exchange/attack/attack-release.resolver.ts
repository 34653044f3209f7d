/** Releases of ATT&CK and their techniques over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { CommandArguments, commandContext, given, LiveArguments, parseInput } from '../../graphql/arguments.js';
import type { GraphqlContext } from '../../graphql/loaders.js';
import { plainInput } from '../../graphql/plain-input.js';
import { Revision } from '../../graphql/scalars.js';
import { LedgerError } from '../../ledger/errors.js';
import { AttackRelease, AttackReleaseChanged, AttackReleaseInput, AttackTechnique } from './attack.graphql.js';
import { type AttackTechnique as Technique, type Release, techniqueUse } from './attack-index.measure.js';
import { ChangeAttackRelease } from './attack-release.commands.js';
import { ReleaseName } from './attack-release.events.js';
import { type AttackLibrary, releaseKey } from './attack-release.record.js';
import { AttackReleases } from './attack-releases.js';

@ArgsType()
class ReleaseArguments extends LiveArguments {
  @Field(() => AttackDomain.enum, { nullable: true, description: 'Left out: of all domains.' }) domain?: AttackDomain;
  @Field({ nullable: true, description: 'Left out: of the chosen release of the domain.' }) version?: string;
}

@ArgsType()
class TechniquesArguments extends ReleaseArguments {
  @Field({ nullable: true, description: 'As ATT&CK names it: credential-access.' }) tactic?: string;
  @Field({ nullable: true, description: 'Part of an id or a name.' }) text?: string;
  @Field({ defaultValue: false, description: 'Revoked and deprecated ones too.' }) withFormer!: boolean;
  @Field(() => Int, { defaultValue: 200, description: '1 to 1,000.' }) first!: number;
}

@ArgsType()
class LibraryArguments extends CommandArguments {
  @Field(() => Revision, { nullable: true, description: 'Refuse with CONFLICT when the releases are at another revision.' })
  expectedRevision?: bigint;
}

const First = z.object({ first: z.int().min(1).max(1_000) });

const releaseView = (library: AttackLibrary, key: string): AttackRelease => {
  const { domain, version, spec, sha256, retired, counts } = library.releases[key];
  return {
    domain,
    version,
    spec,
    sha256,
    retired,
    chosen: library.chosen[domain] === version,
    tacticCount: counts.tactics,
    techniqueCount: counts.techniques,
    subtechniqueCount: counts.subtechniques,
    revokedCount: counts.revoked,
    deprecatedCount: counts.deprecated,
  };
};

const techniqueView = (release: Release, technique: Technique): AttackTechnique => {
  const { domain, version, notice, techniques } = release.index;
  const { id, name, tactics, platforms, subtechniqueOf } = technique;
  const { status, successor } = techniqueUse(id, [release]);
  return {
    id,
    name,
    domain,
    version,
    tactics,
    platforms,
    status,
    successor,
    subtechniqueOf,
    subtechniques: techniques.filter((other) => other.subtechniqueOf === id).map((other) => other.id),
    notice,
  };
};

@Resolver(() => AttackRelease)
export class AttackReleaseResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly releases: AttackReleases,
  ) {}

  @Query(() => [AttackRelease], {
    description:
      'In the order in which they were loaded; the retired only when asked for. Empty: technique ids are checked by their syntax.',
  })
  async attackReleases(
    @CurrentSubject() { tenantId }: Subject,
    @Args() _live: LiveArguments,
    @Args('withRetired', { type: () => Boolean, defaultValue: false }) withRetired: boolean,
  ): Promise<readonly AttackRelease[]> {
    const library = await this.releases.library(tenantId);
    const all = Object.keys(library.releases).map((key) => releaseView(library, key));
    return withRetired ? all : all.filter(({ retired }) => !retired);
  }

  @Query(() => AttackTechnique, { description: 'A technique or sub-technique, as a loaded release has it.' })
  async attackTechnique(
    @CurrentSubject() subject: Subject,
    @Args('id') id: string,
    @Args() args: ReleaseArguments,
  ): Promise<AttackTechnique> {
    for (const release of await this.asked(subject, args)) {
      const technique = release.byId.get(id);
      if (technique) return techniqueView(release, technique);
    }
    throw new LedgerError(
      'NOT_FOUND',
      'No release that was asked for has this technique. See attackReleases for those there are.',
    );
  }

  @Query(() => [AttackTechnique], { description: 'Techniques and sub-techniques by id, of one domain after the other.' })
  async attackTechniques(
    @CurrentSubject() subject: Subject,
    @Args() args: TechniquesArguments,
  ): Promise<readonly AttackTechnique[]> {
    const { tactic, text, withFormer } = given(args);
    const { first } = parseInput(First, { first: args.first });
    const wanted = text?.toLowerCase();
    const matches = ({ id, name, tactics, revoked, deprecated }: Technique): boolean =>
      (withFormer || (!revoked && !deprecated)) &&
      (tactic === undefined || tactics.includes(tactic)) &&
      (wanted === undefined || id.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted));
    const found = (await this.asked(subject, args)).flatMap((release) =>
      release.index.techniques.filter(matches).map((technique) => ({ release, technique })),
    );
    return found.slice(0, first).map(({ release, technique }) => techniqueView(release, technique));
  }

  @Mutation(() => AttackReleaseChanged, {
    description: 'Technique ids of its domain are looked up in it from now on. For tenant administrators.',
  })
  chooseAttackRelease(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: LibraryArguments,
    @Args('input') input: AttackReleaseInput,
  ) {
    return this.change('choose', subject, context, args, input);
  }

  @Mutation(() => AttackReleaseChanged, {
    description:
      'It is offered no more; loading it again undoes that. A domain whose chosen release it was has none. For tenant administrators.',
  })
  retireAttackRelease(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: LibraryArguments,
    @Args('input') input: AttackReleaseInput,
  ) {
    return this.change('retire', subject, context, args, input);
  }

  private async asked({ tenantId }: Subject, args: ReleaseArguments): Promise<readonly Release[]> {
    const { domain, version } = given(args);
    const library = await this.releases.library(tenantId);
    const domains = domain ? [domain] : AttackDomain.options;
    const found = await Promise.all(domains.map((one) => this.releases.release(tenantId, library, one, version)));
    return found.filter((release) => release !== undefined);
  }

  private async change(
    kind: ChangeAttackRelease['kind'],
    subject: Subject,
    context: GraphqlContext,
    args: LibraryArguments,
    input: AttackReleaseInput,
  ) {
    const release = parseInput(ReleaseName, plainInput(input, new Set()), 'input');
    const { loaded, receipt } = await this.commands.execute(
      new ChangeAttackRelease(kind, release, commandContext(subject, context.req, args)),
    );
    return { record: releaseView(loaded.record, releaseKey(release)), receipt };
  }
}
