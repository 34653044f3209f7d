/** Upcasters of import events, one per published version that a newer one replaced. */
import type { Upcaster } from '../../ledger/upcast.js';

export const importUpcasters: readonly Upcaster[] = [];
