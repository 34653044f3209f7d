/** How the text of one environment variable becomes a value, or an error that says what it must be. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isLoopback } from './loopback.js';

const SHOWN = 60;
const quote = (text: string): string => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

interface Reading<T> {
  /** What the setting must be, for the error: "PORT must be <expected>". */
  readonly expected: string;
  readonly read: (text: string) => T | undefined;
  /** The error never repeats the value, since it may hold a password or a key. */
  readonly secret?: boolean;
}

const setting = <T>({ expected, read, secret = false }: Reading<T>) =>
  z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${expected}${secret ? '' : `, not ${quote(text)}`}` });
    return z.NEVER;
  });

export const wholeNumber = (minimum: number, maximum: number, unit = '') =>
  setting({
    expected: `a whole number${unit && ` of ${unit}`} from ${minimum} to ${maximum}`,
    read: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
      return value >= minimum && value <= maximum ? value : undefined;
    },
  });

export const oneOf = <const T extends string>(...options: readonly T[]) =>
  setting({
    expected: `one of ${options.join(', ')}`,
    read: (text) => options.find((option) => option === text),
  });

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'true', 'on', 'yes'].map((word) => [word, true] as const),
  ...['0', 'false', 'off', 'no'].map((word) => [word, false] as const),
]);
export const flag = () => setting({ expected: '1 or 0', read: (text) => FLAGS.get(text.toLowerCase()) });

/** Bytes: a whole number, or one with k or m (1024 and 1024 × 1024). */
export const byteCount = (minimum: number, maximum: number) =>
  setting({
    expected: `a number of bytes such as 65536, 512k or 10m, from ${minimum} to ${maximum}`,
    read: (text) => {
      const [, digits, unit] = /^(\d{1,12})([km]?)$/i.exec(text) ?? [];
      const value = Number(digits) * { '': 1, k: 1024, m: 1024 ** 2 }[(unit ?? '').toLowerCase() as '' | 'k' | 'm'];
      return value >= minimum && value <= maximum ? value : undefined;
    },
  });

export const plainText = (expected: string, pattern: RegExp) =>
  setting({ expected, read: (text) => (pattern.test(text) ? text : undefined) });

export const listenAddress = () =>
  setting({
    expected: 'an address or host name to listen on, such as 127.0.0.1 or 0.0.0.0',
    read: (text) => (isIP(text) || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) ? text : undefined),
  });

/** RFC 6454 §6.1 origins, comma-separated, without a path. */
export const originList = () =>
  setting({
    expected:
      'a comma-separated list of origins such as https://watch.example.org (scheme, host and port only; * is not accepted)',
    read: (text) => {
      const origins = text.split(',').map((part) => part.trim());
      return origins.every((origin) => /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin)
        ? origins
        : undefined;
    },
  });

/** An http or https URL without credentials, query or fragment. @returns it without a slash at its end. */
export const baseUrl = () =>
  setting({
    expected: 'an https:// URL without user name, password, query or fragment',
    read: (text) => {
      if (!URL.canParse(text)) return undefined;
      const { protocol, username, password, search, hash } = new URL(text);
      return /^https?:$/.test(protocol) && !username && !password && !search && !hash ? text.replace(/\/+$/, '') : undefined;
    },
  });

/** Addresses, and networks in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), comma-separated. */
export const networkList = () =>
  setting({
    expected: 'a comma-separated list of addresses or networks such as 10.1.0.0/16',
    read: (text) => {
      const networks = text.split(',').map((part) => part.trim());
      return networks.every((network) => ipaddr.isValid(network) || ipaddr.isValidCIDR(network)) ? networks : undefined;
    },
  });

export const connectionUrl = (expected: string, protocols: readonly string[]) =>
  setting({
    expected,
    read: (text) => (protocols.some((protocol) => text.startsWith(protocol) && text.length > protocol.length) ? text : undefined),
    secret: true,
  });

/** An https URL without credentials or fragment; http only on this machine, which production refuses as well. */
export const identityProviderUrl = () =>
  setting({
    expected: 'an https:// URL without user name, password or fragment (http:// only on this machine, for development)',
    read: (text) => {
      if (!URL.canParse(text)) return undefined;
      const { protocol, username, password, hash, hostname } = new URL(text);
      const secure = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
      return secure && !username && !password && !hash ? text : undefined;
    },
    secret: true,
  });

const KEY_BYTES = 32;
const DISTINCT_BYTES = 8;

const isHex = (text: string): boolean => /^([0-9a-f]{2})+$/i.test(text);
const isBase64 = (text: string): boolean => /^[\w+/-]+={1,2}$|^[\w+/-]{43,}$/.test(text);

/** @returns the key behind its text in hex, base64, base64url or as it stands, or undefined when it is shorter than 32 bytes or a placeholder. */
export const decodeKey = (text: string): Buffer | undefined => {
  const key = Buffer.from(text, isHex(text) ? 'hex' : isBase64(text) ? 'base64' : 'utf8');
  return key.length >= KEY_BYTES && new Set(key).size >= DISTINCT_BYTES ? key : undefined;
};
export const secretKey = () =>
  setting({
    expected: 'at least 32 random bytes in base64 or hex (make one with: openssl rand -base64 32)',
    read: decodeKey,
    secret: true,
  });
