/** A fold. */
export const sourceBoard = [];
