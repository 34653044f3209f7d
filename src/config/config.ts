/** The environment, parsed once; nothing else reads process.env. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { isLoopback } from './loopback.js';
import {
  baseUrl,
  byteCount,
  connectionUrl,
  flag,
  identityProviderUrl,
  listenAddress,
  networkList,
  oneOf,
  originList,
  plainText,
  secretKey,
  wholeNumber,
} from './setting.js';

/** Names of the token's claims; a dotted name reaches into nested objects, such as `realm_access.roles`. */
export interface ClaimNames {
  readonly tenant: string;
  readonly org: string;
  readonly roles: string;
  readonly clearance: string;
  readonly countries: string;
}

interface TokenRules {
  /** The exact `iss` of every token (RFC 7519 §4.1.1). */
  readonly issuer: string;
  readonly audience: string;
  readonly claims: ClaimNames;
  /** Longest accepted age and lifetime of a token, in seconds. */
  readonly maxAgeSeconds: number;
}
export type AuthConfig = TokenRules &
  ({ readonly mode: 'development' } | { readonly mode: 'provider'; readonly jwksUri: string });

export interface Config {
  readonly environment: 'production' | 'development' | 'test';
  readonly http: {
    readonly host: string;
    /** 0: any free port. */
    readonly port: number;
    /** Addresses and networks of proxies whose X-Forwarded-For is believed; empty: none is. */
    readonly trustedProxies: readonly string[];
    /** Empty: no cross-origin requests. */
    readonly corsOrigins: readonly string[];
    readonly bodyLimitBytes: number;
    readonly importBodyLimitBytes: number;
    /** Per actor. */
    readonly requestsPerMinute: number;
  };
  readonly graphql: {
    readonly maxDepth: number;
    readonly maxAliases: number;
    readonly maxCost: number;
    readonly maxQueryBytes: number;
  };
  readonly live: {
    /** WebSockets and event streams at a time, per actor. */
    readonly connectionsPerActor: number;
    readonly subscriptionsPerConnection: number;
    /** Changes that a subscriber may be behind before it is told to come again. */
    readonly maxUndelivered: number;
  };
  /** Absolute. */
  readonly dataDir: string;
  /** Load the demo data into an empty ledger. */
  readonly demo: boolean;
  /** Tenants with incidents begin with the built-in report schedules. */
  readonly builtInReports: boolean;
  /** Absent: the embedded PostgreSQL. `readUrl` is `url` unless set. */
  readonly database?: { readonly url: string; readonly readUrl: string };
  /** Absent: the embedded event-store node. */
  readonly eventStoreUrl?: string;
  readonly auth: AuthConfig;
  /** Whether a tenant comes to be on its first use, or has to be registered by a superuser. */
  readonly tenants: 'first-use' | 'registered';
  /** At least 32 bytes; absent: kept in the data directory. */
  readonly instanceKey?: Buffer;
  /** Where those outside reach this instance, without a slash at its end: what links that are sent begin with. */
  readonly publicUrl: string;
  /** Absent: mail waits until there is a server. */
  readonly mail?: { readonly url: string; readonly from: string };
  /** Addresses and networks that webhooks may be sent to although they are not public. */
  readonly webhookNetworks: readonly string[];
  /** Addresses and networks of TAXII servers that may be reached although they are not public. */
  readonly exchangeNetworks: readonly string[];
  /** Where the projections run: in a thread of this process, in its main thread, or in a process of their own. */
  readonly projections: 'thread' | 'inline' | 'external';
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** `iss` of the development issuer's tokens. */
export const DEVELOPMENT_ISSUER = 'urn:intelligence-ledger:development-issuer';

const MEBIBYTE = 1024 ** 2;
const claimName = () => plainText('the name of a claim, or a dotted path to it', /^[^\s."][^\s"]{0,199}$/);
const POSTGRES = 'a postgres:// or postgresql:// URL';
const EVENT_STORE = 'an esdb:// or esdb+discover:// connection string (a kurrentdb:// one works when spelt esdb://)';

const Settings = z.object({
  NODE_ENV: oneOf('production', 'development', 'test').default('development'),
  HOST: listenAddress().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  DATA_DIR: z.string().default('./.data'),
  DEMO: flag().optional(),
  BUILT_IN_REPORTS: flag().default(true),
  DATABASE_URL: connectionUrl(POSTGRES, ['postgres://', 'postgresql://']).optional(),
  DATABASE_READ_URL: connectionUrl(POSTGRES, ['postgres://', 'postgresql://']).optional(),
  EVENTSTORE_URL: connectionUrl(EVENT_STORE, ['esdb://', 'esdb+discover://']).optional(),
  AUTH_ISSUER: identityProviderUrl().optional(),
  AUTH_AUDIENCE: plainText('the audience of the access tokens, without blanks', /^\S{1,255}$/).optional(),
  AUTH_JWKS_URI: identityProviderUrl().optional(),
  AUTH_CLAIM_TENANT: claimName().default('tenant'),
  AUTH_CLAIM_ORG: claimName().default('org'),
  AUTH_CLAIM_ROLES: claimName().default('roles'),
  AUTH_CLAIM_CLEARANCE: claimName().default('clearance'),
  AUTH_CLAIM_COUNTRIES: claimName().default('countries'),
  AUTH_MAX_AGE: wholeNumber(30, 86_400, 'seconds').default(900),
  TENANTS: oneOf('first-use', 'registered').optional(),
  INSTANCE_KEY: secretKey().optional(),
  PUBLIC_URL: baseUrl().optional(),
  SMTP_URL: connectionUrl('an smtp:// or smtps:// URL', ['smtp://', 'smtps://']).optional(),
  SMTP_FROM: plainText('an e-mail address', /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/).optional(),
  WEBHOOK_NETWORKS: networkList().default([]),
  EXCHANGE_NETWORKS: networkList().default([]),
  TRUST_PROXY: networkList().default([]),
  CORS_ORIGINS: originList().default([]),
  RATE_LIMIT_PER_MINUTE: wholeNumber(1, 10_000_000).default(1200),
  REQUEST_BODY_LIMIT: byteCount(1024, 1024 * MEBIBYTE).default(MEBIBYTE),
  IMPORT_BODY_LIMIT: byteCount(1024, 1024 * MEBIBYTE).default(256 * MEBIBYTE),
  GRAPHQL_MAX_DEPTH: wholeNumber(1, 100).default(12),
  GRAPHQL_MAX_ALIASES: wholeNumber(0, 10_000).default(50),
  GRAPHQL_MAX_COST: wholeNumber(1, 100_000_000).default(10_000),
  GRAPHQL_MAX_QUERY_BYTES: byteCount(256, 16 * MEBIBYTE).default(64 * 1024),
  LIVE_CONNECTIONS_PER_ACTOR: wholeNumber(1, 100_000).default(20),
  LIVE_SUBSCRIPTIONS_PER_CONNECTION: wholeNumber(1, 10_000).default(20),
  LIVE_MAX_UNDELIVERED: wholeNumber(1, 100_000).default(1000),
  PROJECTIONS: oneOf('thread', 'inline', 'external').default('thread'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
});
type Setting = keyof typeof Settings.shape;
type Environment = Readonly<Record<string, string | undefined>>;

const PROVIDER: readonly Setting[] = ['AUTH_ISSUER', 'AUTH_JWKS_URI'];
const PRODUCTION: readonly Setting[] = ['DATABASE_URL', 'EVENTSTORE_URL', ...PROVIDER, 'AUTH_AUDIENCE', 'INSTANCE_KEY'];

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();

const absences = (env: Environment): string[] => {
  const absent = (names: readonly Setting[]) => names.filter((name) => env[name] === undefined);
  if (env['NODE_ENV'] === 'production') {
    const missing = absent(PRODUCTION);
    return missing.length > 0 ? [`NODE_ENV=production needs ${listed(missing)}; set ${missing.length > 1 ? 'them' : 'it'}`] : [];
  }
  const given = [...PROVIDER, 'AUTH_AUDIENCE'].filter((name) => env[name] !== undefined);
  const missing = absent(PROVIDER);
  return given.length > 0 && missing.length > 0
    ? [`${listed(given)} needs ${listed(missing)} as well; set ${missing.length > 1 ? 'them' : 'it'}, or none of the three`]
    : [];
};

const contradictions = (settings: z.output<typeof Settings>): string[] => {
  const problems: string[] = [];
  if (settings.DATABASE_READ_URL && !settings.DATABASE_URL) problems.push('DATABASE_READ_URL needs DATABASE_URL as well; set it');
  if ((settings.SMTP_URL === undefined) !== (settings.SMTP_FROM === undefined))
    problems.push('SMTP_URL and SMTP_FROM go together; set both, or neither');
  if (settings.NODE_ENV !== 'production') return problems;
  if (settings.DEMO) problems.push('DEMO=1 is not possible with NODE_ENV=production; remove it');
  for (const name of ['AUTH_ISSUER', 'AUTH_JWKS_URI'] as const) {
    const url = new URL(settings[name] ?? 'https://unset.invalid');
    if (url.protocol !== 'https:' || isLoopback(url.hostname))
      problems.push(`${name} must be an https:// URL of another machine with NODE_ENV=production`);
  }
  return problems;
};

/**
 * Reads the settings; an empty variable counts as unset.
 * @throws ConfigError with one line that names every setting that is wrong, what is wrong and what to do.
 */
export const loadConfig = (environment: Environment = process.env): Config => {
  const env = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== undefined && text.trim() !== ''));
  const parsed = Settings.safeParse(env);
  const malformed = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? [];
  const problems = [...malformed, ...absences(env), ...(parsed.success ? contradictions(parsed.data) : [])];
  if (!parsed.success || problems.length > 0) throw new ConfigError(`${problems.join('; ')}.`);
  return assemble(parsed.data);
};

