/** Why a server could not be used, in words of our own that say what to do. Words of other machines are not kept. */

export type RemoteFault =
  | 'address_not_allowed'
  | 'unreachable'
  | 'stalled'
  | 'broken_answer'
  | 'too_much'
  | 'busy'
  | 'server_error'
  | 'redirected'
  | 'not_taxii'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'not_acceptable'
  | 'unsupported_media_type'
  | 'too_large'
  | 'refused'
  | 'unprocessable'
  | 'no_progress';

/** The same request may work later. */
const TEMPORARY: ReadonlySet<RemoteFault> = new Set([
  'unreachable',
  'stalled',
  'broken_answer',
  'too_much',
  'busy',
  'server_error',
]);

export class RemoteFailure extends Error {
  constructor(
    readonly fault: RemoteFault,
    message: string,
    /** How long the server asked to be left alone. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'RemoteFailure';
  }

  get temporary(): boolean {
    return TEMPORARY.has(this.fault);
  }
}

/** What statuses mean, and what to do, where it depends on what is spoken. */
export type StatusWords = Readonly<Record<number, readonly [RemoteFault, string]>>;

const OF_ANY_SERVER: StatusWords = {
  401: ['unauthorized', 'The server does not accept the credentials (401). Set them again.'],
  429: ['busy', 'The server asks for fewer requests (429). It is asked again later.'],
  503: ['busy', 'The server is not available for now (503). It is asked again later.'],
};

/** @param location where the server points to, without what may be secret in it. */
export const failureOfStatus = (
  status: number,
  words: StatusWords,
  { location, retryAfterMs }: { readonly location: string | undefined; readonly retryAfterMs: number | undefined },
): RemoteFailure => {
  const known = words[status] ?? OF_ANY_SERVER[status];
  if (known) return new RemoteFailure(...known, retryAfterMs);
  if (status >= 300 && status < 400)
    return new RemoteFailure(
      'redirected',
      `The server redirects (${status})${location === undefined ? '' : ` to ${location}`}. Redirects are not followed: if that is the right place, name it in the feed.`,
    );
  const general = `The server answered ${status}. Ask its operator, or try again later.`;
  return new RemoteFailure(status >= 500 ? 'server_error' : 'refused', general, retryAfterMs);
};
