/** Upcasters of threat actor events, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const threatActorUpcasters: readonly Upcaster[] = [];
