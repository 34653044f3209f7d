/** What passes through a collection is recorded once; what is asked and pushed is read by the standard. */
import assert from 'node:assert/strict';
import { DEFAULT_TLP_SECRECY } from '../../../../src/access/marking.js';
import { tlpId } from '../../../../src/exchange/stix/tlp.js';
import { requireAccept, requireContentType } from '../../../../src/exchange/taxii/server/media-types.js';
import { markingFaults, readEnvelope } from '../../../../src/exchange/taxii/server/pushed-envelope.js';
import { openCursor, sealCursor } from '../../../../src/exchange/taxii/server/sealed-cursor.js';
import { isTaxii } from '../../../../src/exchange/taxii/server/taxii-error.js';
import { taxiiPush } from '../../../../src/exchange/taxii/server/taxii-push.decider.js';
import { taxiiRead } from '../../../../src/exchange/taxii/server/taxii-read.decider.js';
import { readQuestion } from '../../../../src/exchange/taxii/server/taxii-questions.js';
import { north, pushed, read, takenIn } from '../../../examples/collections.js';
import { deciderSpec } from '../../../spec/decider-spec.js';

describe('recording an exchange', () => {
  it('says once what was read, by whom and under which marking', () => {
    const given = deciderSpec(taxiiRead);
    given().when({ type: 'Record', facts: read.data }).then(read);
    given(read).when({ type: 'Record', facts: read.data }).thenRejects('ALREADY_EXISTS');
  });

  it('receives a push once and takes it in once, whoever finishes it', () => {
    const given = deciderSpec(taxiiPush);
    given().when({ type: 'Receive', facts: pushed.data }).then(pushed);
    given(pushed).when({ type: 'Receive', facts: pushed.data }).thenNothing();
    given(pushed).when({ type: 'TakeIn', facts: takenIn.data }).then(takenIn);
    given(pushed, takenIn).when({ type: 'TakeIn', facts: takenIn.data }).thenNothing();
  });
});

describe('reading TAXII requests', () => {
  it('knows its media type with every spelling of its parameters, and no other', () => {
    for (const type of ['application/taxii+json', 'Application/TAXII+json; Version="2.1"']) {
      requireAccept(`text/html;q=0.9, ${type};q=0.5`);
      requireContentType(type);
    }
    for (const type of [undefined, '', '*/*', 'application/taxii+json;version=2.0', 'application/taxii+json;q=0'])
      assert.throws(() => requireAccept(type), { status: 406 });
    assert.throws(() => requireContentType('application/json'), { status: 415 });
  });

  it('reads filters with commas between, and names every parameter that is wrong', () => {
    const { filter, limit } = readQuestion({ 'match[id]': 'Tool--A, tool--b', 'match[version]': 'first,last', limit: '5000' }, [
      'id',
      'version',
    ]);
    assert.deepEqual(filter.ids, ['tool--a', 'tool--b']);
    assert.deepEqual(filter.versions, ['first', 'last']);
    assert.equal(limit, 1_000);
    assert.throws(() => readQuestion({ limit: 'x', 'match[type]': 'tool', added_after: 'now' }, ['version']), {
      details: {
        fields: [
          { path: 'match[type]', message: 'is not known here; there is match[version]' },
          { path: 'added_after', message: 'must be a UTC time such as 2026-01-05T10:00:00.000Z' },
          { path: 'limit', message: 'must be a whole number from 1 on' },
        ],
      },
    });
  });

  it('opens a cursor for the question alone that it was sealed for', () => {
    const key = Buffer.alloc(32, 1);
    const sealed = sealCursor(key, 'question', 'cursor');
    assert.equal(openCursor(key, 'question', sealed), 'cursor');
    for (const [question, next] of [
      ['another', sealed],
      ['question', 'nonsense'],
      ['question', ''],
    ])
      assert.throws(() => openCursor(key, question, next), { code: 'INVALID_INPUT' });
  });

  it('keeps each pushed object in its own words, and those out that are marked above the collection', () => {
    const object = (n: number, marks: object) =>
      JSON.stringify({
        type: 'tool',
        id: `tool--0c7b5b88-8ff7-4a4d-aa9d-feb398cd006${n}`,
        created: '2026-01-05T10:00:00.000Z',
        ...marks,
      });
    const marked = (tlp: 'GREEN' | 'AMBER' | 'AMBER+STRICT') => ({ object_marking_refs: [tlpId(tlp, '2.0')] });
    const texts = [
      object(1, {}),
      object(2, marked('GREEN')),
      object(3, marked('AMBER+STRICT')),
      object(4, { object_marking_refs: ['marking-definition--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'] }),
    ];
    const objects = readEnvelope(Buffer.from(`{"objects": [ ${texts.join(' , ')} ]}`));
    assert.deepEqual(
      objects.map(({ text }) => text),
      texts,
    );
    const kept = (maximum: typeof north.maximum) => {
      const faults = markingFaults(objects, { maximum }, DEFAULT_TLP_SECRECY);
      return objects.map((one) => !faults.has(one));
    };
    assert.deepEqual(kept(north.maximum), [true, true, false, false]);
    assert.deepEqual(kept({ secrecyLevel: 'UNCLASSIFIED', tlp: 'AMBER' }), [false, true, false, false]);
    assert.deepEqual(kept({ secrecyLevel: 'SECRET', tlp: 'GREEN' }), [false, true, false, false]);
  });

  it('answers in its own shape under its own path alone', () => {
    for (const url of ['/taxii2', '/taxii2/', '/taxii2/x/y?z=/', '/taxii2?x']) assert.ok(isTaxii(url));
    for (const url of ['/', '/taxii', '/taxii22/', '/api/v1/?x=/taxii2/']) assert.ok(!isTaxii(url));
  });
});
