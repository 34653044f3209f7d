/** Answers an import with its receipt; for whoever waits, with its progress before it. */
import type { FastifyReply, FastifyRequest } from 'fastify';

export const LINES = 'application/x-ndjson';
const PROGRESS_MS = 200;

export type OnProgress = (done: number, total: number) => void;

const serializable = (receipt: object): unknown =>
  JSON.parse(JSON.stringify(receipt, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));

/** Sends the receipt of `work`; with `Accept: application/x-ndjson` as the line `{receipt}` after lines `{done, total}`. */
export const answerImport = async (
  request: FastifyRequest,
  reply: FastifyReply,
  work: (onProgress?: OnProgress) => Promise<object>,
): Promise<void> => {
  if (!request.headers.accept?.includes(LINES)) {
    await reply.status(200).send(serializable(await work()));
    return;
  }
  let told = 0;
  const write = (value: unknown): void => {
    if (!reply.raw.headersSent) reply.raw.writeHead(200, { 'content-type': LINES, 'cache-control': 'no-store' });
    reply.raw.write(`${JSON.stringify(value)}\n`);
  };
  // Until the first line is out, a failure is an ordinary problem response.
  const receipt = await work((done, total) => {
    if (Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    write({ done, total });
  });
  write({ receipt: serializable(receipt) });
  reply.hijack();
  reply.raw.end();
};
