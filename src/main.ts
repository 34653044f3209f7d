/** The API process of a production set-up: everything comes from the environment. */
import { startApplication } from './application.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/config.js';

const main = async (): Promise<void> => {
  const config = loadConfig();
  if (!config.database || !config.eventStoreUrl)
    throw new ConfigError('DATABASE_URL and EVENTSTORE_URL must be set for this process; npm start brings its own stores.');
  const application = await startApplication(config, {
    databaseUrl: config.database.url,
    databaseReadUrl: config.database.readUrl,
    eventStoreUrl: config.eventStoreUrl,
  });
  console.log(`ready ${application.url}`);
  // Once each: a second signal ends the process at once.
  const stop = () =>
    void application.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
