/** Brings schema `app` to its newest version. */
import { DataSource } from 'typeorm';
import { migrations } from './migrations/index.js';

export const migrate = async (databaseUrl: string): Promise<void> => {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    schema: 'app',
    migrations,
    migrationsTableName: 'migration',
  });
  await source.initialize();
  try {
    await source.query('create schema if not exists app');
    // Several processes may start at once.
    await source.query('select pg_advisory_lock(7240117360510)');
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
};
