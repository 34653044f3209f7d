/** Upcasters of watch list events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const watchListUpcasters: readonly Upcaster[] = [];
