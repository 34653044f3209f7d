/** Looks names up so that the address that is checked is the one that is connected to. */
import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { mayBeReached } from './networks.js';

/** The name has an address that nothing may be sent to. */
export class NotReachable extends Error {
  constructor() {
    super('the name has an address that may not be reached');
    this.name = 'NotReachable';
  }
}

export type Resolve = (host: string, answer: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const systemResolve: Resolve = (host, answer) => lookup(host, { all: true }, answer);

/**
 * For the `lookup` option of a connection: all addresses of a name have to be allowed, and the connection goes to one of these and no other.
 * @param networks that are allowed although they are not public.
 */
export const guardedLookup =
  (networks: readonly string[], resolve: Resolve = systemResolve): LookupFunction =>
  (host, options, answer) => {
    resolve(host, (error, addresses) => {
      if (error) return answer(error, '', 0);
      if (addresses.length === 0 || !addresses.every(({ address }) => mayBeReached(address, networks)))
        return answer(new NotReachable(), '', 0);
      return options.all ? answer(null, addresses) : answer(null, addresses[0].address, addresses[0].family);
    });
  };
