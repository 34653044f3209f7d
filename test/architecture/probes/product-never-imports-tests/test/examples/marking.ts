/** An example. */
export const amber = 'AMBER';
