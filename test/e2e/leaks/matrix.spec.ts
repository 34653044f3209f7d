/** Every reader × every door × every record: whatever is told of it, is told to those who may see it. LEAK_MATRIX=full is the long form. */
import assert from 'node:assert/strict';
import { buildSchema, type OperationTypeNode } from 'graphql';
import { printedSchema } from '../../../src/graphql/printed-schema.js';
import { historicTypes } from '../../../src/history/record-types.js';
import { routesOf } from '../../integration/doors/routes.js';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { givenSeed, seeded } from '../../spec/seeded.js';
import { LINKED, NO_RECORDS, walkOf } from './doors.js';
import { KINDS, OTHER_TYPES } from './kinds.js';
import { ROUTES } from './live-doors.js';
import { Matrix } from './matrix.js';
import type { Field, OperationName } from './selection.js';
import { buildWorld, FULL, SHORT, type World } from './world.js';

const full = process.env.LEAK_MATRIX === 'full';
const size = full ? FULL : SHORT;
const seed = givenSeed();
/** Readers that ask at the same time. */
const AT_ONCE = 8;
const OPERATIONS = ['query', 'mutation', 'subscription'] as const;

describe(`the leak matrix (${full ? 'full' : 'short'}, seed ${seed})`, function () {
  this.timeout(full ? 1_200_000 : 120_000);
  let app: TestApplication;
  let world: World;
  let matrix: Matrix;
  before(async () => {
    app = await startTestApplication({ env: { LIVE_MAX_UNDELIVERED: '100000', LIVE_CONNECTIONS_PER_ACTOR: '100' } });
    world = await buildWorld(app, seeded(seed), size);
    matrix = new Matrix(world);
  });
  after(() => app?.stop());

  const schema = () => buildSchema(printedSchema(app.application.nest));
  const fields = (): readonly { readonly operation: OperationName; readonly field: Field }[] =>
    OPERATIONS.flatMap((operation) =>
      Object.values(
        schema()
          .getRootType(operation as OperationTypeNode)
          ?.getFields() ?? {},
      ).map((field) => ({ operation, field })),
    );
  const routes = (): readonly string[] => routesOf(app.application.nest).map(({ method, path }) => `${method} ${path}`);

  it('knows every record type, every root field and every route', () => {
    assert.deepEqual(
      Object.keys(historicTypes).toSorted(),
      [...KINDS.map(({ type }) => type), ...Object.keys(OTHER_TYPES)].toSorted(),
    );
    const unlisted = fields().filter(({ operation, field }) => walkOf(operation, field) === undefined);
    assert.deepEqual(
      unlisted.map(({ operation, field }) => `${operation} ${field.name}`),
      [],
      'list them in doors.ts, or their record type in kinds.ts',
    );
    const names = new Set(fields().map(({ operation, field }) => `${operation} ${field.name}`));
    assert.deepEqual(
      Object.keys(NO_RECORDS).filter((name) => !names.has(name)),
      [],
    );
    assert.deepEqual(routes().toSorted(), Object.keys(ROUTES).toSorted());
  });

  it('would miss no door that somebody adds and lists nowhere', () => {
    const me = schema().getQueryType()!.getFields()['me'];
    assert.equal(walkOf('query', { ...me, name: 'forgotten' }), undefined);
  });

  it('has no mismatch', async () => {
    const known = schema();
    for (const { operation, field } of fields()) {
      const walk = walkOf(operation, field);
      if (walk === undefined || walk === 'none') continue;
      const door = `${operation} ${field.name}`;
      // A record with all that it is linked with takes long, a change tells nothing but that a record is there: not everybody asks for each.
      const few = operation === 'mutation' || LINKED.some(({ type }) => type === field.name);
      const waiting = few ? world.randomFor(door).shuffled(world.readers).slice(0, size.changers) : [...world.readers];
      const inTurn = async (): Promise<void> => {
        for (let reader = waiting.shift(); reader; reader = waiting.shift())
          await walk({ world, matrix, schema: known, operation, field, door, reader });
      };
      await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
    }
    for (const door of routes()) {
      const walk = ROUTES[door];
      if (typeof walk === 'function') for (const reader of world.readers) await walk({ world, matrix, door, reader });
    }
    console.log(
      `      ${matrix.size} cells: ${world.readers.length} readers, ${world.records.length} records, ${matrix.byDoor.size} doors`,
    );
    matrix.assertNoMismatch();
    assert.ok(matrix.size >= (full ? 20_000 : 5_000), `${matrix.size} cells`);
  });

  it('would not be passed by a policy that lacks any one of its rules', () => {
    for (const [rule, caught] of matrix.caughtWithout()) assert.ok(caught > 0, `nothing tells that ${rule} is missing`);
  });
});
