/** The projections. */
export const registry = [];
