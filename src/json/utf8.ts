/** Decodes UTF-8 and says which byte broke it. */

/** Bytes that no UTF-8 text starts with, and what the file is instead. */
const foreignEncoding = (bytes: Uint8Array): string | undefined =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) ? 'UTF-16' : undefined;

/** RFC 3629 §4: length of the well-formed sequence at `at`, or 0. */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at];
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0) return 0;
  const second = bytes[at + 1];
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (!(second >= lowest && second <= highest)) return 0;
  for (let i = 2; i < length; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return 0;
  return length;
};

const firstBrokenByte = (bytes: Uint8Array): number => {
  let at = 0;
  for (let length = 1; at < bytes.length && length > 0; at += length) length = sequenceLength(bytes, at);
  return at;
};

/**
 * The text of `bytes`; a leading byte order mark is left out.
 * @returns the text, or where it stops being UTF-8: the text before that byte, the byte itself, and the encoding it looks like.
 */
export const decodeUtf8 = (
  bytes: Uint8Array,
): { text: string } | { before: string; byte: number; looksLike: string | undefined } => {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const at = firstBrokenByte(bytes);
    return { before: new TextDecoder().decode(bytes.subarray(0, at)), byte: bytes[at], looksLike: foreignEncoding(bytes) };
  }
};
