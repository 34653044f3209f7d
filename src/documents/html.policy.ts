/** What a server says with a document in HTML: nothing runs, nothing is loaded, nobody frames it. */
export const DOCUMENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
