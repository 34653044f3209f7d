/** A large document is taken apart exactly as one that is read at once. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ArraySplitter, JsonStreamError } from '../../../src/json/array-splitter.js';
import { JsonSyntaxError } from '../../../src/json/json-syntax-error.js';
import { readJson } from '../../../src/json/strict-json.js';

const LIMITS = { depth: 8, elements: 50, elementBytes: 10_000 };

interface Outcome {
  readonly elements?: readonly { readonly text: string; readonly value: unknown }[];
  readonly members?: unknown;
  readonly fault?: string;
}

/** @param cut bytes of each chunk. */
const split = (text: string, cut: number): Outcome => {
  const elements: { text: string; value: unknown }[] = [];
  const bytes = Buffer.from(text);
  const splitter = new ArraySplitter('objects', LIMITS, ({ document, place, length }) => {
    assert.equal(bytes.subarray(place.offset, place.offset + length).toString(), document.text);
    elements.push({ text: document.text, value: document.value });
  });
  try {
    for (let at = 0; at < bytes.length; at += cut) splitter.push(bytes.subarray(at, at + cut));
    splitter.end();
  } catch (error) {
    if (!(error instanceof JsonStreamError)) throw error;
    return { fault: `${error.fault} ${error.line}:${error.column}` };
  }
  return { elements, members: splitter.members };
};

const atOnce = (text: string): Outcome => {
  try {
    const {
      value,
      text: read,
      elements = [],
    } = readJson(text, { maxDepth: LIMITS.depth, elementsOf: 'objects', maxElements: 50 });
    const { objects, ...members } = Array.isArray(value) ? {} : (value as Record<string, unknown>);
    const list = Array.isArray(value) ? value : Array.isArray(objects) ? objects : [];
    return {
      elements: elements.map(({ start, end }, index) => ({ text: read.slice(start, end), value: list[index] })),
      members: objects === undefined || Array.isArray(objects) ? members : { ...members, objects },
    };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { fault: `${error.fault} ${error.line}:${error.column}` };
  }
};

const BUNDLE =
  '{"type": "bundle",\r\n "objects": [ {"a": "ü]}\\"", "b": [1, 2.5e3]} ,\n\t"text", 12, true, null, [[]] ], "id":"x" }';

describe('taking a large document apart', () => {
  it('finds the same elements, in their own words, wherever its bytes are cut', () => {
    for (const text of [BUNDLE, '[]', ' [1 , {"a":{}} ] ', '{"objects":[]}', '{}', '{"objects": 5, "more": false}'])
      for (const cut of [1, 2, 3, 7, 1_000]) assert.deepEqual(split(text, cut), atOnce(text), text);
  });

  it('refuses what is broken at the same place', () => {
    const broken = [
      ...Array.from({ length: BUNDLE.length - 1 }, (_, end) => BUNDLE.slice(0, end)),
      '{"objects":[1 2]}',
      '{"objects":[1,]}',
      '{"objects":[,1]}',
      '{"a":1,"a":2}',
      '{"objects":[],"objects":[]}',
      '{"objects":[{"a":1,"a":2}]}',
      '{"objects":[[[[[[[[[]]]]]]]]]}',
      '{"objects":[01]}',
      '{"objects":[{"a":"\u0001"}]}',
      '{"a" 1}',
      '{a:1}',
      '[1]]',
      '[1] x',
    ];
    for (const text of broken) for (const cut of [1, 5, 1_000]) assert.deepEqual(split(text, cut), atOnce(text), text);
  });

  it('agrees on whatever is changed in it', () => {
    fc.assert(
      fc.property(
        fc.nat(BUNDLE.length - 1),
        fc.constantFrom('', ',', '"', '{', '}', '[', ']', ':', ' ', '\\', '1', 'é'),
        fc.integer({ min: 1, max: 40 }),
        (at, put, cut) => {
          const text = BUNDLE.slice(0, at) + put + BUNDLE.slice(at + 1);
          const [apart, whole] = [split(text, cut), atOnce(text)];
          if (whole.fault === undefined || apart.fault === undefined) assert.deepEqual(apart, whole, text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps to its limits', () => {
    assert.equal(split(`[${Array(51).fill(1).join(',')}]`, 10).fault?.split(' ')[0], 'TOO_MANY');
    assert.equal(split(`["${'x'.repeat(10_001)}"]`, 64).fault?.split(' ')[0], 'TOO_LARGE');
    assert.equal(split(`{"a":"${'x'.repeat(9_000)}","b":"${'x'.repeat(9_000)}"}`, 64).fault?.split(' ')[0], 'TOO_LARGE');
  });
});
