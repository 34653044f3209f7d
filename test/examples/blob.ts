/** A blob of one chunk. */
import type { BlobEvent } from '../../src/ledger/blob.events.js';

export const chunk: BlobEvent = {
  type: 'BlobChunkStored',
  data: {
    index: 0,
    of: 1,
    sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    length: 5,
    mediaType: 'text/plain',
    base64: 'aGVsbG8=',
  },
};
