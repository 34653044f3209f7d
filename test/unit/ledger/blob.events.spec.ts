/** What stays inside an event, and what goes to a blob. */
import assert from 'node:assert/strict';
import { BLOB_CHUNK, blobEvents, fitsInline, INLINE_LIMIT } from '../../../src/ledger/blob.events.js';
import { chunk } from '../../examples/blob.js';

const { schema } = blobEvents.spec.BlobChunkStored;

describe('text inside an event', () => {
  it('is at most 32 KiB', () => {
    assert.ok(fitsInline('x'.repeat(INLINE_LIMIT)));
    assert.ok(!fitsInline('x'.repeat(INLINE_LIMIT + 1)));
  });
  it('is counted in UTF-8, as JSON writes it', () => {
    assert.ok(!fitsInline('ü'.repeat(INLINE_LIMIT / 2 + 1)));
    assert.ok(!fitsInline('"'.repeat(INLINE_LIMIT / 2 + 1)));
    assert.ok(fitsInline('\u0001'.repeat(Math.floor(INLINE_LIMIT / 6))));
    assert.ok(!fitsInline('\u0001'.repeat(Math.floor(INLINE_LIMIT / 6) + 1)));
  });
});

describe('a chunk of a blob', () => {
  it('holds up to 512 KiB', () => {
    const full = { ...chunk.data, base64: Buffer.alloc(BLOB_CHUNK, 7).toString('base64') };
    assert.deepEqual(schema.parse(full), full);
    assert.ok(!schema.safeParse({ ...full, base64: Buffer.alloc(BLOB_CHUNK + 3, 7).toString('base64') }).success);
  });
  it('is base64', () => assert.ok(!schema.safeParse({ ...chunk.data, base64: 'a b' }).success));
  it('is one of at most 20', () => assert.ok(!schema.safeParse({ ...chunk.data, of: 21 }).success));
});
