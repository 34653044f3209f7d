/** placeholder */
import type { StixInputLimits } from './bundle.js';
import type { ExaminedInput } from './stix-input.js';
export const spooledInput = async (
  _content: AsyncIterable<Uint8Array>,
  _file: string,
  _limits: StixInputLimits,
): Promise<ExaminedInput> => {
  throw new Error('x');
};
