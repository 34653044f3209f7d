/** The input of an import, taken apart and examined: small ones in memory, large ones beside it. */
import { createHash } from 'node:crypto';
import { inSlices } from '../in-slices.js';
import { readBundle, STIX_INPUT_LIMITS, type StixInputLimits } from './bundle.js';
import { examinedIn } from './examine.js';
import { spooledInput } from './spooled-input.js';
import { stixContextOf } from './stix-context.js';
import { itemAtHand, type StixItem } from './stix-item.js';
import type { StixProblem } from './stix-problem.js';

export type StixContent = string | Uint8Array | AsyncIterable<Uint8Array>;

export interface ExaminedInput {
  readonly items: readonly StixItem[];
  readonly warnings: readonly StixProblem[];
  /** Of the content as it came, lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Gives back what the content is kept in; items are not read after it. */
  close(): Promise<void>;
}

/** What is read at once. */
const IN_MEMORY_BYTES = 4 * 1024 * 1024;

const atHand = async (content: string | Uint8Array, file: string, limits: StixInputLimits): Promise<ExaminedInput> => {
  const { objects, warnings } = readBundle(content, file, limits);
  const context = stixContextOf(objects.map(({ value }) => value));
  return {
    items: await inSlices(objects, (object) => itemAtHand(examinedIn(object, context))),
    warnings,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    close: () => Promise.resolve(),
  };
};

/**
 * @param file what to call the input in errors.
 * @throws StixInputError when the input as a whole cannot be used.
 */
export const examineInput = async (
  content: StixContent,
  file: string,
  limits: StixInputLimits = STIX_INPUT_LIMITS,
): Promise<ExaminedInput> => {
  if (typeof content === 'string' || content instanceof Uint8Array) return atHand(content, file, limits);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const source = content[Symbol.asyncIterator]();
  for (let next = await source.next(); ; next = await source.next()) {
    if (next.done === true) return atHand(Buffer.concat(chunks), file, limits);
    chunks.push(next.value);
    bytes += next.value.byteLength;
    if (bytes > IN_MEMORY_BYTES) return spooled(followedBy(chunks, source), file, limits);
  }
};

const spooled = async (content: AsyncIterable<Uint8Array>, file: string, limits: StixInputLimits): Promise<ExaminedInput> => {
  const { whole, ...input } = await spooledInput(content, file, limits);
  if (whole === undefined) return input;
  await input.close();
  return atHand(whole, file, limits);
};

const followedBy = async function* (chunks: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
};
