/** Upcasters of collection events, one per published version that a newer one replaced. */
import type { Upcaster } from '../../ledger/upcast.js';

export const collectionUpcasters: readonly Upcaster[] = [];
