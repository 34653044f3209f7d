/** Reads a STIX bundle at an address, as open feeds and exports of other workbenches publish it, when it has changed. */
import type { IncomingHttpHeaders } from 'node:http';
import type { PullResult } from '../../remote/pulled.js';
import { RemoteFailure, type StatusWords } from '../../remote/remote-failure.js';
import { type SpooledBody, spooledBody } from '../../remote/spooled-body.js';
import { mayAskAgain } from '../../remote/waiting.js';
import type { FeedConnector, PullParts } from './connector.js';

/** Which content was taken last; the cursor is its JSON. */
interface Known {
  /** RFC 9110 §8.8.3. */
  readonly etag?: string | undefined;
  /** RFC 9110 §8.8.2. */
  readonly lastModified?: string | undefined;
  readonly sha256: string;
}
interface Changed {
  readonly body: SpooledBody;
  readonly known: Known;
}

export const NO_VALIDATOR =
  'The server does not say which content it has (ETag, Last-Modified), so every poll reads the whole bundle.';

const STATUSES: StatusWords = {
  304: ['broken_answer', 'The server says that nothing has changed (304) although it was not asked. It is asked again later.'],
  400: ['refused', 'The server does not understand the request (400). Check the address.'],
  403: ['forbidden', 'The server does not let these credentials read this (403). Ask its operator for access.'],
  404: ['not_found', 'There is nothing there (404). Check the address.'],
  406: ['not_acceptable', 'The server has no JSON there (406). Check the address.'],
};

/** Names of parameters that carry what nobody else may know. */
const SECRET = /(?:^|[-_.])(?:(?:api|access)?[-_]?key|token|secret|password|passwd|pwd|auth|authorization|signature|sig)$/i;

const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

const knownOf = (cursor: string | null): Known | undefined => (cursor === null ? undefined : (JSON.parse(cursor) as Known));

/** RFC 9110 §8.8.2.2: what was changed in the second in which it was answered may change in it once more. */
const isOver = (lastModified: string, date: string | undefined): boolean =>
  HTTP_DATE.test(lastModified) && date !== undefined && Date.parse(date) - Date.parse(lastModified) >= 1_000;

const validatorsOf = ({ etag, date, 'last-modified': lastModified }: IncomingHttpHeaders): Omit<Known, 'sha256'> => ({
  ...(etag !== undefined && ETAG.test(etag) ? { etag } : {}),
  ...(lastModified !== undefined && isOver(lastModified, date) ? { lastModified } : {}),
});

/** RFC 9110 §13.1.2, §13.1.3. */
const conditionsOf = ({ etag, lastModified }: Partial<Known> = {}): Readonly<Record<string, string>> => ({
  ...(etag === undefined ? {} : { 'if-none-match': etag }),
  ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
});

/** @returns undefined when the server says that it has not changed. @throws RemoteFailure */
const read = async (url: string, known: Known | undefined, { connection }: PullParts): Promise<Changed | undefined> => {
  const conditions = conditionsOf(known);
  const asked = {
    method: 'GET',
    url,
    headers: {
      accept: 'application/stix+json;version=2.1, application/json;q=0.9, */*;q=0.1',
      'accept-encoding': 'gzip',
      ...conditions,
    },
    accepts: Object.keys(conditions).length > 0 ? [304] : [],
    words: STATUSES,
    tooMuch: 'Ask its operator for a smaller bundle, or raise IMPORT_BODY_LIMIT.',
  } as const;
  return connection.ask(asked, async (head, answer) => {
    if (head.status === 304) return undefined;
    const body = await spooledBody(head, answer);
    return { body, known: { ...validatorsOf(head.headers), sha256: body.sha256 } };
  });
};

const readPatiently = async (url: string, known: Known | undefined, parts: PullParts) => {
  for (let restarts = 0; ; restarts += 1)
    try {
      return { restarts, answer: await read(url, known, parts), failure: null };
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error;
      const isFinal = error.fault === 'too_much' || !(await mayAskAgain(error, restarts, parts));
      if (isFinal) return { restarts, answer: undefined, failure: error };
    }
};

export const bundle: FeedConnector = {
  refusal({ searchParams }) {
    const secret = [...searchParams.keys()].find((name) => SECRET.test(name));
    return secret === undefined
      ? undefined
      : `must have no secret in its query (${secret.slice(0, 100)}): set the credentials of the feed instead`;
  },
  address: (url) => new URL(url).href,
  placeOf: ({ apiRoot }) => apiRoot,
  async pull({ apiRoot, cursor }, parts): Promise<PullResult> {
    const known = knownOf(cursor);
    const { answer, restarts, failure } = await readPatiently(apiRoot, known, parts);
    const unchanged = { complete: failure === null, pages: 0, objects: 0, restarts, cursor, failure, warnings: [] };
    if (!answer) return unchanged;
    const reached = JSON.stringify(answer.known);
    const warnings = Object.keys(conditionsOf(answer.known)).length === 0 ? [NO_VALIDATOR] : [];
    try {
      const isSame = answer.known.sha256 === known?.sha256;
      const objects = isSame ? 0 : await parts.take({ body: answer.body.content(), cursor: reached });
      return { ...unchanged, pages: 1, objects, cursor: reached, warnings };
    } finally {
      await answer.body.close();
    }
  },
  push: null,
};
