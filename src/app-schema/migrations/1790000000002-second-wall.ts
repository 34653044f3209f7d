/** The second wall: row-level security by compartment for whoever reads, and what each role may do. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SecondWall1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      grant usage on schema app to ledger_projector, ledger_reader;
      grant select, insert, update, delete on app.compartment, app.person to ledger_projector;
      grant select on app.compartment to ledger_reader;
      alter table app.compartment enable row level security;
      create policy own_tenant on app.compartment for select to ledger_reader using (tenant_id = current_setting('ledger.tenant', true))`);
    // A context is a list of compartments and is hashed once per statement; without one, and for a table that says nothing of its
    // compartments, there are no rows.
    await runner.query(`
      create function app.wall(walled name) returns void language plpgsql as $wall$
      declare
        it record;
      begin
        for it in
          select c.relname as name, (select min(a.attname::text) from pg_attribute a
              where a.attrelid = c.oid and not a.attisdropped and a.attname in ('acl_id', 'from_acl_id')) as compartment
            from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = walled and c.relkind in ('r', 'p')
        loop
          -- How far a model has come, and when what was recorded, is no secret of any record.
          if it.name not in ('checkpoint', 'log_time') then
            execute format('alter table %I.%I enable row level security', walled, it.name);
            execute format('drop policy if exists visible on %I.%I', walled, it.name);
            if it.compartment is not null then
              execute format($policy$create policy visible on %I.%I for select to ledger_reader
                using (%I in (select unnest(string_to_array(current_setting('ledger.acl', true), ','))))$policy$, walled, it.name, it.compartment);
            end if;
          end if;
          execute format('grant select on %I.%I to ledger_reader', walled, it.name);
        end loop;
        execute format('grant usage on schema %I to ledger_reader', walled);
      end $wall$`);
    await runner.query('revoke execute on function app.wall from public; grant execute on function app.wall to ledger_projector');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function app.wall');
    await runner.query(`
      drop policy own_tenant on app.compartment;
      alter table app.compartment disable row level security;
      revoke all on app.compartment, app.person from ledger_projector, ledger_reader;
      revoke usage on schema app from ledger_projector, ledger_reader`);
  }
}
