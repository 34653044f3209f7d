/** The port for content too large for an event. */
import type { BlobRef } from './blob.events.js';
import type { CommandContext } from './ledger.js';

export abstract class Blobs {
  /** Stores content once per tenant. @returns its reference. @throws LedgerError INVALID_INPUT above 10 MiB. */
  abstract put(content: Buffer, mediaType: string, context: CommandContext): Promise<BlobRef>;
  /** @throws Error when the log does not hold the content that the reference names. */
  abstract get(tenantId: string, ref: BlobRef): Promise<Buffer>;
  /** The content piece by piece, never held as a whole; what was altered ends with an error after its last piece. */
  abstract chunks(tenantId: string, ref: BlobRef): AsyncIterable<Buffer>;

  /** The text inside an event, or of the blob it names. */
  async textOf(tenantId: string, content: string | BlobRef): Promise<string> {
    return typeof content === 'string' ? content : (await this.get(tenantId, content)).toString('utf8');
  }
}
