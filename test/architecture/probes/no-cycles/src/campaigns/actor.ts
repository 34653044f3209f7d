/** One half of a cycle. */
export type { Campaign } from './campaign.js';
export type Actor = { readonly name: string };
