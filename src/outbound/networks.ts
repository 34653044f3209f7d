/** Where this instance may connect to when somebody gives it an address: public ones, and others only where the settings allow it. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** RFC 4291 §2.4, IANA: what IPv6 routes globally. Everything else, also what embeds an IPv4 address, is not public. */
const GLOBAL_IPV6 = '2000::/3';
/** Services of clouds that answer from a public address to the machines in them alone. */
const METADATA = ['168.63.129.16'];

const isWithin = (address: Address, network: string): boolean => {
  const [range, bits] = ipaddr.isValidCIDR(network)
    ? ipaddr.parseCIDR(network)
    : ([ipaddr.parse(network), ipaddr.parse(network).kind() === 'ipv4' ? 32 : 128] as const);
  return address.kind() === range.kind() && address.match(range, bits);
};

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4' || isWithin(address, GLOBAL_IPV6)) &&
  !METADATA.some((one) => isWithin(address, one));

/** @param networks that are allowed although they are not public. */
export const mayBeReached = (address: string, networks: readonly string[]): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return isPublic(parsed) || networks.some((network) => isWithin(parsed, network));
};

export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * @param setting that names the networks, for the message.
 * @returns why nothing may be sent there; undefined when it may. Names are looked up when something is sent.
 */
export const refusedUrl = (text: string, networks: readonly string[], setting: string): string | undefined => {
  if (!URL.canParse(text)) return 'must be an https:// URL';
  const url = new URL(text);
  if (url.username || url.password || url.hash) return 'must be a URL without user name, password or fragment';
  const host = hostOf(url);
  const allowed = isIP(host) !== 0 && networks.some((network) => isWithin(ipaddr.process(host), network));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed)) return 'must be an https:// URL';
  if (isIP(host) !== 0 && !mayBeReached(host, networks)) return `must be a public address, or one that ${setting} allows`;
  return undefined;
};
