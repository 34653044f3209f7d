/** Settings: what they default to, and one clear line for each that is wrong. */
import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';
import { ConfigError } from '../../../src/config/config-error.js';
import { loadConfig } from '../../../src/config/config.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://ledger:secret@db.example.org/ledger',
  EVENTSTORE_URL: 'esdb+discover://events.example.org:2113',
  AUTH_ISSUER: 'https://sign-in.example.org/realm',
  AUTH_AUDIENCE: 'ledger',
  AUTH_JWKS_URI: 'https://sign-in.example.org/realm/keys',
  INSTANCE_KEY: Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64'),
};

const refusal = (env: Record<string, string>): string => {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  return assert.fail('accepted');
};

describe('configuration', () => {
  it('needs nothing: everything embedded, on this machine, with demo data and the development issuer', () => {
    const config = loadConfig({});
    assert.deepEqual(
      [
        config.environment,
        config.http.host,
        config.http.port,
        config.demo,
        config.database,
        config.eventStoreUrl,
        config.auth.mode,
      ],
      ['development', '127.0.0.1', 3000, true, undefined, undefined, 'development'],
    );
    assert.deepEqual([config.auth.audience, config.auth.maxAgeSeconds], ['intelligence-ledger', 900]);
    assert.deepEqual([config.http.corsOrigins, config.projections, config.graphql.maxDepth], [[], 'thread', 12]);
    assert.deepEqual(config.live, { connectionsPerActor: 20, subscriptionsPerConnection: 20, maxUndelivered: 1000 });
    assert.ok(isAbsolute(config.dataDir));
  });

  it('takes an empty variable for an unset one', () => {
    const config = loadConfig({ PORT: '', DATABASE_URL: ' ', NODE_ENV: '' });
    assert.deepEqual([config.http.port, config.database, config.environment], [3000, undefined, 'development']);
  });

  it('reads every kind of value', () => {
    const config = loadConfig({
      PORT: '0',
      DEMO: 'off',
      DATABASE_URL: 'postgresql://db/ledger',
      DATABASE_READ_URL: 'postgresql://replica/ledger',
      EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
      CORS_ORIGINS: 'https://watch.example.org, http://localhost:5173',
      REQUEST_BODY_LIMIT: '512k',
      AUTH_CLAIM_ROLES: 'realm_access.roles',
      PROJECTIONS: 'external',
      LOG_LEVEL: 'warn',
    });
    assert.deepEqual(config.database, { url: 'postgresql://db/ledger', readUrl: 'postgresql://replica/ledger' });
    assert.deepEqual(config.http.corsOrigins, ['https://watch.example.org', 'http://localhost:5173']);
    assert.deepEqual([config.http.port, config.demo, config.http.bodyLimitBytes], [0, false, 524_288]);
    assert.deepEqual([config.auth.claims.roles, config.projections, config.logLevel], ['realm_access.roles', 'external', 'warn']);
  });

  describe('names a wrong setting, what is wrong and what it must be', () => {
    const wrong: [Record<string, string>, string][] = [
      [{ NODE_ENV: 'prod' }, 'NODE_ENV must be one of production, development, test, not "prod".'],
      [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535, not "70000".'],
      [{ PORT: '3e3' }, 'PORT must be a whole number from 0 to 65535, not "3e3".'],
      [{ DEMO: 'maybe' }, 'DEMO must be 1 or 0, not "maybe".'],
      [{ HOST: 'http://x' }, 'HOST must be an address or host name to listen on, such as 127.0.0.1 or 0.0.0.0, not "http://x".'],
      [{ AUTH_MAX_AGE: '5' }, 'AUTH_MAX_AGE must be a whole number of seconds from 30 to 86400, not "5".'],
      [{ DATABASE_READ_URL: 'postgres://replica/x' }, 'DATABASE_READ_URL needs DATABASE_URL as well; set it.'],
      [{ LOG_LEVEL: 'a\nb' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "a\\nb".'],
    ];
    for (const [env, line] of wrong) it(Object.keys(env)[0], () => assert.equal(refusal(env), line));

    it('several at once, in one line', () => {
      assert.match(refusal({ PORT: 'x', LOG_LEVEL: 'y' }), /^PORT must .*; LOG_LEVEL must .*\.$/);
    });

    it('an origin with a path, and any origin', () => {
      for (const CORS_ORIGINS of ['*', 'https://a.example/', 'a.example', 'https://a.example,'])
        assert.match(refusal({ CORS_ORIGINS }), /^CORS_ORIGINS must/);
    });

    it('another kind of event store', () => {
      assert.match(refusal({ EVENTSTORE_URL: 'kurrentdb://h:2113' }), /^EVENTSTORE_URL must be an esdb:\/\/ .* spelt esdb:\/\//);
    });

    it('but never shows a password or a key', () => {
      const shown = refusal({
        DATABASE_URL: 'mysql://u:hunter2@db',
        EVENTSTORE_URL: 'http://u:hunter2@es',
        INSTANCE_KEY: 'hunter2',
      });
      assert.match(shown, /DATABASE_URL must.*EVENTSTORE_URL must.*INSTANCE_KEY must/);
      assert.doesNotMatch(shown, /hunter2/);
    });
  });

  describe('of an issuer', () => {
    it('is complete or absent', () => {
      const given = { AUTH_ISSUER: PRODUCTION.AUTH_ISSUER };
      assert.equal(refusal(given), 'AUTH_ISSUER needs AUTH_JWKS_URI as well; set it, or none of the three.');
      assert.match(refusal({ AUTH_AUDIENCE: 'ledger' }), /^AUTH_AUDIENCE needs AUTH_ISSUER and AUTH_JWKS_URI as well/);
      assert.match(refusal({ AUTH_JWKS_URI: PRODUCTION.AUTH_JWKS_URI }), /^AUTH_JWKS_URI needs AUTH_ISSUER as well/);
      assert.equal(loadConfig({ ...given, AUTH_JWKS_URI: PRODUCTION.AUTH_JWKS_URI }).auth.mode, 'provider');
    });

    it('has https addresses; http is for this machine alone', () => {
      const AUTH_ISSUER = PRODUCTION.AUTH_ISSUER;
      for (const AUTH_JWKS_URI of ['http://sign-in.example.org/keys', 'ftp://x/y', 'https://u:p@x/y', 'https://x/y#z', 'keys'])
        assert.match(refusal({ AUTH_ISSUER, AUTH_JWKS_URI }), /^AUTH_JWKS_URI must be an https:/);
      assert.equal(loadConfig({ AUTH_ISSUER, AUTH_JWKS_URI: 'http://localhost:8080/keys' }).auth.mode, 'provider');
    });
  });

  describe('of production', () => {
    it('is accepted when complete, without demo data', () => {
      const config = loadConfig(PRODUCTION);
      assert.deepEqual([config.demo, config.auth.mode, config.instanceKey?.length], [false, 'provider', 32]);
    });

    it('names all that is missing in one line', () => {
      assert.equal(
        refusal({ NODE_ENV: 'production', DATABASE_URL: PRODUCTION.DATABASE_URL }),
        'NODE_ENV=production needs EVENTSTORE_URL, AUTH_ISSUER, AUTH_JWKS_URI, AUTH_AUDIENCE and INSTANCE_KEY; set them.',
      );
    });

    for (const name of Object.keys(PRODUCTION).filter((key) => key !== 'NODE_ENV'))
      it(`needs ${name}`, () =>
        assert.equal(refusal({ ...PRODUCTION, [name]: '' }), `NODE_ENV=production needs ${name}; set it.`));

    const near = [
      'http://localhost',
      'https://localhost',
      'https://127.0.0.1',
      'https://2130706433',
      'https://0x7f.1',
      'https://[::1]',
    ];
    const mapped = ['https://[::ffff:127.0.0.1]', 'https://0.0.0.0', 'https://idp.localhost', 'https://localhost.'];
    for (const url of [...near, ...mapped])
      it(`refuses an issuer at ${url}`, () => {
        for (const name of ['AUTH_ISSUER', 'AUTH_JWKS_URI'])
          assert.equal(
            refusal({ ...PRODUCTION, [name]: url }),
            `${name} must be an https:// URL of another machine with NODE_ENV=production.`,
          );
      });

    it('refuses an issuer over http', () => {
      assert.match(refusal({ ...PRODUCTION, AUTH_ISSUER: 'http://sign-in.example.org' }), /^AUTH_ISSUER must be an https:/);
    });

    it('refuses demo data', () => {
      assert.equal(refusal({ ...PRODUCTION, DEMO: '1' }), 'DEMO=1 is not possible with NODE_ENV=production; remove it.');
    });
  });
});
