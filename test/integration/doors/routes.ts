/** Every route that the server has, as the server itself tells it. */
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

export interface Route {
  readonly method: string;
  readonly path: string;
}

const INDENT = 4;
const LINE = /^([\s│]*)[├└]── (\S*) ?(?:\(([^)]+)\))?$/;

/** Routes by method; HEAD and OPTIONS, which the server adds, are left out. */
export const routesOf = (nest: INestApplication): readonly Route[] => {
  const server = nest.getHttpAdapter().getInstance() as FastifyInstance;
  const above: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, part, methods] = LINE.exec(line) ?? [];
      if (indent === undefined || part === undefined) return [];
      const depth = indent.length / INDENT;
      above.splice(depth, above.length, part);
      const path = above.slice(0, depth + 1).join('');
      return (methods ?? '')
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD' && method !== 'OPTIONS')
        .map((method) => ({ method, path }));
    });
};
