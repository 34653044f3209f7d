/** Rules of a source. */
export const sourceRules = 'source';
