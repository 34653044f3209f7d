/** Finds TCP ports on 127.0.0.1 that a supervised store can keep over its restarts. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below every common ephemeral range: a port in it could be taken by an outgoing connection while its store restarts,
// and a client reconnecting to the store's own closed port could connect to itself.
const LOWEST = 15_000;
const HIGHEST = 32_000;
const ATTEMPTS = 200;

/** Whether a server can listen on 127.0.0.1:`port` at this moment. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A free port on 127.0.0.1, outside the ephemeral range. Throws when none is found. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await portIsFree(port)) return port;
  }
  throw new Error(`No free TCP port on 127.0.0.1 between ${LOWEST} and ${HIGHEST}; stop some servers and start again.`);
}
