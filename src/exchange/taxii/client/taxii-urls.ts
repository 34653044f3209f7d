/** The URLs of a TAXII 2.1 server; every one ends with a slash (TAXII 2.1 §3.1). */

export const withSlash = (url: string): string => {
  const parsed = new URL(url);
  if (!parsed.pathname.endsWith('/')) parsed.pathname += '/';
  return parsed.href;
};

const below = (apiRoot: string, ...path: readonly string[]): string =>
  new URL(`${path.map(encodeURIComponent).join('/')}/`, withSlash(apiRoot)).href;

export const collectionsUrl = (apiRoot: string): string => below(apiRoot, 'collections');
export const collectionUrl = (apiRoot: string, id: string): string => below(apiRoot, 'collections', id);
export const objectsUrl = (apiRoot: string, id: string): string => below(apiRoot, 'collections', id, 'objects');
export const manifestUrl = (apiRoot: string, id: string): string => below(apiRoot, 'collections', id, 'manifest');
export const statusUrl = (apiRoot: string, id: string): string => below(apiRoot, 'status', id);

/** What of a collection is asked for (TAXII 2.1 §3.4, §3.5); the same for every page. */
export interface PageQuery {
  readonly addedAfter: string | null;
  readonly limit: number;
  readonly next?: string | undefined;
  /** By field of `match`: `type`, `id`, `version`, `spec_version`. */
  readonly match: Readonly<Record<string, readonly string[]>>;
}

export const pageUrl = (url: string, { addedAfter, limit, next, match }: PageQuery): string => {
  const page = new URL(url);
  const { searchParams } = page;
  if (addedAfter !== null) searchParams.set('added_after', addedAfter);
  searchParams.set('limit', String(limit));
  if (next !== undefined) searchParams.set('next', next);
  for (const [field, values] of Object.entries(match))
    if (values.length > 0) searchParams.set(`match[${field}]`, values.join(','));
  return page.href;
};
