/** Upcasters of share events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const reportShareUpcasters: readonly Upcaster[] = [];
