/** Cuts a stream of bytes into blocks of whole lines of UTF-8 text, so that files of any size are read as they come. */
import { isUtf8 } from 'node:buffer';
import { LedgerError } from '../ledger/errors.js';

const LINE_FEED = 0x0a;

export interface LineLimits {
  /** Bytes of one line. */
  readonly lineBytes: number;
  /** Bytes of them all. */
  readonly bytes: number;
}

export interface LineBlock {
  readonly bytes: Buffer;
  /** Of its first line, counted from 1. */
  readonly line: number;
}

/** @throws what is wrong with a file as a whole, and where. */
export const brokenFile = (message: string, line?: number): LedgerError =>
  new LedgerError('INVALID_INPUT', line === undefined ? message : `Line ${line}: ${message}`, {
    fields: [{ path: 'body', ...(line === undefined ? {} : { line }), message }],
  });

const mebibytes = (bytes: number): string =>
  bytes >= 1024 ** 2 ? `${Math.round(bytes / 1024 ** 2)} MiB` : `${Math.round(bytes / 1024)} KiB`;

const tooLong = (line: number, { lineBytes }: LineLimits) =>
  brokenFile(`it is longer than ${mebibytes(lineBytes)}; a line end or a closing quote is missing.`, line);

/** @returns how many lines the block has. @throws naming the line. */
const checked = (bytes: Buffer, firstLine: number, limits: LineLimits): number => {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  let line = firstLine;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (next - start > limits.lineBytes) throw tooLong(line, limits);
    const own = isText ? undefined : bytes.subarray(start, next);
    if (own && (!isUtf8(own) || own.includes(0)))
      throw brokenFile('it is not text in UTF-8; save the file as UTF-8 and send it again.', line);
    start = next;
  }
  return line - firstLine;
};

/**
 * @returns the lines, in blocks that end with a line end or with the stream.
 * @throws LedgerError INVALID_INPUT naming the line that is not UTF-8 text or longer than allowed, or when the whole is.
 */
export const wholeLines = async function* (source: AsyncIterable<Uint8Array>, limits: LineLimits): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limits.bytes) throw brokenFile(`The file is larger than ${mebibytes(limits.bytes)}; send it in parts.`);
    const held = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const end = held.lastIndexOf(LINE_FEED) + 1;
    rest = held.subarray(end);
    if (end > 0) {
      const bytes = held.subarray(0, end);
      const lines = checked(bytes, line, limits);
      yield { bytes, line };
      line += lines;
    }
    if (rest.length > limits.lineBytes) throw tooLong(line, limits);
  }
  if (rest.length === 0) return;
  checked(rest, line, limits);
  yield { bytes: rest, line };
};
