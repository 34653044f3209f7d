/** A part: many subscribers of the dashboard, each on a WebSocket of its own, who write down when they were told of what. */
import { createRequire } from 'node:module';
import { servePart } from './child-process.js';
import { DASHBOARD_CHANGED } from './questions.js';

export interface Subscribers {
  readonly url: string;
  readonly token: string;
  readonly count: number;
}

export type SubscriberMethods = {
  /** Milliseconds since the epoch at which each subscriber was told, by position; cleared when asked. */
  told(): ReadonlyMap<string, readonly number[]>;
};

interface Socket {
  send(data: string): void;
  terminate(): void;
  on(event: 'open' | 'message' | 'error' | 'close', listener: (data: Buffer) => void): void;
}
type SocketClass = new (url: string, protocol: string) => Socket;
/** As the application's GraphQL library brings it; Node 20 has no WebSocket of its own. */
const WebSocket = createRequire(createRequire(import.meta.url).resolve('mercurius'))('ws') as SocketClass;
/** Connections opened at a time. */
const AT_ONCE = 20;

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly dashboardChanged: { readonly changes: readonly { position: string }[] } } };
}

servePart<Subscribers>(async ({ url, token, count }) => {
  let told = new Map<string, number[]>();
  const sockets: Socket[] = [];
  const subscribe = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
      sockets.push(socket);
      const send = (message: object) => socket.send(JSON.stringify(message));
      socket.on('error', () => reject(new Error('a subscriber could not connect')));
      socket.on('close', () => reject(new Error('a subscriber was sent away')));
      socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
      socket.on('message', (data) => {
        const now = performance.timeOrigin + performance.now();
        const { type, payload } = JSON.parse(data.toString()) as Message;
        if (type === 'connection_ack') {
          send({ id: '1', type: 'subscribe', payload: { query: DASHBOARD_CHANGED } });
          // Answered after the subscription before it was taken.
          send({ id: '2', type: 'subscribe', payload: { query: '{ me { tenantId } }' } });
        }
        if (type === 'error') resolve();
        for (const { position } of payload?.data?.dashboardChanged?.changes ?? []) {
          const times = told.get(position);
          if (times) times.push(now);
          else told.set(position, [now]);
        }
      });
    });
  for (let open = 0; open < count; open += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - open) }, subscribe));
  const methods: SubscriberMethods = {
    told: () => {
      const known = told;
      told = new Map();
      return known;
    },
  };
  return {
    methods,
    close: async () => {
      for (const socket of sockets) socket.terminate();
    },
  };
});
