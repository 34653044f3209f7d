/** Calls REST routes, and holds every answer against the OpenAPI document that the server publishes. */
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TestApplication } from './application.js';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly content: Buffer;
  // Each story knows the shape it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

export interface RestCall {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Described {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>>;
}
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export const openApiOf = async (app: TestApplication): Promise<OpenApi> =>
  (await (await fetch(`${app.url}/api/v1/openapi.json`)).json()) as OpenApi;

export class RestClient {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  private constructor(
    private readonly app: TestApplication,
    readonly document: OpenApi,
  ) {
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
  }

  static async of(app: TestApplication): Promise<RestClient> {
    return new RestClient(app, await openApiOf(app));
  }

  async call(token: string | undefined, method: string, path: string, { body, headers }: RestCall = {}): Promise<RestAnswer> {
    const response = await fetch(`${this.app.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = Buffer.from(await response.arrayBuffer());
    const type = (response.headers.get('content-type') ?? '').split(';')[0];
    const json: unknown = /json/.test(type) && content.length > 0 ? JSON.parse(content.toString('utf8')) : undefined;
    if (!path.includes('case=snake'))
      this.validate(`${method} ${path}`, this.described(method, path), response.status, type, json);
    return { status: response.status, headers: response.headers, content, json };
  }

  get(token: string | undefined, path: string, call: RestCall = {}): Promise<RestAnswer> {
    return this.call(token, 'GET', path, call);
  }

  /** Literal parts go before parameters, as in routing. */
  private described(method: string, address: string): Described {
    const asked = address.split('?')[0].split('/');
    const fits = (path: string): boolean => {
      const parts = path.split('/');
      return parts.length === asked.length && parts.every((part, index) => part.startsWith('{') || part === asked[index]);
    };
    const literal = (path: string): number => path.split('/').filter((part) => !part.startsWith('{')).length;
    const [path] = Object.keys(this.document.paths)
      .filter((one) => fits(one) && this.document.paths[one][method.toLowerCase()])
      .toSorted((a, b) => literal(b) - literal(a));
    assert.ok(path, `${method} ${address} is not in the document`);
    return this.document.paths[path][method.toLowerCase()];
  }

  private validate(call: string, { responses }: Described, status: number, type: string, json: unknown): void {
    const described = responses[status] ?? (status >= 400 ? responses['default'] : undefined);
    assert.ok(described, `${call} is not said to answer ${status}`);
    if (type === '') return;
    const media = described.content?.[type];
    assert.ok(media, `${call} is not said to answer ${status} as ${type}`);
    if (json === undefined || !media.schema) return;
    const schema = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/components', '"openapi#/components')) as object;
    assert.ok(this.ajv.validate(schema, json), `${call}: ${this.ajv.errorsText()} in ${JSON.stringify(json).slice(0, 500)}`);
  }
}
