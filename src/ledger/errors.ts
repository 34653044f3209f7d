/** Why a command or a read did not go through; the edges map `code` to GraphQL and problem details. */
export class LedgerError extends Error {
  constructor(
    readonly code: 'NOT_FOUND' | 'FORBIDDEN' | 'CONFLICT' | 'IDEMPOTENCY_KEY_REUSED' | 'UNAVAILABLE' | 'INVALID_INPUT',
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'LedgerError';
  }
}

export const notFound = (name: string): LedgerError =>
  new LedgerError('NOT_FOUND', `There is no such ${name}, or it is not visible to you.`);
export const forbidden = (message: string): LedgerError => new LedgerError('FORBIDDEN', message);
export const conflict = (currentRevision: bigint | undefined): LedgerError =>
  new LedgerError('CONFLICT', 'The record has changed since the revision you named. Load it again and repeat the change.', {
    currentRevision: currentRevision?.toString() ?? null,
  });
export const unavailable = (what: string): LedgerError =>
  new LedgerError('UNAVAILABLE', `${what} is not reachable at the moment. Try again shortly.`);
