/** A part: Fastify and pg with nothing between, running given statements and serialising a given answer. */
import fastify from 'fastify';
import { createPool } from '../../src/postgres/pool.js';
import type { RecordedStatement } from './application.part.js';
import { servePart } from './child-process.js';

export interface BareServerArgument {
  readonly databaseUrl: string;
  /** Connections, as many as the application reads with. */
  readonly connections: number;
}

export type BareServerMethods = {
  url(): string;
  /** Answers `POST /<name>` by running the statements one after the other and serialising the answer. */
  serve(name: string, statements: readonly RecordedStatement[], answer: unknown): void;
};

servePart<BareServerArgument>(async ({ databaseUrl, connections }) => {
  const pool = createPool(databaseUrl, { max: connections, name: 'bench', onError: () => undefined });
  const operations = new Map<string, { statements: readonly RecordedStatement[]; answer: unknown }>();
  const server = fastify();
  server.post<{ Params: { name: string } }>('/:name', async (request, reply) => {
    const { statements, answer } = operations.get(request.params.name)!;
    for (const { name, text, values } of statements)
      await pool.query({ ...(name === undefined ? {} : { name }), text, values: [...values] });
    return reply.type('application/json').send(JSON.stringify(answer));
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const methods: BareServerMethods = {
    url: () => url,
    serve: (name, statements, answer) => void operations.set(name, { statements, answer }),
  };
  return {
    methods,
    close: async () => {
      await server.close();
      await pool.end();
    },
  };
});
