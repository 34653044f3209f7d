/** A request's body as it comes, for what is read piece by piece. */
import { LedgerError } from '../ledger/errors.js';

const MEBIBYTE = 1024 ** 2;

/** @throws LedgerError INVALID_INPUT once there are more bytes than allowed. */
export const withinBytes = async function* (body: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > bytes)
      throw new LedgerError('INVALID_INPUT', `The body is larger than ${(bytes / MEBIBYTE).toFixed(1)} MiB; send it in parts.`);
    yield chunk;
  }
};
