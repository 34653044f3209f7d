/** Upcasters of distribution list and delivery events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const distributionUpcasters: readonly Upcaster[] = [];
