/** What one document may ask for. */
import assert from 'node:assert/strict';
import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { type Limits, limitErrors, MAX_DEFINITIONS, MAX_FIELDS, MAX_REPEATS } from '../../../src/graphql/limits.js';

const SCHEMA = buildSchema(`
  type Query { report: Report reports(first: Int): ReportConnection tags: [Tag] }
  type ReportConnection { totalCount: Int nodes: [Report] edges: [ReportEdge] }
  type ReportEdge { cursor: String node: Report }
  type Report { id: ID title: String parent: Report tags: [Tag] related(first: Int): ReportConnection }
  type Tag { name: String report: Report }
`);
const WIDE: Limits = { maxDepth: 100, maxAliases: 1_000, maxCost: 1_000_000 };

const refusals = (document: string, limits: Partial<Limits> = {}): readonly string[] =>
  limitErrors(SCHEMA, parse(document), { ...WIDE, ...limits }).map(({ message, extensions }) => {
    assert.equal(extensions['code'], 'INVALID_INPUT');
    return message;
  });
const passes = (document: string, limits: Partial<Limits> = {}): void => assert.deepEqual(refusals(document, limits), []);
const fails = (document: string, limits: Partial<Limits>, message: RegExp): void => {
  const [first, ...others] = refusals(document, limits);
  assert.match(first ?? 'nothing', message);
  assert.deepEqual(others, []);
};
/** The largest cost that is refused, plus one: what the document costs. */
const costs = (document: string, cost: number): void => {
  passes(document, { maxCost: cost });
  fails(document, { maxCost: cost - 1 }, /may cost more than/);
};

describe('the limits of a document', () => {
  describe('depth', () => {
    it('counts fields within fields', () => {
      passes('{ report { parent { id } } }', { maxDepth: 3 });
      fails('{ report { parent { id } } }', { maxDepth: 2 }, /nested more than 2 deep/);
    });

    it('counts fragments from where they are spread, and not by themselves', () => {
      const document = '{ report { parent { ...F } } } fragment F on Report { parent { id } }';
      passes(document, { maxDepth: 4 });
      fails(document, { maxDepth: 3 }, /nested more than 3 deep/);
      passes('{ report { ... on Report { ... { id } } } }', { maxDepth: 2 });
    });

    it('counts the deepest operation', () => {
      fails('query A { report { id } } query B { report { parent { id } } }', { maxDepth: 2 }, /nested more than 2 deep/);
    });

    it('leaves room for the introspection of the standard tools, and no more', () => {
      passes(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true }), {
        maxDepth: 5,
        maxCost: 10_000,
        maxAliases: 0,
      });
      const round = (times: number): string =>
        `{ __schema { types ${'{ fields { type '.repeat(times)} { name } ${'} }'.repeat(times)} } }`;
      passes(round(6), { maxDepth: 5 });
      fails(round(10), { maxDepth: 5 }, /nested more than 16 deep/);
    });
  });

  describe('aliases', () => {
    it('are counted over the whole document', () => {
      passes('{ a: report { b: id } }', { maxAliases: 2 });
      fails('query A { a: report { b: id } } query B { c: report { id } }', { maxAliases: 2 }, /more than 2 aliases/);
    });

    it('are counted as often as a fragment is spread', () => {
      const document = '{ report { ...F parent { ...F } } } fragment F on Report { a: id }';
      passes(document, { maxAliases: 2 });
      fails(document, { maxAliases: 1 }, /more than 1 aliases/);
    });
  });

  describe('cost', () => {
    it('is one for each field', () => costs('{ report { id title } }', 3));
    it('multiplies by the size of a page', () => costs('{ reports(first: 7) { nodes { id title } } }', 1 + 7 * (1 + 2)));
    it('takes a page of 50 where none is given', () => costs('{ reports { nodes { id } } }', 1 + 50 * 2));
    it('takes the largest page for a variable, and for more than that', () => {
      costs('query ($n: Int) { reports(first: $n) { nodes { id } } }', 1 + 200 * 2);
      costs('{ reports(first: 2000000000) { nodes { id } } }', 1 + 200 * 2);
    });
    it('takes at least one row', () => costs('{ reports(first: -5) { nodes { id } } }', 1 + 2));
    it('takes ten entries for a plain list', () => costs('{ tags { name } }', 1 + 10));
    it('multiplies pages within pages', () =>
      costs('{ reports(first: 3) { nodes { related(first: 5) { nodes { id } } } } }', 1 + 3 * (1 + (1 + 5 * (1 + 1)))));
    it('goes through fragments', () =>
      costs(
        '{ reports(first: 4) { ...Page } } fragment Page on ReportConnection { edges { node { ...Row } } } fragment Row on Report { id }',
        1 + 4 * 3,
      ));
    it('is that of the dearest operation', () => costs('query A { report { id } } query B { report { id title } }', 3));
  });

  describe('size', () => {
    it('is bounded in operations and fragments', () => {
      const operations = (count: number): string =>
        Array.from({ length: count }, (_, n) => `query Q${n} { report { id } }`).join(' ');
      passes(operations(MAX_DEFINITIONS));
      fails(operations(MAX_DEFINITIONS + 1), {}, /operations and fragments/);
    });

    it('is bounded in repetitions of a field', () => {
      passes(`{ report { ${'id '.repeat(MAX_REPEATS)} } }`);
      fails(`{ report { ${'id '.repeat(MAX_REPEATS + 1)} } }`, {}, /same field more than/);
    });

    it('is bounded in fields once fragments are spread', () => {
      const doubling = (times: number): string =>
        `{ report { ...F0 } } ${Array.from({ length: times }, (_, n) => `fragment F${n} on Report { ...F${n + 1} ...F${n + 1} }`).join(' ')} fragment F${times} on Report { id }`;
      passes(doubling(Math.floor(Math.log2(MAX_FIELDS - 1))));
      fails(doubling(28), { maxCost: Number.POSITIVE_INFINITY }, /more than 500 fields/);
    });
  });

  it('are measured on documents that validation will refuse', () => {
    passes('{ nothing { like ...This } } fragment A on Nowhere { ...B } fragment B on Nowhere { ...A }');
    passes('{ report { ...A } } fragment A on Report { id ...A }');
    passes('mutation { nothing }');
  });
});
