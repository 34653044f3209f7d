/** A part: the application itself, with a look at the statements that a request makes it run. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import pg from 'pg';
import { startApplication } from '../../src/application.js';
import { loadConfig } from '../../src/config/config.js';
import { createPool } from '../../src/postgres/pool.js';
import { type ReadContext, Reader, type ReadStatement } from '../../src/postgres/reader.js';
import { PROJECTOR } from '../../src/postgres/roles.js';
import { servePart } from './child-process.js';
import type { LedgerPlace } from './stores.js';

export interface RecordedStatement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

export type ApplicationMethods = {
  url(): string;
  /** A token of the tenant `bench` that may write and import, with the actor id it stands for. */
  token(): Promise<string>;
  record(): void;
  /** What was run since {@link record}, in order, the projector's own statements left out. */
  recorded(): readonly RecordedStatement[];
  watchMemory(): void;
  /** Since {@link watchMemory}, MiB of resident memory: at the beginning, and at most. */
  memory(): { readonly before: number; readonly most: number };
};

const HOUSEKEEPING = /^(?:ledger|touch|checkpoint|insert|close|current|total) /;
const TOKEN_SECONDS = 24 * 3600;
const LOOK_AT_MEMORY_MS = 20;
const residentMiB = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Reads as the projector, whom row-level security does not hold for, and without a context. */
const takeWallDown = (databaseUrl: string): void => {
  const pool = createPool(databaseUrl, { max: 12, name: 'bench', onError: () => undefined, role: PROJECTOR });
  Reader.prototype.read = (_: ReadContext, { label, text, values }: ReadStatement) => {
    const name = `${label} ${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    return pool.query({ name, text, values: [...values] });
  };
};

/** `withoutWall`: beside another application that projects. */
servePart<LedgerPlace & { readonly withoutWall?: boolean }>(async ({ databaseUrl, eventStoreUrl, dataDir, withoutWall }) => {
  fs.mkdirSync(dataDir, { recursive: true });
  if (withoutWall) takeWallDown(databaseUrl);
  const config = loadConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    PROJECTIONS: withoutWall ? 'external' : 'thread',
    LOG_LEVEL: 'error',
    // Reports that make themselves would be measured with what is asked for.
    BUILT_IN_REPORTS: '0',
    RATE_LIMIT_PER_MINUTE: '10000000',
    LIVE_CONNECTIONS_PER_ACTOR: '10000',
    AUTH_MAX_AGE: String(TOKEN_SECONDS),
    IMPORT_BODY_LIMIT: String(512 * 1024 ** 2),
    EXCHANGE_NETWORKS: '127.0.0.1',
  });
  const application = await startApplication(config, { databaseUrl, databaseReadUrl: databaseUrl, eventStoreUrl });
  // Called with the client it is taken from.
  // oxlint-disable-next-line typescript/unbound-method
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  let statements: RecordedStatement[] = [];
  let [before, most] = [0, 0];
  let looking: NodeJS.Timeout | undefined;
  const methods: ApplicationMethods = {
    url: () => application.url,
    token: async () => {
      const response = await fetch(`${application.url}/dev/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          tenant: 'bench',
          org: 'org-1',
          roles: ['analyst', 'senior_analyst', 'source_manager', 'soc_manager'],
          clearance: 'SECRET',
          sub: 'bench',
          name: 'Bench',
          ttl: TOKEN_SECONDS,
        }),
      });
      if (!response.ok) throw new Error(`POST /dev/token: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { access_token: string }).access_token;
    },
    record: () => {
      statements = [];
      pg.Client.prototype.query = function recording(this: pg.Client, ...args: unknown[]) {
        const [config_] = args as [{ name?: string; text?: string; values?: unknown[] } | string];
        if (typeof config_ === 'object' && typeof config_.text === 'string' && !HOUSEKEEPING.test(config_.name ?? ''))
          statements.push({ name: config_.name, text: config_.text, values: config_.values ?? [] });
        return query.apply(this, args);
      } as typeof pg.Client.prototype.query;
    },
    recorded: () => {
      pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
      return statements;
    },
    watchMemory: () => {
      before = most = residentMiB();
      looking = setInterval(() => (most = Math.max(most, residentMiB())), LOOK_AT_MEMORY_MS);
    },
    memory: () => {
      clearInterval(looking);
      return { before, most };
    },
  };
  return { methods, close: () => application.stop() };
});