const assemble = (settings: z.output<typeof Settings>): Config => {
  const { DATABASE_URL: url, AUTH_ISSUER: issuer, AUTH_JWKS_URI: jwksUri } = settings;
  const rules = {
    audience: settings.AUTH_AUDIENCE ?? 'intelligence-ledger',
    claims: {
      tenant: settings.AUTH_CLAIM_TENANT,
      org: settings.AUTH_CLAIM_ORG,
      roles: settings.AUTH_CLAIM_ROLES,
      clearance: settings.AUTH_CLAIM_CLEARANCE,
      countries: settings.AUTH_CLAIM_COUNTRIES,
    },
    maxAgeSeconds: settings.AUTH_MAX_AGE,
  };
  return {
    environment: settings.NODE_ENV,
    http: {
      host: settings.HOST,
      port: settings.PORT,
      trustedProxies: settings.TRUST_PROXY,
      corsOrigins: settings.CORS_ORIGINS,
      bodyLimitBytes: settings.REQUEST_BODY_LIMIT,
      importBodyLimitBytes: settings.IMPORT_BODY_LIMIT,
      requestsPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    },
    graphql: {
      maxDepth: settings.GRAPHQL_MAX_DEPTH,
      maxAliases: settings.GRAPHQL_MAX_ALIASES,
      maxCost: settings.GRAPHQL_MAX_COST,
      maxQueryBytes: settings.GRAPHQL_MAX_QUERY_BYTES,
    },
    live: {
      connectionsPerActor: settings.LIVE_CONNECTIONS_PER_ACTOR,
      subscriptionsPerConnection: settings.LIVE_SUBSCRIPTIONS_PER_CONNECTION,
      maxUndelivered: settings.LIVE_MAX_UNDELIVERED,
    },
    dataDir: resolve(settings.DATA_DIR),
    demo: settings.DEMO ?? settings.NODE_ENV !== 'production',
    builtInReports: settings.BUILT_IN_REPORTS,
    ...(url && { database: { url, readUrl: settings.DATABASE_READ_URL ?? url } }),
    ...(settings.EVENTSTORE_URL && { eventStoreUrl: settings.EVENTSTORE_URL }),
    auth:
      issuer && jwksUri
        ? { ...rules, mode: 'provider', issuer, jwksUri }
        : { ...rules, mode: 'development', issuer: DEVELOPMENT_ISSUER },
    tenants: settings.TENANTS ?? (settings.NODE_ENV === 'production' ? 'registered' : 'first-use'),
    ...(settings.INSTANCE_KEY && { instanceKey: settings.INSTANCE_KEY }),
    publicUrl:
      settings.PUBLIC_URL ?? `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${settings.PORT}`,
    ...(settings.SMTP_URL && settings.SMTP_FROM && { mail: { url: settings.SMTP_URL, from: settings.SMTP_FROM } }),
    webhookNetworks: settings.WEBHOOK_NETWORKS,
    exchangeNetworks: settings.EXCHANGE_NETWORKS,
    projections: settings.PROJECTIONS,
    logLevel: settings.LOG_LEVEL,
  };
};
