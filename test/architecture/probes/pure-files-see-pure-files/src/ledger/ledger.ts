/** Kernel. */
export type Ledger = { readonly name: string };
