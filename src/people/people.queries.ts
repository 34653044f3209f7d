/** Names behind the pseudonyms of events; kept apart from the log so that they can be erased. */
import type { Pool } from 'pg';
import type { Subject } from '../access/actor.js';

const REMEMBERED = 10_000;

export class People {
  private readonly seen = new Map<string, string>();

  constructor(private readonly pool: Pool) {}

  /** Keeps the name and address a token came with; does nothing when they are known already. */
  async remember({ tenantId, actorId, name, email }: Pick<Subject, 'tenantId' | 'actorId' | 'name' | 'email'>): Promise<void> {
    if (name === undefined && email === undefined) return;
    const key = `${tenantId} ${actorId}`;
    const value = JSON.stringify([name, email]);
    if (this.seen.get(key) === value) return;
    if (this.seen.size >= REMEMBERED) this.seen.clear();
    this.seen.set(key, value);
    await this.pool.query(
      `insert into app.person (tenant_id, actor_id, name, email) values ($1, $2, $3, $4)
       on conflict (tenant_id, actor_id) do update set name = excluded.name, email = excluded.email`,
      [tenantId, actorId, name ?? null, email ?? null],
    );
  }

  /** @returns the names of the actors of a tenant that are known, by actor id. */
  async namesOf(tenantId: string, actorIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (actorIds.length === 0) return new Map();
    const { rows } = await this.pool.query({
      name: 'person names',
      text: 'select actor_id, name from app.person where tenant_id = $1 and actor_id = any($2) and name is not null',
      values: [tenantId, [...new Set(actorIds)]],
    });
    return new Map(rows.map((row) => [row.actor_id, row.name]));
  }

  /** @returns the e-mail addresses that are known, by the pseudonym of whom they belong to. */
  async addressesOf(tenantId: string, actorIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (actorIds.length === 0) return new Map();
    const { rows } = await this.pool.query({
      name: 'person addresses',
      text: 'select actor_id, email from app.person where tenant_id = $1 and actor_id = any($2) and email is not null',
      values: [tenantId, [...new Set(actorIds)]],
    });
    return new Map(rows.map((row) => [row.actor_id, row.email]));
  }

  /** @returns the people of a tenant with a name of which a word begins with `text`, whatever the case; by name. */
  async search(tenantId: string, text: string, first: number): Promise<readonly { actorId: string; name: string }[]> {
    const prefix = `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const { rows } = await this.pool.query({
      name: 'person search',
      text: `select actor_id, name from app.person where tenant_id = $1 and (name ilike $2 or name ilike '% ' || $2)
        order by lower(name), actor_id limit $3`,
      values: [tenantId, prefix, first],
    });
    return rows.map((row) => ({ actorId: row.actor_id, name: row.name }));
  }
}
