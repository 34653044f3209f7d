/** The body of a request for a development token: every field is optional, unknown ones are refused. */
import { z } from 'zod';
import { ROLES } from '../../access/actor.js';
import { SecrecyLevel } from '../../access/marking.js';
import { isTokenTenant } from '../../ledger/stream-name.js';
import type { DevelopmentIssuer, TokenOrder } from './development-issuer.js';

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

/** Seconds, as a number or as text such as 90s, 15m or 1h. */
const ttl = (maximum: number) =>
  z.union([z.number(), z.string()]).transform((given, context) => {
    const [, digits, unit] = /^(\d{1,9})([smh]?)$/.exec(String(given)) ?? [];
    const seconds = Number(digits) * SECONDS[unit ?? ''];
    if (seconds >= 1 && seconds <= maximum) return seconds;
    context.addIssue({ code: 'custom', message: `must be from 1 to ${maximum} seconds, such as 90, "90s" or "15m"` });
    return z.NEVER;
  });

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !/[\p{Control}\p{Surrogate}]/u.test(value), 'must not contain control characters');

/** @param maxTtlSeconds AUTH_MAX_AGE, also the default. */
export const tokenRequest = (maxTtlSeconds: number) =>
  z
    .strictObject({
      tenant: z
        .string()
        .refine(
          isTokenTenant,
          'must be 1 to 63 characters of a-z, 0-9, _ and -, beginning with a letter or digit; ledger-system is reserved',
        )
        .default('demo'),
      org: text(255).default('demo-org'),
      roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length).default(['analyst']),
      clearance: SecrecyLevel.default('UNCLASSIFIED'),
      countries: z
        .array(z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB'))
        .max(250)
        .default([]),
      sub: text(255).default('developer'),
      actorKind: z.enum(['human', 'service']).default('human'),
      ttl: ttl(maxTtlSeconds).default(maxTtlSeconds),
      name: text(255).optional(),
      email: text(255).optional(),
    })
    .transform(({ ttl: ttlSeconds, ...order }): TokenOrder => ({ ...order, ttlSeconds }));

/** A token for use inside this process, with the same defaults as POST /dev/token. Throws ZodError for a wrong field. */
export const mintDevelopmentToken = (
  issuer: DevelopmentIssuer,
  request: z.input<ReturnType<typeof tokenRequest>> = {},
): Promise<string> => issuer.mint(tokenRequest(issuer.maxTtlSeconds).parse(request));
