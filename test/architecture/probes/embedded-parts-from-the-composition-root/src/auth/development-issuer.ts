/** An issuer. */
export const issuer = 'loopback';
