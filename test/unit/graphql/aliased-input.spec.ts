/** Input under deprecated names reaches resolvers under ours, and refusals name what was given. */
import assert from 'node:assert/strict';
import { buildSchema, graphql, subscribe, parse } from 'graphql';
import { acceptAliases, type InputNames } from '../../../src/graphql/aliased-input.js';
import { snakeCase } from '../../../src/graphql/snake-case.js';
import { RuleViolation } from '../../../src/ledger/decider.js';
import { LedgerError } from '../../../src/ledger/errors.js';

const SDL = `
  type Query { take(input: Case, filter: [Filter!]): String plain(flag: Flag): String }
  type Subscription { follow(input: Case): String }
  input Case { startDate: String start_date: String phases: [Phase!] inner: Case flag: Flag }
  input Phase { phaseName: String phase_name: String name_of_phase: String }
  input Filter { startDate: String start_date: String }
  input Flag { isOn: Boolean }
`;
const NAMES = new Map<string, InputNames>([
  ['Case', { aliases: new Map([['start_date', 'startDate']]), required: new Set() }],
  [
    'Phase',
    {
      aliases: new Map([
        ['phase_name', 'phaseName'],
        ['name_of_phase', 'phaseName'],
      ]),
      required: new Set(['phaseName']),
    },
  ],
  ['Filter', { aliases: new Map([['start_date', 'startDate']]), required: new Set() }],
]);

const schemaThat = (answer: (args: Record<string, unknown>) => unknown) => {
  const schema = buildSchema(SDL);
  for (const field of Object.values(schema.getQueryType()!.getFields())) field.resolve = (_source, args) => answer(args);
  acceptAliases(schema, NAMES);
  return schema;
};
/** What the resolver is given. */
const taken = async (args: string, variables?: Record<string, unknown>, declared = ''): Promise<unknown> => {
  const schema = schemaThat((given) => JSON.stringify(given));
  const { data, errors } = await graphql({ schema, source: `query ${declared} { take(${args}) }`, variableValues: variables });
  assert.deepEqual(errors, undefined);
  return JSON.parse(data!['take'] as string);
};
const refusal = async (args: string, answer: () => unknown = () => 'taken'): Promise<LedgerError> => {
  const { errors } = await graphql({ schema: schemaThat(answer), source: `{ take(${args}) }` });
  assert.ok(errors?.[0]?.originalError instanceof LedgerError, String(errors));
  return errors[0].originalError;
};
const pathsOf = ({ details }: LedgerError): readonly string[] =>
  (details['fields'] as { path: string }[]).map(({ path }) => path);

