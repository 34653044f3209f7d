/** Texts that were cut out of larger ones. */

/** A copy of a text: a part of another one keeps all of that in memory, a copy does not. */
export const detached = (text: string): string => Buffer.from(text).toString();
