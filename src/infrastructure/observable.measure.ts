/** Observables as the world writes them (defanged, upper case, with spaces around), brought to the one spelling that equal ones share. Pure. */
import { ObservableType } from './infrastructure.events.js';

/** How analysts keep an address from being opened by a click. */
const DEFANGED: readonly (readonly [RegExp, string])[] = [
  [/^h(?:xx|\*\*|__)p(s?)(?=\[?:)/gi, 'http$1'],
  [/^fxp(?=\[?:)/gi, 'ftp'],
  [/\[:\/\/\]/g, '://'],
  [/[[({]\s*(?:\.|dot)\s*[\])}]/gi, '.'],
  [/\\\./g, '.'],
  [/[[({]\s*(?:@|at)\s*[\])}]/gi, '@'],
  [/\[:\]/g, ':'],
];

/** @returns the observable as it can be looked up: hxxp://evil[.]com becomes http://evil.com. */
const refanged = (text: string): string =>
  DEFANGED.reduce((value, [pattern, replacement]) => value.replaceAll(pattern, replacement), text.trim());

const HASH_DIGITS = { 'file-md5': 32, 'file-sha1': 40, 'file-sha256': 64, 'file-sha512': 128 } as const;

/** RFC 1123 §2.1 labels, underscores as service names have them (RFC 2782); the last is not all digits. */
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** UTS #46 by way of the WHATWG URL Standard §3.3: lower case, other scripts as punycode; a final dot goes. */
const domainName = (value: string): string | undefined => {
  const bare = value.replace(/\.$/, '');
  if (/[/?#@:\\\s%]/.test(bare) || !URL.canParse(`http://${bare}/`)) return undefined;
  const { hostname } = new URL(`http://${bare}/`);
  return DOMAIN.test(hostname) ? hostname : undefined;
};

const octet = (text: string): boolean => /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
const prefix = (text: string | undefined, bits: number): boolean =>
  text === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= bits);
const withPrefix = (address: string, bits: string | undefined, all: number): string =>
  bits === undefined || Number(bits) === all ? address : `${address}/${bits}`;

/** STIX 2.1 §6.9: an address or CIDR block, dotted, without leading zeros (which some read as octal). */
const ipv4 = (value: string): string | undefined => {
  const [address, bits, ...rest] = value.split('/');
  const octets = address.split('.');
  if (rest.length > 0 || octets.length !== 4 || !octets.every(octet) || !prefix(bits, 32)) return undefined;
  return withPrefix(address, bits, 32);
};

/** STIX 2.1 §6.10, spelt as RFC 5952 §4 does. */
const ipv6 = (value: string): string | undefined => {
  const [address, bits, ...rest] = value.split('/');
  if (rest.length > 0 || !/^[0-9a-f:.]{2,45}$/i.test(address) || !prefix(bits, 128)) return undefined;
  if (!URL.canParse(`http://[${address}]/`)) return undefined;
  return withPrefix(new URL(`http://[${address}]/`).hostname.slice(1, -1), bits, 128);
};

/** Those that lead somewhere; what would run in a reader's browser is not among them. */
const SCHEMES: ReadonlySet<string> = new Set(
  ['http', 'https', 'ftp', 'ftps', 'sftp', 'ws', 'wss', 'tcp', 'udp', 'smb', 'ldap', 'ldaps', 'rdp', 'ssh'].map(
    (name) => `${name}:`,
  ),
);

/** RFC 3986 §6.2.2.1: scheme and host in lower case; without the port that the scheme has anyway. */
const url = (value: string): string | undefined => {
  if (/\s/.test(value) || !/^[a-z]+:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const parsed = new URL(
    value.replace(/^([a-z]+:\/\/(?:[^/?#@]*@)?)([^/?#@]*)/i, (_, before: string, host: string) => before + host.toLowerCase()),
  );
  return SCHEMES.has(parsed.protocol) && parsed.hostname !== '' ? parsed.href : undefined;
};

/** RFC 5321 §4.1.2 mailbox with a dot-string; the domain is compared without case. */
const email = (value: string): string | undefined => {
  const [, local, domain] = /^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([^@]+)$/.exec(value) ?? [];
  const host = domain === undefined ? undefined : domainName(domain);
  return host === undefined || /^\.|\.\.|\.$/.test(local) ? undefined : `${local}@${host}`;
};

/** RFC 6793: four octets. */
const autonomousSystem = (value: string): string | undefined => {
  const number = /^(?:AS)?\s?(0|[1-9]\d{0,9})$/i.exec(value)?.[1];
  return number !== undefined && Number(number) <= 4_294_967_295 ? `AS${number}` : undefined;
};

/** STIX 2.1 §6.11: lower case, colons. */
const macAddress = (value: string): string | undefined =>
  /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/i.test(value) ? value.toLowerCase().replaceAll('-', ':') : undefined;

const hash =
  (digits: number) =>
  (value: string): string | undefined =>
    value.length === digits && /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : undefined;

interface Spelling {
  readonly example: string;
  readonly spelt: (value: string) => string | undefined;
}
const hashSpelling = (type: keyof typeof HASH_DIGITS): Spelling => ({
  example: `${HASH_DIGITS[type]} hexadecimal digits`,
  spelt: hash(HASH_DIGITS[type]),
});
const SPELLINGS: Readonly<Record<ObservableType, Spelling>> = {
  'domain-name': { example: 'evil.example', spelt: domainName },
  'ipv4-addr': { example: '192.0.2.1 or 192.0.2.0/24', spelt: ipv4 },
  'ipv6-addr': { example: '2001:db8::1 or 2001:db8::/32', spelt: ipv6 },
  url: { example: 'https://evil.example/login', spelt: url },
  'email-addr': { example: 'someone@evil.example', spelt: email },
  'mac-addr': { example: '00:00:5e:00:53:01', spelt: macAddress },
  'autonomous-system': { example: 'AS64496', spelt: autonomousSystem },
  'file-md5': hashSpelling('file-md5'),
  'file-sha1': hashSpelling('file-sha1'),
  'file-sha256': hashSpelling('file-sha256'),
  'file-sha512': hashSpelling('file-sha512'),
};

/** @returns the one spelling of an observable; undefined when it is none of its type. */
export const canonicalValue = (type: ObservableType, value: string): string | undefined => SPELLINGS[type].spelt(refanged(value));

/** What one of a type looks like, for whoever has to mend one. */
export const exampleOf = (type: ObservableType): string => SPELLINGS[type].example;
