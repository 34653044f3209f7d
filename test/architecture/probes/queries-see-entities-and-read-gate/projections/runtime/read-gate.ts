/** The read gate. */
export const readGate = 0n;
