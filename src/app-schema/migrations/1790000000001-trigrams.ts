/** Trigrams, for titles with a slip of the pen: extension pg_trgm comes with PostgreSQL's contrib package and any database owner may create it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Trigrams1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query(
      `select (select count(*)::int from pg_available_extensions where name = 'pg_trgm') as available`,
    )) as readonly { available: number }[];
    if (rows[0].available === 0)
      throw new Error(
        'PostgreSQL has no extension pg_trgm, which search needs; install its contrib package (postgresql-contrib) on the server.',
      );
    await runner.query('create extension if not exists pg_trgm');
  }

  /** Somebody else's objects may use the extension, so it stays. */
  async down(): Promise<void> {}
}
