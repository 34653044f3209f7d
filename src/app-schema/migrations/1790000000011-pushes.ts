/** What of pushes is no part of the log: which are under way, to others and from them, and which versions the other side has of what. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Pushes1790000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table app.feed_run alter column seen_to drop not null, add column ask_status_at timestamptz`);
    await runner.query(`
      create table app.feed_push (
        tenant_id text not null,
        feed_id uuid not null,
        export_id uuid not null,
        objects int not null,
        started_at timestamptz not null,
        due_at timestamptz,
        primary key (tenant_id, feed_id, export_id)
      )`);
    await runner.query(`
      create table app.feed_sent (
        tenant_id text not null,
        feed_id uuid not null,
        collection text not null,
        stix_id text not null,
        version text not null,
        export_id uuid not null,
        status_id text not null,
        state text not null check (state in ('stored', 'pending', 'refused')),
        sent_at timestamptz not null,
        primary key (tenant_id, feed_id, collection, stix_id, version)
      )`);
    await runner.query('create index on app.feed_sent (tenant_id, feed_id, export_id)');
    await runner.query(`create index on app.feed_sent (tenant_id, feed_id) where state = 'pending'`);
    await runner.query(`
      create table app.taxii_push_open (
        tenant_id text not null,
        push_id uuid not null,
        not_before timestamptz not null,
        primary key (tenant_id, push_id)
      )`);
    await runner.query(
      'grant select, insert, update, delete on app.feed_push, app.feed_sent, app.taxii_push_open to ledger_projector',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.taxii_push_open');
    await runner.query('drop table app.feed_sent');
    await runner.query('drop table app.feed_push');
    await runner.query('delete from app.feed_run where seen_to is null');
    await runner.query('alter table app.feed_run drop column ask_status_at, alter column seen_to set not null');
  }
}
