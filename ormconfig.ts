/** The one DataSource the TypeORM command line sees: schema `app` and its migrations. Read models are not migrated; they are rebuilt. */
import 'reflect-metadata';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from './src/app-schema/migrations/index.js';
import { ConfigError } from './src/config/config-error.js';
import { loadConfig } from './src/config/config.js';
import { asRole, OWNER, readyRoles } from './src/postgres/roles.js';

const SCHEMA = 'app';

/** TypeORM keeps its list of migrations in the schema that the first migration is about to need, so the schema and whose it is come first. */
class AppDataSource extends DataSource {
  override async initialize(): Promise<this> {
    const login = new pg.Client({ connectionString: url });
    await login.connect();
    try {
      await readyRoles(login);
    } finally {
      await login.end();
    }
    return super.initialize();
  }
}

const url = loadConfig().database?.url;
if (url === undefined) throw new ConfigError('Set DATABASE_URL to the database whose schema you want to migrate.');

export default new AppDataSource({
  type: 'postgres',
  url,
  schema: SCHEMA,
  applicationName: 'intelligence-ledger migrations',
  entities: [join(import.meta.dirname, 'src/app-schema/*.entity.{ts,js}')],
  migrations: [...migrations],
  migrationsTableName: 'migration',
  extra: { options: asRole(OWNER) },
});
