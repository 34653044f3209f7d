/** Writes schema.graphql from the schema that the application serves, on stores of its own. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApplication } from '../src/application.js';
import { loadConfig } from '../src/config/config.js';
import { startEmbeddedStores } from '../src/embedded/embedded-stores.js';
import { printedSchema } from '../src/graphql/printed-schema.js';

const dataDir = fs.mkdtempSync(join(tmpdir(), 'intelligence-ledger-schema-'));
// The account that PostgreSQL runs as needs to pass through.
fs.chmodSync(dataDir, 0o755);
const stores = await startEmbeddedStores({ dataDir, log: () => undefined, durable: false });
try {
  const config = loadConfig({ NODE_ENV: 'test', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', PROJECTIONS: 'inline' });
  const { databaseUrl, eventStoreUrl } = stores;
  const application = await startApplication(config, { databaseUrl, databaseReadUrl: databaseUrl, eventStoreUrl });
  fs.writeFileSync(new URL('../schema.graphql', import.meta.url), printedSchema(application.nest));
  await application.stop();
} finally {
  await stores.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
}
