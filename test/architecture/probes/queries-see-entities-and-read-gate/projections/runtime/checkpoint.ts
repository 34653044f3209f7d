/** Checkpoints. */
export const checkpoint = 0n;
