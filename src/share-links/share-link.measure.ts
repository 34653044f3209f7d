/** What every link has to those outside: how long it lasts, how often it opens, and the shapes of what it is opened with. Pure. */
import { z } from 'zod';
import { RuleViolation } from '../ledger/decider.js';
import { line } from '../ledger/text.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;
export const LONGEST_SHARE_DAYS = 30;
/** How long a share may last. */
export const LONGEST_SHARE_MS = LONGEST_SHARE_DAYS * DAY_MS;

/** scrypt (RFC 7914) with N = 2^14, r = 8, p = 1; base64url. */
export const PasswordHash = z.strictObject({ salt: line(100), hash: line(100) });
export type PasswordHash = z.infer<typeof PasswordHash>;

/** As a caller gives it. */
export const LinkPassword = z.string().min(8, 'must have at least 8 characters').max(200);
export const LinkDays = z.int().min(1).max(LONGEST_SHARE_DAYS);
export const MaxViews = z.int().min(1).max(10_000);

/** @returns when a share ends that was asked for at `now`, UTC ISO 8601; in a week when nothing was said. */
export const endOf = (
  { expiresAt, expiresInDays }: { readonly expiresAt?: string | undefined; readonly expiresInDays?: number | undefined },
  now: Date,
): string => expiresAt ?? new Date(now.getTime() + (expiresInDays ?? DEFAULT_DAYS) * DAY_MS).toISOString();

/**
 * @param what is shared, as a sentence begins with it: `A report`.
 * @throws RuleViolation SHARE_OVER, SHARE_TOO_LONG.
 */
export const checkTerm = (what: string, expiresAt: string, now: string): void => {
  if (expiresAt <= now)
    throw new RuleViolation('SHARE_OVER', 'The share would have ended already. Give a later expiresAt.', 'expiresAt');
  if (Date.parse(expiresAt) - Date.parse(now) > LONGEST_SHARE_MS)
    throw new RuleViolation(
      'SHARE_TOO_LONG',
      `${what} is shared for ${LONGEST_SHARE_DAYS} days at most. Give an earlier expiresAt.`,
      'expiresAt',
    );
};

export const SHARE_STATES = ['active', 'expired', 'revoked', 'used_up'] as const;
export type ShareState = (typeof SHARE_STATES)[number];

interface Link {
  readonly status: 'standing' | 'revoked';
  readonly expiresAt: string;
  readonly maxViews: number | null;
}

/**
 * Whether a share still opens.
 * @param uses how often it has opened.
 * @param now UTC, ISO 8601 with milliseconds.
 */
export const linkState = ({ status, expiresAt, maxViews }: Link, uses: number, now: string): ShareState => {
  if (status === 'revoked') return 'revoked';
  if (now >= expiresAt) return 'expired';
  return maxViews !== null && uses >= maxViews ? 'used_up' : 'active';
};
