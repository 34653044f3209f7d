/** A source. */
export const source = 'source';
