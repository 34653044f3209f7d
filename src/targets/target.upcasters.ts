/** Upcasters of target events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const targetUpcasters: readonly Upcaster[] = [];
