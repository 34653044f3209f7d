/** Upcasters of feed events, one per published version that a newer one replaced. */
import type { Upcaster } from '../../ledger/upcast.js';

/** Every push was asked for by somebody, and of how long servers asked to be left alone nothing was kept. */
const pushedOnRequest: Upcaster = {
  type: 'FeedPushed',
  from: 1,
  up: (push: object) => ({ ...push, dueAt: null, askAgainAt: null }),
};

export const feedUpcasters: readonly Upcaster[] = [pushedOnRequest];
