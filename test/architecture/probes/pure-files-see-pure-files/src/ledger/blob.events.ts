/** Kernel. */
export type BlobStored = { readonly type: 'BlobStored' };
