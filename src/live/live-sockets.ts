/** Takes the WebSockets of the GraphQL endpoint. */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { GRAPHQL_PATH } from '../graphql/endpoint.js';
import { LiveSocket, type SocketParts, type WebSocketLike } from './live-socket.js';

type WebSocketRoute = RouteOptions & { wsHandler?: (socket: WebSocketLike, request: FastifyRequest) => void };

export class LiveSockets {
  constructor(private readonly parts: SocketParts) {}

  /**
   * Puts ours in the place of mercurius' own handler, which validates no document, hides no error, knows no close codes and answers
   * each subscriber anew. To be called before the GraphQL routes are there.
   */
  takeOver(server: FastifyInstance): void {
    server.addHook('onRoute', (route: WebSocketRoute) => {
      if (route.url !== GRAPHQL_PATH || !route.wsHandler) return;
      route.wsHandler = (socket, request) => void new LiveSocket(socket, request, this.parts);
    });
  }
}
