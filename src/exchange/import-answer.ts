/** Answers an import with its receipt; for whoever waits, with its progress before it. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const LINES = 'application/x-ndjson';
const PROGRESS_MS = 200;

export type OnProgress = (done: number, total: number) => void;

const BATCH = 500;

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));

/** The JSON of a receipt, its long lists in pieces, so that it is never in memory as a whole. */
const jsonOf = function* (receipt: object): Generator<string> {
  let before = '{';
  for (const [name, value] of Object.entries(receipt)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (!Array.isArray(value) || value.length <= BATCH) {
      yield textOf(value);
      continue;
    }
    for (let at = 0; at < value.length; at += BATCH)
      yield `${at === 0 ? '[' : ','}${textOf(value.slice(at, at + BATCH)).slice(1, -1)}`;
    yield ']';
  }
  yield before === '{' ? '{}' : '}';
};

/** Sends the receipt of `work`; with `Accept: application/x-ndjson` as the line `{receipt}` after lines `{done, total}`. */
export const answerImport = async (
  request: FastifyRequest,
  reply: FastifyReply,
  work: (onProgress?: OnProgress) => Promise<object>,
): Promise<void> => {
  if (!request.headers.accept?.includes(LINES)) {
    const receipt = Readable.from(jsonOf(await work()), { objectMode: false });
    await reply.status(200).type('application/json; charset=utf-8').send(receipt);
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
  if (!reply.raw.headersSent) reply.raw.writeHead(200, { 'content-type': LINES, 'cache-control': 'no-store' });
  reply.hijack();
  const line = function* (): Generator<string> {
    yield '{"receipt":';
    yield* jsonOf(receipt);
    yield '}\n';
  };
  await pipeline(Readable.from(line(), { objectMode: false }), reply.raw);
};
