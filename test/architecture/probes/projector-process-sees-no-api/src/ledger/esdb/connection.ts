/** The adapter. */
export const connection = 'esdb://';
