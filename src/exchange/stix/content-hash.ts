/** Tells content that is the same from content that is not. */
import { hash } from 'node:crypto';
import { canonicalJson, NotCanonicalError } from '../../json/canonical-json.js';
import type { ReceivedStixObject } from './received-object.js';

/**
 * SHA-256, lower-case hexadecimal, of the object's canonical JSON (RFC 8785), so that white space, order and number spelling do not
 * count. An object without canonical form, because it holds integers beyond 2^53 - 1, is hashed as it was written: there white space
 * does count, and the same content laid out otherwise looks different, but different content never looks the same.
 */
export const contentHash = ({ value, text }: Pick<ReceivedStixObject, 'value' | 'text'>): string => {
  try {
    return hash('sha256', canonicalJson(value));
  } catch (error) {
    if (error instanceof NotCanonicalError) return hash('sha256', text);
    throw error;
  }
};
