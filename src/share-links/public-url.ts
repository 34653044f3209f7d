/** Where this instance is reached from outside, without a slash at its end. */
export const PUBLIC_URL = Symbol('public url');
