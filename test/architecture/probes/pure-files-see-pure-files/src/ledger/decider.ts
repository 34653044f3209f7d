/** Kernel. */
export type Decider = { readonly name: string };
