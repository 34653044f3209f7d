/** The body of a large answer: read once as it comes, and kept in a file until it is read again. */
import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { temporaryFile } from '../temporary-file.js';
import type { RemoteBody, RemoteHead } from './remote-connection.js';
import { RemoteFailure } from './remote-failure.js';

export interface SpooledBody {
  /** Of the content, unpacked; lower-case hexadecimal. */
  readonly sha256: string;
  readonly content: () => AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const unzipped = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // What goes wrong comes out of it where it is read.
  pipeline(Readable.from(pieces), gunzip, () => undefined);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('Z_')) throw error;
    throw new RemoteFailure('broken_answer', "The server's answer cannot be unpacked. It is asked again later.");
  }
};

/** RFC 9110 §8.4.1: as it is, or with gzip; its limit holds packed and unpacked. */
const unpacked = ({ headers }: RemoteHead, { pieces, bounded }: RemoteBody): AsyncIterable<Buffer> => {
  switch (headers['content-encoding'] ?? 'identity') {
    case 'identity':
      return pieces;
    case 'gzip':
    case 'x-gzip':
      return bounded(unzipped(pieces));
    default:
      throw new RemoteFailure('not_acceptable', 'The server packs its answer otherwise than with gzip. Ask its operator.');
  }
};

/** @throws RemoteFailure; nothing is kept then. */
export const spooledBody = async (head: RemoteHead, body: RemoteBody): Promise<SpooledBody> => {
  const pieces = unpacked(head, body);
  const handle = await temporaryFile();
  const hash = createHash('sha256');
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      await handle.writeFile(piece);
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    sha256: hash.digest('hex'),
    content: () => handle.createReadStream({ start: 0, autoClose: false }),
    close: () => handle.close(),
  };
};