describe('input under two names', () => {
  it('is given to resolvers under ours, at any depth and in lists', async () => {
    assert.deepEqual(
      await taken(
        'input: { start_date: "a", inner: { inner: { start_date: "b" } }, phases: [{ phase_name: "x" }, { phaseName: "y" }] }',
      ),
      { input: { startDate: 'a', inner: { inner: { startDate: 'b' } }, phases: [{ phaseName: 'x' }, { phaseName: 'y' }] } },
    );
    assert.deepEqual(await taken('filter: [{ start_date: "a" }, { startDate: "b" }]'), {
      filter: [{ startDate: 'a' }, { startDate: 'b' }],
    });
    assert.deepEqual(await taken('filter: { start_date: "a" }'), { filter: [{ startDate: 'a' }] });
  });

  it('keeps null apart from what is not given', async () => {
    assert.deepEqual(await taken('input: { start_date: null, phases: null }'), { input: { startDate: null, phases: null } });
    assert.deepEqual(await taken('input: null'), { input: null });
    assert.deepEqual(await taken('input: { startDate: "a", start_date: $b }', {}, '($b: String)'), { input: { startDate: 'a' } });
  });

  it('may come under several names at once when they agree, from variables and literals alike', async () => {
    assert.deepEqual(await taken('input: { startDate: "a", start_date: $b }', { b: 'a' }, '($b: String)'), {
      input: { startDate: 'a' },
    });
    assert.deepEqual(await taken('input: { phases: [{ phaseName: "x", phase_name: "x", name_of_phase: "x" }] }'), {
      input: { phases: [{ phaseName: 'x' }] },
    });
  });

  it('is refused when they do not, naming each', async () => {
    const error = await refusal('input: { startDate: "a", start_date: "b" }');
    assert.equal(error.code, 'INVALID_INPUT');
    assert.deepEqual(pathsOf(error), ['input.startDate', 'input.start_date']);
    assert.match(error.message, /input\.startDate and input\.start_date have different values; give one of them/);
    assert.deepEqual(pathsOf(await refusal('input: { startDate: "a", start_date: null }')), [
      'input.startDate',
      'input.start_date',
    ]);
    assert.deepEqual(pathsOf(await refusal('input: { phases: [{ phaseName: "x" }, { phase_name: "x", name_of_phase: "y" }] }')), [
      'input.phases.1.phase_name',
      'input.phases.1.name_of_phase',
    ]);
  });

  it('is refused under the name to use when a required field has none, and under the given one when that is null', async () => {
    const error = await refusal('input: { phases: [{ phaseName: "x" }, {}] }');
    assert.deepEqual(pathsOf(error), ['input.phases.1.phaseName']);
    assert.match(error.message, /input\.phases\.1\.phaseName is required/);
    assert.deepEqual(pathsOf(await refusal('input: { phases: [{ phase_name: null }] }')), ['input.phases.0.phase_name']);
  });

  it('is named as it was given in what a resolver refuses', async () => {
    const refuse = () => {
      throw new LedgerError(
        'INVALID_INPUT',
        'input.startDate is before input.inner.phases.0.phaseName.end, not input.startDates.',
        {
          fields: [
            { path: 'input.startDate', message: 'is before input.inner.phases.0.phaseName' },
            { path: 'input.inner.startDate', message: 'is new' },
            { path: 'id', message: 'is unknown' },
          ],
          currentRevision: '3',
        },
      );
    };
    const error = await refusal('input: { start_date: "a", inner: { startDate: "b", phases: [{ phase_name: "x" }] } }', refuse);
    assert.equal(error.message, 'input.start_date is before input.inner.phases.0.phase_name.end, not input.startDates.');
    assert.deepEqual(error.details, {
      fields: [
        { path: 'input.start_date', message: 'is before input.inner.phases.0.phase_name' },
        { path: 'input.inner.startDate', message: 'is new' },
        { path: 'id', message: 'is unknown' },
      ],
      currentRevision: '3',
    });
  });

  it('is named as it was given by rules too, which leave out the argument', async () => {
    const refuse = () => {
      throw new RuleViolation('TOO_LATE', 'The case would end before its startDate. Give an earlier startDate.', 'startDate');
    };
    const { errors } = await graphql({ schema: schemaThat(refuse), source: '{ take(input: { start_date: "a" }) }' });
    assert.deepEqual(
      errors?.[0]?.originalError,
      new RuleViolation('TOO_LATE', 'The case would end before its start_date. Give an earlier start_date.', 'start_date'),
    );
  });

  it('reaches subscriptions as well', async () => {
    const schema = buildSchema(SDL);
    const field = schema.getSubscriptionType()!.getFields()['follow'];
    field.subscribe = async function* (_source, args) {
      yield { follow: JSON.stringify(args) };
    };
    acceptAliases(schema, NAMES);
    const events = await subscribe({ schema, document: parse('subscription { follow(input: { start_date: "a" }) }') });
    assert.ok(Symbol.asyncIterator in events);
    const { value } = await events.next();
    assert.deepEqual(value?.data?.['follow'], '{"input":{"startDate":"a"}}');
  });

  it('leaves fields alone that take no alias', () => {
    const schema = buildSchema(SDL);
    const { plain, take } = schema.getQueryType()!.getFields();
    const resolve = () => 'x';
    plain.resolve = resolve;
    take.resolve = resolve;
    acceptAliases(schema, NAMES);
    assert.equal(plain.resolve, resolve);
    assert.notEqual(take.resolve, resolve);
  });
});

describe('a name in snake case', () => {
  it('has a line before each word', () => {
    const names = ['id', 'createdAt', 'notReleasableTo', 'stixId', 'sha256', 'sha256Of'];
    assert.deepEqual(names.map(snakeCase), ['id', 'created_at', 'not_releasable_to', 'stix_id', 'sha256', 'sha256_of']);
  });
});
