/** What of feeds is no part of the log: sealed credentials, and which of their times were seen to. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Feeds1790000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table app.feed_credentials (
        tenant_id text not null,
        feed_id uuid not null,
        credentials_id uuid not null,
        sealed jsonb not null,
        primary key (tenant_id, feed_id, credentials_id)
      )`);
    await runner.query(`
      create table app.feed_run (
        tenant_id text not null,
        feed_id uuid not null,
        seen_to timestamptz not null,
        ask_again_at timestamptz,
        primary key (tenant_id, feed_id)
      )`);
    await runner.query('grant select, insert, update, delete on app.feed_credentials, app.feed_run to ledger_projector');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.feed_run');
    await runner.query('drop table app.feed_credentials');
  }
}
