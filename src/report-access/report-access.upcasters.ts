/** Upcasters of report access events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const reportAccessUpcasters: readonly Upcaster[] = [];
