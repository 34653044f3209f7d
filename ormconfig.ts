/** The one DataSource the TypeORM command line sees: schema `app` and its migrations. Read models are not migrated; they are rebuilt. */
import 'reflect-metadata';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { migrations } from './src/app-schema/migrations/index.js';
import { ConfigError } from './src/config/config-error.js';
import { loadConfig } from './src/config/config.js';

const SCHEMA = 'app';

/** TypeORM keeps its list of migrations in the schema that the first migration is about to need, so the schema comes first. */
class AppDataSource extends DataSource {
  override async initialize(): Promise<this> {
    await super.initialize();
    await this.query(`create schema if not exists ${SCHEMA}`);
    return this;
  }
}

const { database } = loadConfig();
if (!database) throw new ConfigError('Set DATABASE_URL to the database whose schema you want to migrate.');

export default new AppDataSource({
  type: 'postgres',
  url: database.url,
  schema: SCHEMA,
  applicationName: 'intelligence-ledger migrations',
  entities: [join(import.meta.dirname, 'src/app-schema/*.entity.{ts,js}')],
  migrations: [...migrations],
  migrationsTableName: 'migration',
});
