/** Upcasters of events of shares of the dashboard, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const dashboardShareUpcasters: readonly Upcaster[] = [];
