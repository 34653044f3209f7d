/** Events that refer to blobs, as they may. */
export type { BlobStored } from '../ledger/blob.events.js';
export type SourceRegistered = { readonly type: 'SourceRegistered' };
