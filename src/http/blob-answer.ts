/** Answers with a stored file, piece by piece. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DOCUMENT_POLICY } from '../documents/html.policy.js';
import type { BlobRef } from '../ledger/blob.events.js';
import type { Blobs } from '../ledger/blobs.js';

export interface StoredFile {
  readonly tenantId: string;
  readonly content: BlobRef;
  /** Letters, digits, hyphens and dots. */
  readonly name: string;
  readonly disposition: 'inline' | 'attachment';
}

/** RFC 9110 §13.1.2: whether one of the tags that the caller knows is this one. */
const isKnown = ({ headers }: FastifyRequest, tag: string): boolean =>
  headers['if-none-match']?.split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, ''))) === true;

export const sendStoredFile = async (
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: Blobs,
  { tenantId, content, name, disposition }: StoredFile,
): Promise<void> => {
  const tag = `"${content.sha256}"`;
  void reply.headers({
    etag: tag,
    'cache-control': 'no-store',
    'content-security-policy': DOCUMENT_POLICY,
    'x-content-type-options': 'nosniff',
    'content-disposition': `${disposition}; filename="${name}"`,
  });
  if (isKnown(request, tag)) {
    await reply.status(304).send();
    return;
  }
  void reply.status(200).type(content.mediaType).header('content-length', content.length);
  // A HEAD is answered without the file.
  const chunks = request.method === 'HEAD' ? [] : blobs.chunks(tenantId, content);
  await reply.send(Readable.from(chunks, { objectMode: false, highWaterMark: 1 }));
};
