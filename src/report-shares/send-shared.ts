/** Sends a shared file, piece by piece. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { SharedFile } from './shared-reports.js';

/** A report is one page without scripts that needs nothing from elsewhere. */
const FILE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** A share that ends meanwhile ends the connection, so that nobody takes a part for the whole. */
export const sendShared = (reply: FastifyReply, { name, mediaType, length, chunks }: SharedFile): FastifyReply => {
  const shown = mediaType.startsWith('text/html') ? 'inline' : 'attachment';
  return reply
    .status(200)
    .headers({
      'content-security-policy': FILE_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-length': length,
      // RFC 6266 §4.3, RFC 8187.
      'content-disposition': `${shown}; filename*=UTF-8''${encodeURIComponent(name)}`,
    })
    .type(mediaType)
    .send(Readable.from(chunks, { objectMode: false, highWaterMark: 1 }));
};
