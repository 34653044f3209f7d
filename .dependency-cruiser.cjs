/** The import rules of the README as code; `test/architecture` plants a violation of each. */

/** Packages a projection may stand on; everything else it needs comes from the ledger's ports. */
const PROJECTION_PACKAGES = ['pg', 'typeorm', 'pg-copy-streams', 'zod', 'pino', 'reflect-metadata'];
/** Where the parts are put together: the process entries, and what opens and wires everything for them. */
const COMPOSITION_ROOT = '^src/(?:main|application|app\\.module|kernel)\\.ts$';
/** Where the projector meets the log: its process, its thread, and the connections of both. */
const PROJECTOR_ENTRIES = '^projections/(?:main|projector\\.worker|own-connections)\\.ts$';
const DEVELOPMENT_ONLY = '^src/(?:embedded/|auth/development-issuer)';

/** Every pattern that names a file of this project starts with `^`: the specs rely on it to move the rules onto the planted tree. */
module.exports = {
  forbidden: [
    {
      name: 'pure-files-see-pure-files',
      comment:
        'Deciders, records, measures, events and upcasters fold the same log to the same result for ever: they see each other, the pure kernel files, markings, zod and luxon (times in zones), and nothing else.',
      severity: 'error',
      from: { path: '^src/.+\\.(?:decider|record|measure|events|upcasters)\\.ts$' },
      to: {
        pathNot: [
          '^src/.+\\.(?:decider|record|measure|events|upcasters)\\.ts$',
          '^src/ledger/(?:decider|event-contract|upcast|text)\\.ts$',
          '^src/access/(?:marking|compartment)\\.ts$',
          'node_modules/zod/',
          'node_modules/(?:@types/)?luxon/',
        ],
      },
    },
    {
      name: 'deciders-stay-in-their-slice',
      comment:
        "Another slice's events, records and measures are facts to build on; its rules are its own. Send it a command instead.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/.+\\.decider\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'projections-see-facts',
      comment:
        'A projection is rebuilt from the log alone: events, records, measures, the ledger ports, markings and settings, never deciders, handlers or APIs.',
      severity: 'error',
      from: { path: '^projections/', pathNot: PROJECTOR_ENTRIES },
      to: {
        dependencyTypesNot: ['core'],
        pathNot: [
          '^projections/',
          '^src/.+\\.(?:events|record|measure)\\.ts$',
          '^src/ledger/[^/]+\\.ts$',
          '^src/(?:event-catalogue|restart-delay)\\.ts$',
          '^src/access/(?:marking|compartment)\\.ts$',
          '^src/config/',
          '^src/postgres/',
          `node_modules/(?:@types/)?(?:${PROJECTION_PACKAGES.join('|')})/`,
        ],
      },
    },
    {
      name: 'projector-process-sees-no-api',
      comment: 'The projector process wires the log to the projections; it runs without deciders, handlers, doors or Nest.',
      severity: 'error',
      from: { path: PROJECTOR_ENTRIES },
      to: {
        path: [
          '^src/.+\\.(?:decider|commands|queries|resolver|controller|module)\\.ts$',
          COMPOSITION_ROOT,
          '^src/(?:graphql|http|auth|embedded)/',
          'node_modules/@nestjs/',
        ],
      },
    },
    {
      name: 'only-queries-read-projections',
      comment: 'Read models are reached from *.queries.ts; the composition root and scripts may start projections.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.queries\\.ts$', COMPOSITION_ROOT] },
      to: { path: '^projections/' },
    },
    {
      name: 'queries-see-entities-and-read-gate',
      comment: 'A query knows the tables and waits at the read gate; how a projection works is no business of it.',
      severity: 'error',
      from: { path: '^src/.+\\.queries\\.ts$' },
      to: { path: '^projections/', pathNot: ['^projections/[^/]+/[^/]+\\.entity\\.ts$', '^projections/runtime/read-gate\\.ts$'] },
    },
    {
      name: 'event-store-client-in-esdb',
      comment:
        'One adapter speaks to the event store; the bench compares with the bare client, and the contract suite uses it as any program would.',
      severity: 'error',
      from: {
        path: '^(?:src|projections|scripts)/',
        pathNot: ['^src/ledger/esdb/', '^src/embedded/event-store-node/', '^scripts/bench/'],
      },
      to: { path: ['node_modules/@eventstore/db-client/', '^@eventstore/db-client'] },
    },
    {
      name: 'event-store-node-uses-service-definitions',
      comment:
        'The embedded node is an independent implementation: of the client it loads the generated service definitions only.',
      severity: 'error',
      from: { path: '^src/embedded/event-store-node/' },
      to: {
        path: ['node_modules/@eventstore/db-client/', '^@eventstore/db-client'],
        pathNot: ['node_modules/@eventstore/db-client/generated/', '^@eventstore/db-client/generated/'],
      },
    },
    {
      name: 'no-cycles',
      comment: 'Files that import each other, types included, cannot be read or tested apart.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'product-never-imports-tests',
      comment: 'What ships stands without its tests.',
      severity: 'error',
      from: { path: '^(?:src|projections|scripts)/|^ormconfig\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'embedded-parts-from-the-composition-root',
      comment:
        'Production never loads the embedded stores or the development issuer: only the composition root and tests name them.',
      severity: 'error',
      from: {
        path: '^(?:src|projections|scripts)/|^ormconfig\\.ts$',
        pathNot: [DEVELOPMENT_ONLY, COMPOSITION_ROOT, '^scripts/(?:(?:start|print-schema)\\.ts$|bench/)'],
      },
      to: { path: DEVELOPMENT_ONLY },
    },
    {
      name: 'product-needs-no-development-packages',
      comment: 'An installation without development packages runs; the bench is for developers.',
      severity: 'error',
      from: { path: '^(?:src|projections|scripts)/|^ormconfig\\.ts$', pathNot: '^scripts/bench/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that leads nowhere escapes every other rule; what the build puts in dist may not be there yet.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '(?:^|/)dist/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: '^test/architecture/probes/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
