/** Content too large for an event: chunks on a `blob` stream of its own, referenced by hash. */
import { z } from 'zod';
import { defineEvents, type EventOf } from './event-contract.js';
import { line, Sha256, text } from './text.js';

/** Bytes; the most a blob may hold. */
export const BLOB_LIMIT = 10 * 1024 * 1024;
/** Bytes of content in one chunk. */
export const BLOB_CHUNK = 512 * 1024;
/** Bytes; larger text goes to a blob. */
export const INLINE_LIMIT = 32 * 1024;

/** Of a UTF-16 code unit as JSON writes it: `\u0000`. */
const MOST_BYTES_OF_A_UNIT = 6;

/** @returns whether text may stay inside an event: at most 32 KiB of UTF-8 as JSON writes it. */
export const fitsInline = (content: string): boolean =>
  content.length * MOST_BYTES_OF_A_UNIT <= INLINE_LIMIT ||
  (content.length <= INLINE_LIMIT && Buffer.byteLength(JSON.stringify(content)) - 2 <= INLINE_LIMIT);

/** Names content that is stored in a blob: the SHA-256 and the length in bytes of the whole. */
export const BlobRef = z.strictObject({ sha256: Sha256, length: z.int().min(0).max(BLOB_LIMIT), mediaType: line(200) });
export type BlobRef = z.infer<typeof BlobRef>;

/** Text that stays inside the event as long as {@link fitsInline}, else a reference to its blob. */
export const InlineOrBlob = z.union([
  text(INLINE_LIMIT).refine(fitsInline, 'is larger than 32 KiB; store it as a blob and give its reference'),
  BlobRef,
]);

export const blobEvents = defineEvents('blob', {
  BlobChunkStored: {
    version: 1,
    label: 'Content stored',
    schema: z.strictObject({
      /** From 0. */
      index: z.int().min(0),
      /** How many chunks there are. */
      of: z
        .int()
        .min(1)
        .max(BLOB_LIMIT / BLOB_CHUNK),
      /** Of the whole content, as in its reference. */
      ...BlobRef.shape,
      base64: z
        .string()
        .max(4 * Math.ceil(BLOB_CHUNK / 3), { abort: true })
        .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64'),
    }),
  },
});
export type BlobEvent = EventOf<typeof blobEvents>;
