/** Blobs as chunk events on streams of their own. */
import { createHash } from 'node:crypto';
import { BLOB_CHUNK, BLOB_LIMIT, blobEvents, type BlobRef } from '../blob.events.js';
import { Blobs } from '../blobs.js';
import { LedgerError } from '../errors.js';
import { metaOf } from '../event-meta.js';
import { eventId, naturalId } from '../identity.js';
import type { CommandContext } from '../ledger.js';
import { streamName } from '../stream-name.js';
import { newEvent } from './batch-appends.js';
import { type EventStoreConnection, RevisionMismatch } from './connection.js';

interface Chunk {
  readonly base64: string;
}

const altered = ({ sha256 }: BlobRef): Error => new Error(`blob ${sha256} is incomplete or altered`);

export class EsdbBlobs extends Blobs {
  constructor(
    private readonly connection: EventStoreConnection,
    private readonly now: () => Date,
  ) {
    super();
  }

  async put(content: Buffer, mediaType: string, context: CommandContext): Promise<BlobRef> {
    if (content.length > BLOB_LIMIT)
      throw new LedgerError('INVALID_INPUT', `The content is larger than ${BLOB_LIMIT / 1024 ** 2} MiB.`);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const ref: BlobRef = { sha256, length: content.length, mediaType };
    const stream = this.streamOf(context.subject.tenantId, ref);
    const of = Math.max(1, Math.ceil(content.length / BLOB_CHUNK));
    const { BlobChunkStored: contract } = blobEvents.spec;
    for (let index = 0; index < of; index += 1) {
      const chunk = content.subarray(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
      const data = contract.schema.parse({ index, of, ...ref, base64: chunk.toString('base64') });
      const id = eventId(stream, 'blob', sha256, index);
      const metadata = metaOf(context, sha256, contract.version, this.now().toISOString());
      try {
        const event = newEvent(id, 'BlobChunkStored', data, metadata);
        await this.connection.append(stream, index === 0 ? undefined : BigInt(index - 1), [event]);
      } catch (error) {
        // Somebody stored this very chunk already.
        if (!(error instanceof RevisionMismatch)) throw error;
      }
    }
    return ref;
  }

  async get(tenantId: string, ref: BlobRef): Promise<Buffer> {
    const found = await this.connection.readStream(this.streamOf(tenantId, ref));
    const content = Buffer.concat(found.map(({ event }) => Buffer.from((event!.data as unknown as Chunk).base64, 'base64')));
    if (createHash('sha256').update(content).digest('hex') !== ref.sha256) throw altered(ref);
    return content;
  }

  async *chunks(tenantId: string, ref: BlobRef): AsyncIterable<Buffer> {
    const hash = createHash('sha256');
    const of = Math.max(1, Math.ceil(ref.length / BLOB_CHUNK));
    for (let index = 0; index < of; index += 1) {
      const [found] = await this.connection.readStream(this.streamOf(tenantId, ref), BigInt(index), 1);
      const chunk = Buffer.from((found?.event?.data as unknown as Chunk | undefined)?.base64 ?? '', 'base64');
      hash.update(chunk);
      if (chunk.length > 0) yield chunk;
    }
    if (hash.digest('hex') !== ref.sha256) throw altered(ref);
  }

  private streamOf(tenantId: string, { sha256 }: BlobRef): string {
    return streamName(blobEvents.category, tenantId, naturalId('blob', tenantId, sha256));
  }
}
