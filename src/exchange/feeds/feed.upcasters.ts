/** Upcasters of feed events, one per published version that a newer one replaced. */
import type { Upcaster } from '../../ledger/upcast.js';

/** Every push was asked for by somebody, and of how long servers asked to be left alone nothing was kept. */
const pushedOnRequest: Upcaster = {
  type: 'FeedPushed',
  from: 1,
  up: (push: object) => ({ ...push, dueAt: null, askAgainAt: null }),
};

/** There was nothing but TAXII. */
const createdOverTaxii: Upcaster = {
  type: 'FeedCreated',
  from: 1,
  up: ({ profile, ...rest }: { readonly profile: object }) => ({ ...rest, profile: { ...profile, connector: 'taxii' } }),
};
const revisedOverTaxii: Upcaster = { type: 'FeedRevised', from: 1, up: (revised: object) => revised };

/** Cursors were shorter. */
const polledOverTaxii: Upcaster = { type: 'FeedPolled', from: 1, up: (poll: object) => poll };
const advancedOverTaxii: Upcaster = { type: 'FeedAdvanced', from: 1, up: (advance: object) => advance };

export const feedUpcasters: readonly Upcaster[] = [
  createdOverTaxii,
  revisedOverTaxii,
  polledOverTaxii,
  advancedOverTaxii,
  pushedOnRequest,
];
