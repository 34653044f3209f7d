/** Why a TAXII server could not be used, in words of our own that say what to do. Words of other machines are not kept. */

export const TAXII_FAULTS = [
  'address_not_allowed',
  'unreachable',
  'stalled',
  'broken_answer',
  'too_much',
  'busy',
  'server_error',
  'redirected',
  'not_taxii',
  'unauthorized',
  'forbidden',
  'not_found',
  'not_acceptable',
  'unsupported_media_type',
  'too_large',
  'refused',
  'unprocessable',
  'no_progress',
] as const;
export type TaxiiFault = (typeof TAXII_FAULTS)[number];

/** The same request may work later. */
const TEMPORARY: ReadonlySet<TaxiiFault> = new Set([
  'unreachable',
  'stalled',
  'broken_answer',
  'too_much',
  'busy',
  'server_error',
]);

export class TaxiiFailure extends Error {
  constructor(
    readonly fault: TaxiiFault,
    message: string,
    /** How long the server asked to be left alone. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'TaxiiFailure';
  }

  get temporary(): boolean {
    return TEMPORARY.has(this.fault);
  }
}

const BY_STATUS: Readonly<Record<number, readonly [TaxiiFault, string]>> = {
  400: ['refused', 'The server does not understand the request (400). Check the filters of the feed and the page size.'],
  401: ['unauthorized', 'The server does not accept the credentials (401). Set them again.'],
  403: ['forbidden', 'The server does not let these credentials do this (403). Ask its operator for access to the collection.'],
  404: ['not_found', 'There is nothing there (404). Check the API root and the id of the collection; discoverTaxii lists them.'],
  406: ['not_acceptable', 'The server does not speak TAXII 2.1 (406). Ask its operator for a TAXII 2.1 API root.'],
  413: ['too_large', 'The server takes no request of this size (413).'],
  415: ['unsupported_media_type', 'The server takes no TAXII 2.1 content (415). Ask its operator for a TAXII 2.1 API root.'],
  422: ['unprocessable', 'The server does not take all of the objects (422).'],
  429: ['busy', 'The server asks for fewer requests (429). It is asked again later.'],
  503: ['busy', 'The server is not available for now (503). It is asked again later.'],
};

/** @param location where the server points to, without what may be secret in it. */
export const failureOfStatus = (status: number, location: string | undefined, retryAfterMs: number | undefined): TaxiiFailure => {
  if (status >= 300 && status < 400)
    return new TaxiiFailure(
      'redirected',
      `The server redirects (${status})${location === undefined ? '' : ` to ${location}`}. Redirects are not followed: if that is the right place, name it in the feed.`,
    );
  const [fault, message] = BY_STATUS[status] ?? [
    status >= 500 ? 'server_error' : 'refused',
    `The server answered ${status}. Ask its operator, or try again later.`,
  ];
  return new TaxiiFailure(fault, message, retryAfterMs);
};
