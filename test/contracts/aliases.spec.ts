/** Each name that was promised in snake case is there, deprecated, and stands for exactly the field it names. */
import assert from 'node:assert/strict';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getIntrospectionQuery,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { snakeCase } from '../../src/graphql/snake-case.js';
import { change, create, publish } from '../e2e/requests.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';

/** Whichever type has one of these has it in snake case too. */
const PROMISED =
  `createdAt updatedAt publishedAt secrecyLevel threatLevel startDate endDate firstSeen lastSeen releasableTo notReleasableTo
  objectRefs reportTypes killChainPhases externalReferences techniqueIds sourceIds tenantId organisationId`.split(/\s+/);
const REASON = /^Use (\w+)\.$/;
/** Below a record its own parts are asked for, not other records with all of theirs. */
const DEPTH = 2;

interface Alias {
  readonly type: string;
  readonly alias: string;
  readonly name: string;
}

describe('the names in snake case', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  let schema: GraphQLSchema;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ sub: 'amina', roles: ['supervisor', 'watch_officer'], countries: ['GB'] });
    schema = app.application.nest.get(GraphQLSchemaHost).schema;
  });
  after(() => app?.stop());

  const named = (): readonly GraphQLNamedType[] =>
    Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const aliasesOf = (type: GraphQLNamedType): readonly Alias[] =>
    isObjectType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ name: alias, deprecationReason }) => {
          const name = REASON.exec(deprecationReason ?? '')?.[1];
          return name !== undefined && alias.includes('_') ? [{ type: type.name, alias, name }] : [];
        })
      : [];

  it('are there wherever a promised field is, of output and of input', () => {
    const missing = named().flatMap((type) => {
      if (!isObjectType(type) && !isInputObjectType(type)) return [];
      const fields = type.getFields();
      return PROMISED.filter((name) => fields[name] && !fields[snakeCase(name)]).map((name) => `${type.name}.${snakeCase(name)}`);
    });
    assert.deepEqual(missing, [], 'put @SnakeCaseAliases() on the class');
    for (const type of ['IntelligenceReport', 'IntelligenceReportVersion', 'PublishIntelligenceReportInput'])
      assert.ok(aliasesOf(schema.getType(type)!).some(({ alias, name }) => alias === 'published_date' && name === 'publishedAt'));
  });

  it('cover every field of a type that has them', () => {
    for (const type of named()) {
      if (aliasesOf(type).length === 0 || !(isObjectType(type) || isInputObjectType(type))) continue;
      const fields = type.getFields();
      for (const name of Object.keys(fields)) if (!name.includes('_')) assert.ok(fields[snakeCase(name)], `${type.name}.${name}`);
    }
  });

  it('are shown by introspection with their reasons, of the same type, and optional in input', async () => {
    const source = getIntrospectionQuery({ inputValueDeprecation: true });
    const { __schema } = (await app.data(token, source)) as IntrospectionQuery;
    const expected = named().flatMap(aliasesOf);
    assert.ok(expected.length > 150, `${expected.length} aliases`);
    for (const { type: typeName, alias, name } of expected) {
      const type = __schema.types.find((candidate) => candidate.name === typeName);
      const isInput = type?.kind === 'INPUT_OBJECT';
      const fields = isInput ? type.inputFields : type?.kind === 'OBJECT' ? type.fields : [];
      const [shown, ours] = [alias, name].map((wanted) => fields.find((field) => field.name === wanted));
      assert.ok(shown && ours, `${typeName}.${alias}`);
      assert.deepEqual([shown.isDeprecated, shown.deprecationReason], [true, `Use ${name}.`], `${typeName}.${alias}`);
      assert.ok(!ours.isDeprecated, `${typeName}.${name}`);
      assert.deepEqual(shown.type, ours.type, `${typeName}.${alias}`);
      if (isInput) assert.notEqual(shown.type.kind, 'NON_NULL', `${typeName}.${alias}`);
    }
  });

  it('are answered by the very resolvers of the fields they stand for', () => {
    for (const type of named().filter(isObjectType)) {
      const fields = type.getFields();
      for (const { alias, name } of aliasesOf(type)) {
        assert.equal(fields[alias].resolve, fields[name].resolve, `${type.name}.${alias}`);
        assert.deepEqual(
          fields[alias].args.map((argument) => [argument.name, String(argument.type)]),
          fields[name].args.map((argument) => [argument.name, String(argument.type)]),
        );
      }
    }
  });

  /** Every field that has an alias, under both names, and what leads to more of them. */
  const selectionOf = (type: GraphQLObjectType, depth: number): string => {
    const aliases = aliasesOf(type);
    const chosen = Object.values(type.getFields()).flatMap((field) => {
      const inner = below(field, depth);
      if (inner === undefined) return [];
      const names = aliases.filter(({ name, alias }) => name === field.name || alias === field.name);
      return names.length > 0 || inner !== '' ? [`${field.name} ${inner}`] : [];
    });
    return `{ __typename ${chosen.join(' ')} }`;
  };
  const below = ({ type, args }: GraphQLField<unknown, unknown>, depth: number): string | undefined => {
    const inner = getNamedType(type);
    if (args.some(isRequiredArgument)) return undefined;
    if (!isObjectType(inner)) return '';
    const record =
      inner.getFields()['createdAt'] !== undefined || inner.name.endsWith('Connection') || inner.name === 'HandoverBrief';
    return depth === 0 || record ? undefined : selectionOf(inner, depth - 1);
  };

  /** @returns the names `Type.alias` of all that were compared. */
  const compared = (value: unknown): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(compared);
    if (typeof value !== 'object' || value === null) return [];
    const object = value as Record<string, unknown>;
    const aliases = aliasesOf(schema.getType(object['__typename'] as string)!).filter(({ alias }) =>
      Object.hasOwn(object, alias),
    );
    for (const { type, alias, name } of aliases) assert.deepEqual(object[alias], object[name], `${type}.${alias}`);
    return [...aliases.map(({ type, alias }) => `${type}.${alias}`), ...Object.values(object).flatMap(compared)];
  };

  it('have the values of the fields they stand for, interpreted and compiled', async () => {
    const { record: source } = await change(app, token, 'registerIntelligenceSource', { input: { name: 'Northern CERT' } });
    const content = {
      title: 'Loader seen',
      reportTypes: ['threat-report'],
      sourceIds: [source.id],
      techniqueIds: ['T1059'],
      secrecyLevel: 'RESTRICTED',
      releasableTo: ['GB', 'US'],
      killChainPhases: [{ killChainName: 'lockheed-martin-cyber-kill-chain', phaseName: 'delivery' }],
      externalReferences: [{ sourceName: 'cve', externalId: 'CVE-2026-0001' }],
    };

    const editor = await app.token({ sub: 'ben', roles: ['supervisor'], countries: ['GB'] });
    const { record: published } = await publish(app, token, editor, content, { publishedAt: '2026-01-05T10:00:00.000Z' });
    const { record: draft } = await create(app, token, content);
    const { record: handover } = await change(app, token, 'recordHandover', { input: { note: 'Quiet.' } });
    const seen = new Set<string>();
    for (const [field, args] of [
      ['intelligenceReport', { id: published.id }],
      ['intelligenceReport', { id: draft.id }],
      ['intelligenceSource', { id: source.id }],
      ['handover', { id: handover.id }],
      ['recordHistory', { id: published.id, type: 'intelReport' }],
      ['recordAsOf', { id: published.id, type: 'intelReport', at: new Date().toISOString() }],
      ['me', {}],
    ] as const) {
      const root = schema.getQueryType()!.getFields()[field];
      const passed = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      const query = `{ ${field} ${passed.length > 0 ? `(${passed.join(', ')})` : ''} ${selectionOf(getNamedType(root.type) as GraphQLObjectType, DEPTH)} }`;
      for (const _round of ['interpreted', 'while it is compiled', 'compiled'])
        for (const name of compared(await app.data(token, query))) seen.add(name);
    }
    for (const type of [
      'IntelligenceReport',
      'IntelligenceReportVersion',
      'IntelligenceReportWorkingVersion',
      'KillChainPhase',
      'ExternalReference',
      'IntelligenceSource',
      'Handover',
      'HistoryFrame',
      'RecordState',
      'Me',
    ]) {
      const unseen = aliasesOf(schema.getType(type)!).filter(({ alias }) => !seen.has(`${type}.${alias}`));
      assert.deepEqual(unseen, [], type);
    }
  });
});
