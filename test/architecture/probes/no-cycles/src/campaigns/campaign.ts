/** The other half, by type alone. */
export type { Actor } from './actor.js';
export type Campaign = { readonly name: string };
