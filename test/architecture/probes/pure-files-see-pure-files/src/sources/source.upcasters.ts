/** Upcasters that read the settings. */
export { settings } from '../config/config.js';
export type { Upcaster } from '../ledger/upcast.js';
