/** Replay tells what each event changed, field by field. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changesBetween } from '../../../src/history/replay.js';

describe('what differs between two states', () => {
  it('is nothing between equal ones, whatever the order of their fields', () =>
    assert.deepEqual(changesBetween({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }), []));
  it('is named by dotted path, with old and new', () =>
    assert.deepEqual(changesBetween({ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4, d: 3 } }), [
      { field: 'b.c', old: 2, new: 4 },
    ]));
  it('takes a list as a whole', () =>
    assert.deepEqual(changesBetween({ list: ['a'] }, { list: ['a', 'b'] }), [{ field: 'list', old: ['a'], new: ['a', 'b'] }]));
  it('shows fields that came and went, inside objects too', () => {
    assert.deepEqual(changesBetween(undefined, { a: 'new', none: null }), [{ field: 'a', old: null, new: 'new' }]);
    assert.deepEqual(changesBetween({ stix: { id: 'x' } }, { stix: undefined }), [{ field: 'stix.id', old: 'x', new: null }]);
  });
  it('shows a text that became a reference to a blob as one change', () => {
    const ref = { sha256: 'f'.repeat(64), length: 90_000 };
    assert.deepEqual(changesBetween({ body: 'short' }, { body: ref }), [{ field: 'body', old: 'short', new: ref }]);
  });
  it('is the same backwards, with old and new exchanged', () => {
    const states = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(fc.integer(), fc.constant(null), fc.array(fc.integer()), fc.record({ d: fc.integer(), e: fc.string() })),
    );
    const sorted = (changes: ReturnType<typeof changesBetween>) => changes.toSorted((x, y) => (x.field < y.field ? -1 : 1));
    fc.assert(
      fc.property(states, states, (a, b) => {
        const back = changesBetween(b, a).map(({ field, old, new: now }) => ({ field, old: now, new: old }));
        assert.deepEqual(sorted(changesBetween(a, b)), sorted(back));
      }),
    );
  });
});
