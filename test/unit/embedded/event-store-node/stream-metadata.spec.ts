/** Stream metadata: which revisions a reader still sees. */
import assert from 'node:assert/strict';
import {
  firstVisibleRevision,
  isYoungEnough,
  softDeletion,
  softRecreation,
  truncationOf,
} from '../../../../src/embedded/event-store-node/stream-metadata.js';

const metadata = (properties: object | string) =>
  Buffer.from(typeof properties === 'string' ? properties : JSON.stringify(properties));
const first = (properties: object | string, lastRevision: number) =>
  firstVisibleRevision(truncationOf('s', metadata(properties)), lastRevision);

describe('stream metadata', () => {
  it('without rules shows everything', () => {
    assert.equal(firstVisibleRevision(truncationOf('s', null), 9), 0);
    assert.equal(first({ owner: 'x' }, 9), 0);
  });

  it('the stricter of $maxCount and $tb decides', () => {
    assert.equal(first({ $maxCount: 3 }, 9), 7);
    assert.equal(first({ $maxCount: 30 }, 9), 0);
    assert.equal(first({ $tb: 4 }, 9), 4);
    assert.equal(first({ $maxCount: 3, $tb: 4 }, 9), 7);
    assert.equal(first({ $maxCount: 8, $tb: 4 }, 9), 4);
  });

  it('$maxAge is in seconds', () => {
    const truncation = truncationOf('s', metadata({ $maxAge: 10 }));
    assert.equal(isYoungEnough(truncation, 1_000, 10_999), true);
    assert.equal(isYoungEnough(truncation, 1_000, 11_000), false);
    assert.equal(isYoungEnough(truncationOf('s', null), 0, 1e15), true);
  });

  it('what is malformed hides nothing', () => {
    for (const malformed of ['', '[]', 'null', '"x"', '{', { $maxCount: 0, $tb: -1, $maxAge: 'x' }, { $maxCount: 1.5 }])
      assert.equal(first(malformed, 9), 0);
  });

  it('the soft deletion, and nothing near it, deletes', () => {
    assert.equal(truncationOf('s', softDeletion()).softDeleted, true);
    assert.equal(truncationOf('s', metadata({ $tb: Number.MAX_SAFE_INTEGER })).softDeleted, false);
  });

  it('a stream written to again shows what comes after, and keeps its other metadata', () => {
    const again = softRecreation(metadata('{"owner":"x","$tb":9223372036854775807}'), 8);
    assert.deepEqual(JSON.parse(again.toString()), { owner: 'x', $tb: 8 });
    assert.equal(truncationOf('s', again).softDeleted, false);
    assert.deepEqual(JSON.parse(softRecreation(null, 0).toString()), { $tb: 0 });
  });

  it('of a metadata stream only the last event is visible', () => {
    assert.equal(firstVisibleRevision(truncationOf('$$s', null), 9), 9);
  });
});
