/** Content that is hashed and counted while it is read. */
import { createHash } from 'node:crypto';

export class HashedContent implements AsyncIterable<Uint8Array> {
  bytes = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly content: AsyncIterable<Uint8Array>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.content) {
      this.hash.update(chunk);
      this.bytes += chunk.byteLength;
      yield chunk;
    }
  }

  /** Of what was read, lower-case hexadecimal; once. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}
