/** Which addresses and names mean this machine. */
import { isIP } from 'node:net';

/**
 * Whether a host name or address is this machine: `localhost` and names below it (RFC 6761 §6.3), 127.0.0.0/8, ::1, the same as
 * IPv4-mapped IPv6, and the unspecified addresses, which connect to this machine.
 * @param host as in a URL or a socket: brackets around IPv6 and a trailing dot are accepted, a port is not.
 */
export const isLoopback = (host: string): boolean => {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name);
  if (mapped) return mapped[1].padStart(4, '0').startsWith('7f') || /^0+$/.test(mapped[1] + mapped[2]);
  const address = name.replace(/^::ffff:(?=\d+\.)/, '');
  if (isIP(address) === 4) return address.startsWith('127.') || address === '0.0.0.0';
  return isIP(address) === 6 && /^(0*:)*:?0*[01]?$/.test(address);
};
