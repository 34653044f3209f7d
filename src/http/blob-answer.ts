/** Answers with a stored file, piece by piece. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BlobRef } from '../ledger/blob.events.js';
import type { Blobs } from '../ledger/blobs.js';

/** A file is one page without scripts that needs nothing from elsewhere. */
const FILE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

export interface StoredFile {
  readonly tenantId: string;
  readonly content: BlobRef;
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
    'content-security-policy': FILE_POLICY,
    'x-content-type-options': 'nosniff',
    // RFC 6266 §4.3, RFC 8187.
    'content-disposition': `${disposition}; filename="${name.replaceAll(/[^\w. -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
  if (isKnown(request, tag)) {
    await reply.status(304).send();
    return;
  }
  void reply.status(200).type(content.mediaType).header('content-length', content.length);
  await reply.send(request.method === 'HEAD' ? undefined : Readable.from(blobs.chunks(tenantId, content), { objectMode: false, highWaterMark: 1 }));
};
