/** Lets a request become a WebSocket where there is one, and nowhere else. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * With anybody listening for upgrades, Node takes every request that offers one out of HTTP, for which no body is read and no connection
 * reused. A server may ignore the offer (RFC 9110 §7.8), and clients make it unasked (h2c): what is no WebSocket at `path` is served as if
 * it had not been made. To be called when the listeners are there.
 */
export const upgradeOnly = (server: Server, path: string): void => {
  const listeners = server.listeners('upgrade') as OnUpgrade[];
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isWebSocketAt(request, path)) for (const listener of listeners) listener.call(server, request, socket, head);
    else serveAsItIs(server, request, socket, head);
  });
};

const isWebSocketAt = ({ method, url = '', headers }: IncomingMessage, path: string): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && url.split('?', 1)[0] === path;

/** Hands the connection back to HTTP with the request as it came, but for the offer. */
const serveAsItIs = (
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void => {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase();
    const value = name === 'connection' ? withoutOffer(rawHeaders[i + 1]) : rawHeaders[i + 1];
    if (name !== 'upgrade' && value !== '') lines.push(`${rawHeaders[i]}: ${value}`);
  }
  // As it was read: header text is Latin-1 on the wire.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
};

const withoutOffer = (connection: string): string =>
  connection
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option.toLowerCase() !== 'upgrade')
    .join(', ');
