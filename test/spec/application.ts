/** A whole running instance for tests, on stores of its own, with the requests that stories make of it. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { mintDevelopmentToken } from '../../src/auth/development-issuer/token-request.js';
import { type Application, startApplication } from '../../src/application.js';
import { loadConfig } from '../../src/config/config.js';
import type { Clock } from '../../src/ledger/clock.js';
import { freshStores, type FreshStores, temporaryDataDir } from './stores.js';

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Record<string, unknown> & { readonly code: string };
}
export interface GraphqlAnswer {
  readonly status: number;
  // Each story knows the shape it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors: readonly GraphqlError[];
}

export interface Claims {
  readonly tenant?: string;
  readonly org?: string;
  readonly roles?: readonly string[];
  readonly clearance?: string;
  readonly countries?: readonly string[];
  readonly sub?: string;
  readonly name?: string;
}

export interface TestApplication {
  readonly application: Application;
  readonly stores: FreshStores;
  readonly url: string;
  token(claims?: Claims): Promise<string>;
  /** Asks, and gives back whatever was answered. */
  ask(token: string | undefined, query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** Asks for what has to work. */
  data(token: string, query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer['data']>;
  stop(): Promise<void>;
}

export const startTestApplication = async (
  options: { clock?: Clock; env?: Record<string, string>; stores?: FreshStores } = {},
): Promise<TestApplication> => {
  const stores = options.stores ?? (await freshStores());
  const dataDir = await temporaryDataDir();
  fs.mkdirSync(dataDir, { recursive: true });
  const config = loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    // A thread would load every module once more, and goes by no clock of a story.
    PROJECTIONS: 'inline',
    RATE_LIMIT_PER_MINUTE: '1000000',
    // Their reports would be made beside whatever a story is about.
    BUILT_IN_REPORTS: '0',
    ...options.env,
  });
  const urls = { databaseUrl: stores.databaseUrl, databaseReadUrl: stores.databaseUrl, eventStoreUrl: stores.eventStoreUrl };
  const application = await startApplication(config, urls, options.clock).catch(async (error: unknown) => {
    if (!options.stores) await stores.stop();
    throw error;
  });
  const { url, issuer } = application;
  const token = (claims: Claims = {}) =>
    mintDevelopmentToken(issuer!, { roles: ['analyst'], clearance: 'SECRET', ...claims } as never);
  const ask = async (bearer: string | undefined, query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data: unknown; errors?: readonly GraphqlError[] };
    return { status: response.status, data: body.data, errors: body.errors ?? [] };
  };
  return {
    application,
    stores,
    url,
    token,
    ask,
    async data(bearer, query, variables) {
      const answer = await ask(bearer, query, variables);
      assert.deepEqual(answer.errors, []);
      return answer.data;
    },
    async stop() {
      await application.stop();
      if (!options.stores) await stores.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
