/** Which plain values an event may hold, and when two of them are the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { z } from 'zod';
import { changedFields, distinct, Instant, line, sameValue, Term, text } from '../../../src/ledger/text.js';

const refusal = (schema: z.ZodType, value: unknown): string | undefined => schema.safeParse(value).error?.issues[0]?.message;

describe('text', () => {
  it('is kept as it was given', () => assert.equal(text(20).parse('  two\nlines 🛰  '), '  two\nlines 🛰  '));
  it('holds no NUL, which the database cannot store', () => assert.match(refusal(text(20), 'a\0b') ?? '', /NUL/));
  it('holds no half of a surrogate pair', () => {
    assert.match(refusal(text(20), 'a\ud83d') ?? '', /surrogate/);
    assert.match(refusal(text(20), '\udef0b') ?? '', /surrogate/);
  });
  it('ends somewhere', () => assert.match(refusal(text(3), 'four') ?? '', /3/));
  it('on a line is trimmed and says something', () => {
    assert.equal(line(5).parse('  five  '), 'five');
    assert.match(refusal(line(5), ' \n ') ?? '', /empty/);
  });
});

describe('a time', () => {
  it('is UTC with milliseconds', () => assert.equal(refusal(Instant, '2024-02-29T23:59:59.999Z'), undefined));
  for (const wrong of [
    '2026-01-05T10:00:00Z',
    '2026-01-05T10:00:00.000+01:00',
    '2026-01-05',
    '2026-02-30T10:00:00.000Z',
    '2026-01-05T24:00:00.000Z',
    '+010000-01-01T00:00:00.000Z',
    'yesterday',
  ])
    it(`is not ${wrong}`, () => assert.match(refusal(Instant, wrong) ?? '', /UTC time with milliseconds/));
  for (const absurd of ['1969-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z'])
    it(`is not ${absurd}`, () => assert.match(refusal(Instant, absurd) ?? '', /1970/));
});

describe('a list', () => {
  const terms = distinct(Term, 3);
  it('drops repetitions and keeps the order', () =>
    assert.deepEqual(terms.parse(['tool', 'malware', 'tool']), ['tool', 'malware']));
  it('ends somewhere', () => assert.match(refusal(terms, ['a', 'b', 'c', 'd']) ?? '', /3/));
  it('of terms holds lower-case words with hyphens only', () => {
    for (const wrong of ['Threat Report', 'threat_report', '-tool', '', 'tool\n']) assert.ok(refusal(terms, [wrong]), wrong);
  });
});

describe('what a change really changes', () => {
  it('are the fields that differ', () =>
    assert.deepEqual(changedFields({ a: 1, b: [1, 2] }, { a: 1, b: [2, 1] }), { b: [2, 1] }));
  it('may be nothing', () => assert.equal(changedFields({ a: 1, b: { c: [null] } }, { b: { c: [null] } }), undefined));
  it('is nothing for a field left undefined', () =>
    assert.equal(changedFields<{ a?: number }>({ a: 1 }, { a: undefined }), undefined));
  it('can be null', () => assert.deepEqual(changedFields<{ a: number | null }>({ a: 1 }, { a: null }), { a: null }));

  it('is nothing between a JSON value and its copy with keys in another order', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, entry]) => [key, reversed(entry)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) =>
        sameValue(value, reversed(JSON.parse(JSON.stringify(value)))),
      ),
    );
  });
  it('is told by JSON', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(2), { maxLength: 4 }),
        fc.array(fc.nat(2), { maxLength: 4 }),
        (a, b) => sameValue(a, b) === (JSON.stringify(a) === JSON.stringify(b)),
      ),
    ));
});
