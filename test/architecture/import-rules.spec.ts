/** The import rules hold over the tree, and every one of them catches the violation planted for it. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet, cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ROOT = join(import.meta.dirname, '../..');
const PROBES = 'test/architecture/probes';

interface Rules {
  readonly forbidden: readonly { readonly name: string }[];
  readonly options: ICruiseOptions & { readonly enhancedResolveOptions: object };
}
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Rules;

interface Violation {
  readonly rule: string;
  readonly edge: string;
}

const violationsIn = async (
  places: string[],
  rules: Rules,
  options: ICruiseOptions,
): Promise<{ violations: Violation[]; files: number }> => {
  const { output } = await cruise(
    places,
    { ...options, baseDir: ROOT, validate: true, ruleSet: { forbidden: rules.forbidden } as IFlattenedRuleSet },
    rules.options.enhancedResolveOptions,
    { tsConfig: extractTSConfig(join(ROOT, 'tsconfig.json')) },
  );
  const { summary } = output as ICruiseResult;
  return {
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, edge: `${from} → ${to}` })),
    files: summary.totalCruised,
  };
};

/** The same rules with every pattern on files of the project moved into the probe of its rule's name. */
const movedOntoProbes = (rules: Rules): Rules =>
  JSON.parse(JSON.stringify(rules).replaceAll(/(["|])\^(?!@)/g, `$1^${PROBES}/[^/]+/`)) as Rules;

/** Every edge that a probe plants; a probe's other imports are allowed ones and must pass. */
const PLANTED: Readonly<Record<string, readonly string[]>> = {
  'pure-files-see-pure-files': [
    'src/intel-reports/intel-report.decider.ts → crypto',
    'src/intel-reports/intel-report.decider.ts → @nestjs/common',
    'src/intel-reports/intel-report.decider.ts → src/ledger/ledger.ts',
    'src/intel-reports/intel-report.decider.ts → src/intel-reports/intel-report.commands.ts',
    'src/sources/source.measure.ts → src/access/policy.ts',
    'src/sources/source.upcasters.ts → src/config/config.ts',
  ],
  'deciders-stay-in-their-slice': ['src/campaigns/campaign.commands.ts → src/sources/source.decider.ts'],
  'projections-see-facts': [
    'projections/source-board/source-board.projection.ts → src/sources/source.decider.ts',
    'projections/source-board/source-board.projection.ts → src/sources/source.commands.ts',
    'projections/source-board/source-board.projection.ts → src/access/policy.ts',
    'projections/source-board/source-board.projection.ts → @nestjs/common',
  ],
  'projector-process-sees-no-api': ['projections/main.ts → src/sources/source.resolver.ts', 'projections/main.ts → @nestjs/core'],
  'only-queries-read-projections': ['src/sources/source.resolver.ts → projections/source-board/source-board.entity.ts'],
  'queries-see-entities-and-read-gate': [
    'src/sources/source.queries.ts → projections/source-board/source-board.projection.ts',
    'src/sources/source.queries.ts → projections/runtime/checkpoint.ts',
  ],
  'event-store-client-in-esdb': ['src/history/replay.ts → @eventstore/db-client', 'projections/main.ts → @eventstore/db-client'],
  'event-store-node-uses-service-definitions': ['src/embedded/event-store-node/streams.ts → @eventstore/db-client'],
  'no-cycles': ['src/campaigns/actor.ts → src/campaigns/campaign.ts'],
  'product-never-imports-tests': ['src/demo/demo.ts → test/examples/marking.ts'],
  'embedded-parts-from-the-composition-root': [
    'src/http/health.ts → src/embedded/postgres/supervisor.ts',
    'src/http/health.ts → src/auth/development-issuer.ts',
  ],
  'product-needs-no-development-packages': ['src/demo/demo.ts → fast-check'],
  'imports-resolve': ['scripts/adrift.mjs → ./nowhere.js'],
};

const readable = (edge: string, probe: string): string =>
  edge.replaceAll(`${PROBES}/${probe}/`, '').replaceAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\/\S*/g, '$1');

describe('the import rules', () => {
  it('hold over the whole tree', async function () {
    this.timeout(60_000);
    const { violations, files } = await violationsIn(
      ['src', 'projections', 'scripts', 'test', 'ormconfig.ts'],
      config,
      config.options,
    );
    assert.ok(files > 0);
    assert.deepEqual(
      violations.map(({ rule, edge }) => `${rule}: ${edge}`),
      [],
    );
  });

  describe('each catch what was planted for them', () => {
    let caught: readonly Violation[] = [];
    const { exclude: _, ...options } = config.options;

    before(async function () {
      this.timeout(60_000);
      caught = (await violationsIn([PROBES], movedOntoProbes(config), options)).violations;
    });

    for (const { name } of config.forbidden)
      it(name, () => {
        const inProbe = caught.filter(({ edge }) => edge.startsWith(`${PROBES}/${name}/`));
        assert.deepEqual(
          inProbe.map(({ rule, edge }) => `${rule}: ${readable(edge, name)}`).toSorted(),
          (PLANTED[name] ?? ['a planted violation is missing']).map((edge) => `${name}: ${edge}`).toSorted(),
        );
      });

    it('and no probe is left without a rule', () => {
      const names = config.forbidden.map(({ name }) => name).toSorted();
      assert.deepEqual(readdirSync(join(ROOT, PROBES)).toSorted(), names);
      assert.deepEqual(Object.keys(PLANTED).toSorted(), names);
    });
  });
});
