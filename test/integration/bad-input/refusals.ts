/** Sends what no client should send, and holds every answer to the same promises. */
import assert from 'node:assert/strict';
import type { GraphqlError, TestApplication } from '../../spec/application.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
}

export interface Sent {
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly path?: string;
}

export const send = async (
  app: TestApplication,
  token: string | undefined,
  { body, headers, method = 'POST', path = '/graphql' }: Sent,
): Promise<Answer> => {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: readonly GraphqlError[] };
  return { status: response.status, headers: response.headers, text, data, errors: errors ?? [] };
};

export const request = (query: string, variables?: unknown, operationName?: string): Sent => ({
  body: JSON.stringify({ query, variables, operationName }),
});

export interface Refusal {
  readonly sent: Sent;
  readonly status?: number;
  readonly code?: string;
  /** Where it is wrong, for input that has a place. */
  readonly path?: string;
  readonly message?: RegExp;
}

/** What stands in text of ours or of a library, and never in an answer. */
const INNER = /node_modules|\bat \S+ \(|TypeError|SyntaxError:|RangeError|undefined|pg-pool|file:\/\//;

/**
 * Three times, since a document is interpreted, compiled and then run compiled: the refusal has its code and place, the ledger's end does
 * not move, and a healthy query is answered right after.
 */
export const expectRefusal = async (
  app: TestApplication,
  token: string,
  { sent, status = 400, code = 'INVALID_INPUT', path, message }: Refusal,
): Promise<void> => {
  const head = await app.application.kernel.log.head();
  for (const round of ['interpreted', 'compiled', 'again']) {
    const answer = await send(app, token, sent);
    assert.equal(answer.status, status, `${round}: ${answer.text.slice(0, 500)}`);
    const [error] = answer.errors;
    assert.ok(error, round);
    assert.equal(answer.data, null, round);
    assert.equal(error.extensions.code, code, round);
    assert.doesNotMatch(answer.text, INNER, round);
    assert.ok(answer.text.length < 20_000, 'an answer does not echo what came in');
    if (message) assert.match(error.message, message, round);
    if (path !== undefined) {
      const fields = error.extensions['fields'] as { path: string; message: string }[];
      assert.equal(fields?.[0]?.path, path, round);
      assert.ok(fields[0].message, round);
    }
  }
  assert.equal(await app.application.kernel.log.head(), head, 'nothing was written');
  assert.ok((await app.data(token, '{ me { actorId } }')).me.actorId, 'a healthy query works');
};

/** One test per refusal. */
export const refusals = (subject: () => { app: TestApplication; token: string }, cases: Record<string, Refusal>): void => {
  for (const [name, refusal] of Object.entries(cases))
    it(`refuses ${name}`, () => {
      const { app, token } = subject();
      return expectRefusal(app, token, refusal);
    });
};
