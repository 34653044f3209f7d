/** A resolver. */
export const sources = [];
