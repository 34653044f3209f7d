/** A supervisor. */
export const postgres = 'running';
