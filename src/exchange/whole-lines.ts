/** Cuts a stream of bytes into blocks of whole lines of UTF-8 text, so that files of any size are read as they come. */
import { isUtf8 } from 'node:buffer';
import { LedgerError } from '../ledger/errors.js';

const LINE_FEED = 0x0a;

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

const tooLong = (line: number, lineBytes: number) =>
  brokenFile(`it is longer than ${lineBytes} bytes; a line end or a closing quote is missing.`, line);

/** @returns how many lines the block has. @throws naming the line. */
const checked = (bytes: Buffer, firstLine: number, lineBytes: number): number => {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  let line = firstLine;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (next - start > lineBytes) throw tooLong(line, lineBytes);
    const own = isText ? undefined : bytes.subarray(start, next);
    if (own && (!isUtf8(own) || own.includes(0)))
      throw brokenFile('it is not text in UTF-8; save the file as UTF-8 and send it again.', line);
    start = next;
  }
  return line - firstLine;
};

/**
 * @returns the lines, in blocks that end with a line end or with the stream.
 * @throws LedgerError INVALID_INPUT naming the line that is not UTF-8 text or longer than `lineBytes`.
 */
export const wholeLines = async function* (source: AsyncIterable<Uint8Array>, lineBytes: number): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of source) {
    const held = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const end = held.lastIndexOf(LINE_FEED) + 1;
    rest = held.subarray(end);
    if (end > 0) {
      const bytes = held.subarray(0, end);
      const lines = checked(bytes, line, lineBytes);
      yield { bytes, line };
      line += lines;
    }
    if (rest.length > lineBytes) throw tooLong(line, lineBytes);
  }
  if (rest.length === 0) return;
  checked(rest, line, lineBytes);
  yield { bytes: rest, line };
};
