/** Upcasters of the events of readings and pushes, one per published version that a newer one replaced. */
import type { Upcaster } from '../../../ledger/upcast.js';

export const taxiiExchangeUpcasters: readonly Upcaster[] = [];
