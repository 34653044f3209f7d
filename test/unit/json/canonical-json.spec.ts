/** Canonical JSON is that of RFC 8785, and refuses what would not survive a round trip. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { canonicalJson, NotCanonicalError } from '../../../src/json/canonical-json.js';
import type { JsonValue } from '../../../src/json/json-value.js';
import { readJson } from '../../../src/json/strict-json.js';

const hexDouble = (hex: string): number => Buffer.from(hex, 'hex').readDoubleBE();
const refuses = (value: unknown, path: string, reason: RegExp) =>
  assert.throws(
    () => canonicalJson(value as JsonValue),
    (error) => error instanceof NotCanonicalError && error.path === path && reason.test(error.message),
  );

describe('canonical JSON', () => {
  it('writes the example of RFC 8785 §3.2.2 as §3.2.3 does', () => {
    const text = String.raw`{
      "numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    assert.equal(
      canonicalJson(readJson(text).value),
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names by UTF-16 code units, as in RFC 8785 §3.2.3', () => {
    const names = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };
    assert.equal(canonicalJson(names), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
    assert.equal(canonicalJson({ 10: 'a', 9: 'b' }), '{"10":"a","9":"b"}');
  });

  it('writes the numbers of RFC 8785 appendix B', () => {
    const numbers: [string, string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['41b3de4355555554', '333333333.33333325'],
      ['41b3de4355555555', '333333333.3333333'],
      ['41b3de4355555556', '333333333.3333334'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
    ];
    for (const [hex, text] of numbers) assert.equal(canonicalJson(hexDouble(hex)), text);
  });

  it('refuses the numbers that RFC 8785 would write rounded', () => {
    for (const hex of ['7fefffffffffffff', '4340000000000000', '44b52d02c7e14af5']) refuses(hexDouble(hex), '', /2\^53/);
    refuses({ a: [1, 1e30] }, 'a[1]', /2\^53/);
    assert.equal(canonicalJson(Number.MAX_SAFE_INTEGER), '9007199254740991');
  });

  it('refuses what is not JSON, and names the place', () => {
    refuses({ a: Number.NaN }, 'a', /not finite/);
    refuses([Number.POSITIVE_INFINITY], '[0]', /not finite/);
    refuses({ a: { b: undefined } }, 'a.b', /undefined is not a JSON value/);
    refuses([1, undefined, 2], '[1]', /undefined/);
    refuses({ a: '\ud800' }, 'a', /lone surrogate/);
    refuses({ '\udc00': 1 }, '\udc00', /lone surrogate/);
    refuses({ a: new Date(0) }, 'a', /plain objects/);
    refuses({ a: 1n }, 'a', /bigint/);
    const loop: JsonValue[] = [];
    loop.push(loop);
    assert.throws(() => canonicalJson(loop), NotCanonicalError);
  });

  it('does not depend on the order of names, and is its own fixed point', () => {
    const document = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }) as fc.Arbitrary<JsonValue>;
    const shuffled = (value: JsonValue): JsonValue =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .map(([name, member]) => [name, shuffled(member)])
                .toReversed(),
            )
          : value;
    fc.assert(
      fc.property(document, (value) => {
        let canonical: string;
        try {
          canonical = canonicalJson(value);
        } catch (error) {
          assert.ok(error instanceof NotCanonicalError);
          return;
        }
        assert.equal(canonicalJson(shuffled(value)), canonical);
        assert.equal(canonicalJson(readJson(canonical).value), canonical);
      }),
    );
  });
});
