/** Requests to one TAXII 2.1 server, whose answers are TAXII resources (TAXII 2.1 §1.6.8, §3.2). */
import type http from 'node:http';
import { type RemoteConnection, type RemoteHead, wholeBody } from '../../remote/remote-connection.js';
import { RemoteFailure, type StatusWords } from '../../remote/remote-failure.js';
import { TAXII_MEDIA_TYPE } from '../taxii-resources.js';

export interface TaxiiAnswer extends RemoteHead {
  readonly body: Buffer;
}

const TAXII_STATUSES: StatusWords = {
  400: ['refused', 'The server does not understand the request (400). Check the filters of the feed and the page size.'],
  403: ['forbidden', 'The server does not let these credentials do this (403). Ask its operator for access to the collection.'],
  404: ['not_found', 'There is nothing there (404). Check the API root and the id of the collection; discoverTaxii lists them.'],
  406: ['not_acceptable', 'The server does not speak TAXII 2.1 (406). Ask its operator for a TAXII 2.1 API root.'],
  413: ['too_large', 'The server takes no request of this size (413).'],
  415: ['unsupported_media_type', 'The server takes no TAXII 2.1 content (415). Ask its operator for a TAXII 2.1 API root.'],
  422: ['unprocessable', 'The server does not take all of the objects (422).'],
};

export class TaxiiConnection {
  constructor(private readonly remote: RemoteConnection) {}

  get origin(): string {
    return this.remote.origin;
  }

  /** @throws RemoteFailure unless the server answers with a TAXII resource. */
  get(url: string): Promise<TaxiiAnswer> {
    return this.ask('GET', url, undefined, {});
  }

  /** @throws RemoteFailure unless the server answers with a TAXII resource. */
  post(url: string, body: Buffer): Promise<TaxiiAnswer> {
    return this.ask('POST', url, body, { 'content-type': TAXII_MEDIA_TYPE, 'content-length': String(body.byteLength) });
  }

  private async ask(
    method: 'GET' | 'POST',
    url: string,
    body: Buffer | undefined,
    headers: http.OutgoingHttpHeaders,
  ): Promise<TaxiiAnswer> {
    const answer = await this.remote.ask(
      {
        method,
        url,
        headers: { accept: TAXII_MEDIA_TYPE, ...headers },
        body,
        words: TAXII_STATUSES,
        tooMuch: 'Ask for smaller pages.',
      },
      async (head, { pieces }) => ({ ...head, body: await wholeBody(pieces) }),
    );
    const { 'content-encoding': encoding, 'content-type': contentType } = answer.headers;
    if (encoding !== undefined && encoding !== 'identity')
      throw new RemoteFailure('not_taxii', 'The server compresses its answer although it was not asked to. Ask its operator.');
    if (!isTaxii(contentType))
      throw new RemoteFailure(
        'not_taxii',
        'What answers there is no TAXII 2.1 server: its answer has another media type. Check the address.',
      );
    return answer;
  }
}

/** TAXII 2.1 §1.6.8: without a version it is the newest. */
const isTaxii = (contentType: string | undefined): boolean => {
  const [type, ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const version = parameters
    .find((parameter) => parameter.startsWith('version='))
    ?.slice('version='.length)
    .replaceAll('"', '');
  return type === 'application/taxii+json' && (version === undefined || version === '2.1');
};

/** The JSON of an answer. @throws RemoteFailure when it is none: it may have broken off. */
export const jsonOf = ({ body }: TaxiiAnswer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new RemoteFailure('broken_answer', "The server's answer is no JSON. It is asked again later.");
  }
};
