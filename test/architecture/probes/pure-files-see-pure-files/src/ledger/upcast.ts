/** Kernel. */
export type Upcaster = { readonly name: string };
