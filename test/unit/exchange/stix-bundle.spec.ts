/** STIX input is taken apart object by object, or refused as a whole with the place that is wrong. */
import assert from 'node:assert/strict';
import { readBundle, STIX_INPUT_LIMITS, StixInputError, type StixInputLimits } from '../../../src/exchange/stix/bundle.js';
import { identity, uuid } from './stix-examples.js';

const bundle = (objects: unknown, more: object = {}) =>
  JSON.stringify({ type: 'bundle', id: `bundle--${uuid(1)}`, objects, ...more });
const refuses = (source: string | Uint8Array, place: string, message: RegExp, limits: Partial<StixInputLimits> = {}) =>
  assert.throws(
    () => readBundle(source, 'feed.json', { ...STIX_INPUT_LIMITS, ...limits }),
    (error) => {
      assert.ok(error instanceof StixInputError, String(error));
      assert.deepEqual([error.file, error.place], ['feed.json', place], error.message);
      assert.match(error.message, message);
      assert.ok(error.hint.length > 0);
      return true;
    },
  );

describe('STIX input', () => {
  it('is a bundle, an envelope, an array or one object', () => {
    const one = identity(1);
    const paths = (source: string) => readBundle(source, 'x').objects.map(({ path }) => path);
    assert.deepEqual(paths(bundle([one, one])), ['objects[0]', 'objects[1]']);
    assert.deepEqual(paths(JSON.stringify({ more: false, objects: [one] })), ['objects[0]']);
    assert.deepEqual(paths(JSON.stringify([one])), ['[0]']);
    assert.deepEqual(paths(JSON.stringify(one)), ['object']);
    assert.deepEqual(paths('{"more": false}'), []);
    assert.deepEqual(paths(`{"type":"bundle","id":"bundle--${uuid(1)}"}`), []);
  });

  it('keeps every object in its own words, and says on which line it starts', () => {
    const first = '{ "type":"x-a", "id":"x-a--1",\n "count": 1.0, "big": 12345678901234567890, "name": "\\u0041" }';
    const second = '{"type":"x-b","id":"x-b--2"}';
    const { objects } = readBundle(`\ufeff{"type":"bundle",\n"objects":[${first},\n ${second}]}`, 'x');
    assert.deepEqual(
      objects.map(({ text, line }) => [text, line]),
      [
        [first, 2],
        [second, 4],
      ],
    );
    assert.equal(readBundle(`\n ${second}\n`, 'x').objects[0].text, second);
  });

  it('knows the version of an object from itself, its bundle or its kind', () => {
    const versions = (source: string) => readBundle(source, 'x').objects.map(({ specVersion }) => specVersion);
    const silent = [
      { type: 'identity', id: 'i' },
      { type: 'file', id: 'f' },
      { type: 'x-own', id: 'x' },
    ];
    assert.deepEqual(versions(bundle(silent)), ['2.0', '2.1', '2.0']);
    assert.deepEqual(versions(bundle(silent, { spec_version: '2.0' })), ['2.0', '2.0', '2.0']);
    assert.deepEqual(versions(bundle([{ ...identity(1) }], { spec_version: '2.0' })), ['2.1']);
    assert.deepEqual(versions(bundle([{ ...identity(1), spec_version: '3.0' }])), ['2.1']);
  });

  it('has ids that compare in lower case, whatever their spelling', () => {
    const [object] = readBundle(
      JSON.stringify(identity(1, { id: 'identity--81F12913-1372-4C96-85EC-E9034AC98ABA' })),
      'x',
    ).objects;
    assert.equal(object.id, 'identity--81f12913-1372-4c96-85ec-e9034ac98aba');
    assert.match(object.text, /81F12913/);
  });

  it('is refused with line and column where the JSON is broken', () => {
    refuses('{\n "type": "bundle",\n "objects": [,]}', 'line 3, column 14', /expected a value, found ","/);
    refuses(Buffer.from([0x7b, 0xff]), 'line 1, column 2', /not UTF-8/);
    refuses('{"type":"bundle","type":"bundle"}', 'line 1, column 18', /appears twice/);
    refuses('', 'line 1, column 1', /end of the text/);
  });

  it('is refused when it is not STIX', () => {
    refuses('"text"', 'line 1, column 1', /neither an object nor an array/);
    refuses('{"discovery": {}}', 'line 1, column 1', /not STIX/);
    refuses('{"type":"bundle","objects":{}}', 'objects', /not an array/);
  });

  it('is refused when an object cannot even be named', () => {
    refuses(`{"type":"bundle",\n"objects":[{"type":"file","id":"f"},\n 7]}`, 'objects[1] (line 3)', /object is expected/);
    refuses(bundle([{ id: 'x' }]), 'objects[0].type (line 1)', /no "type"/);
    refuses(bundle([{ type: 'file' }]), 'objects[0].id (line 1)', /no "id"/);
  });

  it('is refused when it is too large, too long, too deep, or has too large an object', () => {
    refuses(bundle([]), 'whole file', /larger than/, { bytes: 10 });
    refuses('[{"type":"a","id":"a"},{"type":"b","id":"b"}]', 'line 1, column 24', /more than 1 elements/, { objects: 1 });
    refuses(bundle([{ type: 'file', id: 'f', name: 'ü'.repeat(20) }]), 'objects[0] (line 1)', /larger than/, { objectBytes: 60 });
    refuses(`[${'{"a":'.repeat(70)}`, 'line 1, column 317', /more than 64 deep/);
  });

  it('warns of what a bundle says that nothing keeps', () => {
    const { warnings } = readBundle('{"type":"bundle","id":"b","spec_version":"2.1","x_batch":7,"objects":[]}', 'x');
    assert.deepEqual(
      warnings.map(({ path, severity }) => [path, severity]),
      [
        ['id', 'warning'],
        ['spec_version', 'warning'],
        ['bundle', 'warning'],
      ],
    );
  });
});
