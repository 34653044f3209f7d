/** A port. */
export const subscription = '$all';
