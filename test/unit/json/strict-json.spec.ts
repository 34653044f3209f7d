/** JSON from strangers is read as it was meant, or refused with the place that is wrong. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/json/json-value.js';
import { type JsonFault, JsonSyntaxError } from '../../../src/json/json-syntax-error.js';
import { type JsonReading, readJson } from '../../../src/json/strict-json.js';

const read = (text: string | Uint8Array, reading?: JsonReading) => readJson(text, reading).value;

const refusal = (source: string | Uint8Array, reading?: JsonReading): JsonSyntaxError => {
  try {
    readJson(source, reading);
  } catch (error) {
    assert.ok(error instanceof JsonSyntaxError, String(error));
    return error;
  }
  return assert.fail(`accepted ${JSON.stringify(source)}`);
};
const refuses = (source: string | Uint8Array, fault: JsonFault, line: number, column: number, message: RegExp) => {
  const error = refusal(source);
  assert.deepEqual([error.fault, error.line, error.column], [fault, line, column], error.message);
  assert.match(error.message, message);
};

describe('strict JSON', () => {
  it('reads what JSON.parse reads, as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.nat(3), (text, indent) => {
        const parsed = JSON.parse(text);
        assert.deepEqual(read(text), parsed);
        const laidOut = JSON.stringify(parsed, null, indent);
        assert.deepEqual(read(laidOut), parsed);
        assert.deepEqual(read(Buffer.from(laidOut)), parsed);
      }),
    );
  });

  it('reads every string that is well-formed, escaped or not', () => {
    const wellFormed = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(wellFormed, (text) => {
        assert.equal(read(JSON.stringify(text)), text);
        const escaped = Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`);
        assert.equal(read(`"${escaped.join('')}"`), text);
      }),
    );
  });

  it('reads numbers as doubles, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) =>
        assert.equal(read(JSON.stringify(n)), JSON.parse(JSON.stringify(n))),
      ),
    );
    for (const text of ['0', '-0', '1.0', '1e3', '1E+3', '1e-3', '-12.50', '999999999999999', '12345678901234567890', '0.1e-400'])
      assert.ok(Object.is(read(text), JSON.parse(text)), text);
  });

  it('never accepts what JSON.parse refuses, and always says where', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\\u',
      'true',
      'nul',
      '-',
      '0',
      '1',
      '.',
      'e',
      ' ',
      '\n',
      '"a"',
      '\0',
      '\ud800',
    );
    const garbage = fc.oneof(
      fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.json(), fc.nat(), fragment)
        .map(([text, i, part]) => text.slice(0, i % text.length) + part + text.slice((i % text.length) + 1)),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        try {
          assert.deepEqual(readJson(text).value, JSON.parse(text));
        } catch (error) {
          assert.ok(error instanceof JsonSyntaxError, `${JSON.stringify(text)}: ${String(error)}`);
          assert.ok(error.line >= 1 && error.column >= 1 && error.offset <= text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readJson(bytes);
        } catch (error) {
          assert.ok(error instanceof JsonSyntaxError, String(error));
        }
      }),
    );
  });

  it('says what was expected, and where', () => {
    refuses('', 'SYNTAX', 1, 1, /^expected a value, found the end of the text$/);
    refuses('{\n  "a": 1,\n}', 'SYNTAX', 3, 1, /^expected a property name in double quotes, found "}"$/);
    refuses('{"a" 1}', 'SYNTAX', 1, 6, /^expected ":" after the property name, found "1"$/);
    refuses('[1 2]', 'SYNTAX', 1, 4, /^expected "," or "\]", found "2"$/);
    refuses('{} {}', 'SYNTAX', 1, 4, /^expected the end of the text/);
    refuses('["a', 'SYNTAX', 1, 4, /closing double quote/);
    refuses('["a\tb"]', 'SYNTAX', 1, 4, /control character U\+0009/);
    refuses('["\\x"]', 'SYNTAX', 1, 4, /after a backslash, found "x"/);
    refuses('[01]', 'SYNTAX', 1, 2, /cannot start with 0/);
    refuses('[1.]', 'SYNTAX', 1, 4, /expected a digit, found "\]"/);
    refuses('[NaN]', 'SYNTAX', 1, 2, /expected a value, found "N"/);
  });

  it('counts columns in characters and lines by any line end', () => {
    refuses('["😀", x]', 'SYNTAX', 1, 7, /found "x"/);
    refuses('[\r\n1,\r2,\n x]', 'SYNTAX', 4, 2, /found "x"/);
  });

  it('refuses one name twice in an object', () => {
    refuses('{"a": 1,\n "b": {"a": 2},\n "a": 3}', 'DUPLICATE_NAME', 3, 2, /the name "a" appears twice/);
    refuses('{"a": 1, "\\u0061": 2}', 'DUPLICATE_NAME', 1, 10, /"a"/);
    refuses('{"__proto__": 1, "__proto__": 2}', 'DUPLICATE_NAME', 1, 18, /__proto__/);
  });

  it('refuses half a surrogate pair, raw or escaped or mixed', () => {
    for (const text of [
      '"\\ud800"',
      '"\\udc00"',
      '"\\ud800\\u0041"',
      '"\ud800"',
      '"\\ud83d\ude00"',
      '"\ud83d\\ude00"',
      '{"\\ud800": 1}',
    ])
      assert.equal(refusal(text).fault, 'LONE_SURROGATE', JSON.stringify(text));
    assert.equal(read('"\\ud83d\\ude00 \ud83d\ude00"'), '😀 😀');
  });

  it('refuses bytes that are not UTF-8 and names the place', () => {
    const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    refuses(bytes('["ü",\n "', [0xe9], '"]'), 'ENCODING', 2, 3, /0xe9/);
    refuses(bytes('["', [0xed, 0xa0, 0x80], '"]'), 'ENCODING', 1, 3, /0xed/);
    refuses(bytes('["', [0xf0, 0x9f, 0x98]), 'ENCODING', 1, 3, /0xf0/);
    refuses(Buffer.from('\ufeff{}', 'utf16le'), 'ENCODING', 1, 1, /looks like UTF-16/);
  });

  it('ignores one byte order mark', () => {
    assert.deepEqual(read('\ufeff[1]'), [1]);
    assert.deepEqual(read(Buffer.from('\ufeff[1]')), [1]);
    refuses('\ufeff\ufeff[1]', 'SYNTAX', 1, 1, /U\+FEFF/);
  });

  it('refuses nesting beyond its limit, however deep it goes on', () => {
    assert.ok(read(`${'['.repeat(64)}${']'.repeat(64)}`));
    assert.equal(refusal(`${'['.repeat(65)}${']'.repeat(65)}`).fault, 'TOO_DEEP');
    const error = refusal('[{"a":'.repeat(1_000_000));
    assert.deepEqual([error.fault, error.line], ['TOO_DEEP', 1]);
  });

  it('refuses a number that would become infinite', () => refuses('[1e400]', 'NUMBER_RANGE', 1, 2, /larger than/));

  it('keeps __proto__ a name like any other', () => {
    const value = read('{"__proto__": {"admin": true}, "constructor": 1, "toString": 2}') as JsonObject;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor', 'toString']);
    assert.equal(({} as JsonObject).admin, undefined);
    assert.equal(value.admin, undefined);
  });

  it('gives each element of the named array in its own words', () => {
    const text = '{ "objects" : [ {"n": 1.0} ,\n 12345678901234567890, "\\u0041" ], "more": {"objects": [1]} }';
    const { elements, text: whole } = readJson(text, { elementsOf: 'objects' });
    assert.deepEqual(
      elements?.map(({ start, end }) => whole.slice(start, end)),
      ['{"n": 1.0}', '12345678901234567890', '"\\u0041"'],
    );
    assert.equal(readJson('{"a": [1]}', { elementsOf: 'objects' }).elements, undefined);
    assert.equal(readJson('[1, [2]]').elements?.length, 2);
  });

  it('stops at too many elements', () => {
    const error = refusal('[1,2,3]', { maxElements: 2 });
    assert.deepEqual([error.fault, error.column], ['TOO_MANY', 6]);
  });
});
