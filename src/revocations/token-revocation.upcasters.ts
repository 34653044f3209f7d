/** Upcasters of revocations of tokens, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const tokenRevocationUpcasters: readonly Upcaster[] = [];
