/** A request's body as it comes, for what is read piece by piece. */
import type { Readable } from 'node:stream';
import { LedgerError } from '../ledger/errors.js';

const MEBIBYTE = 1024 ** 2;

/**
 * What is left of the body when the reader stops is taken and dropped: a sender in the middle of it would not hear the answer otherwise.
 * @throws LedgerError INVALID_INPUT once there are more bytes than allowed.
 */
export const withinBytes = async function* (body: Readable, bytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      total += chunk.length;
      if (total > bytes)
        throw new LedgerError('INVALID_INPUT', `The body is larger than ${(bytes / MEBIBYTE).toFixed(1)} MiB; send it in parts.`);
      yield chunk;
    }
  } finally {
    body.resume();
  }
};

/** @returns all of it. @throws what the body throws. */
export const wholeBody = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};
