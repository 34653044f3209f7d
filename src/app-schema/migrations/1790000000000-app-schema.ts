/** What is not a read model: compartments, names of people, and which instance this is. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AppSchema1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table app.compartment (
        acl_id text primary key,
        seq bigint generated always as identity unique,
        tenant_id text not null,
        owner_organisation text not null,
        marking jsonb not null
      )`);
    await runner.query('create index on app.compartment (tenant_id, seq)');
    await runner.query(`
      create table app.person (
        tenant_id text not null,
        actor_id text not null,
        name text,
        email text,
        primary key (tenant_id, actor_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.person');
    await runner.query('drop table app.compartment');
  }
}
