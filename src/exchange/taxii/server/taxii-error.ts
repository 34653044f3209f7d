/** Refusals at the doors of TAXII, in its own shape (TAXII 2.1 §3.6.1). */
import type { Failure } from '../../../http/problem.js';
import type { TaxiiError } from '../taxii-resources.js';

/** Where the discovery of TAXII is (TAXII 2.1 §4.1), and every API root under it. */
export const TAXII_PATH = '/taxii2/';

export const isTaxii = (url: string): boolean => `${url.replace(/[?#].*$/, '')}/`.startsWith(TAXII_PATH);

const TITLES: Record<number, string> = {
  400: 'The request is not valid',
  401: 'No valid access token',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  406: 'Media type not acceptable',
  413: 'The request is too large',
  415: 'Media type not supported',
  422: 'The content cannot be processed',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available at the moment',
};

/** @param correlationId what the log knows the request by. */
export const taxiiErrorOf = ({ status, code, message, details }: Failure, correlationId: string): TaxiiError => ({
  title: TITLES[status] ?? 'Error',
  description: message,
  error_id: correlationId,
  error_code: code,
  http_status: String(status),
  ...(Object.keys(details).length > 0 ? { details: { ...details } } : {}),
});
