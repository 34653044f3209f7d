/** Checks what callers give as credentials; no message repeats any of it. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { parseInput } from '../../graphql/arguments.js';
import { plainInput } from '../../graphql/plain-input.js';
import type { RemoteCredentials } from '../remote/remote-connection.js';

const secret = (most: number) => z.string().min(1, 'must not be empty').max(most, `must be at most ${most} characters`);
/** What a header can carry (RFC 9110 §5.5). */
const headerText = (most: number) => secret(most).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks');
const works = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};
const isCertificate = (pem: string): boolean => works(() => new X509Certificate(pem));

const Credentials = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('basic'),
    username: secret(500).regex(/^[^:\p{Cc}]+$/u, 'must have no colon and no control characters'),
    password: secret(2_000).regex(/^\P{Cc}+$/u, 'must have no control characters'),
  }),
  z.strictObject({ kind: z.literal('bearer'), token: headerText(10_000) }),
  z.strictObject({
    kind: z.literal('certificate'),
    certificate: secret(50_000).refine(isCertificate, 'must be a certificate in PEM'),
    privateKey: secret(50_000).refine(
      (pem) => works(() => createPrivateKey(pem)),
      'must be a private key in PEM without a passphrase',
    ),
  }),
]);

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseCredentials = (input: object, path: string): RemoteCredentials =>
  parseInput(Credentials, plainInput(input, new Set()), path);

/** PEM certificates of who signs for a server. */
export const Authority = z.string().max(50_000).refine(isCertificate, 'must be certificates in PEM');
