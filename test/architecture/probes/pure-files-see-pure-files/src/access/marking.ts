/** Markings. */
export type Marking = { readonly tlp: string };
