/** The feeds of all tenants that work on schedule, and which of their times were seen to. */
import type { Pool } from 'pg';
import { atStandstill } from '../../postgres/standstill.js';
import type { Protection } from '../../access/marking.js';
import { whileHeld } from '../../postgres/held-lock.js';
import type { FeedRecord } from './feed.record.js';
import { SentObjects } from './feed-sent.js';

export interface ScheduledFeed {
  readonly id: string;
  readonly protection: Protection;
  readonly record: FeedRecord;
  /** The last of its times that was seen to; null: none. */
  readonly seenTo: string | null;
  /** The server asked to be left alone until then. */
  readonly askAgainAt: string | null;
  /** Of a push something is left to see to. */
  readonly isUnfinished: boolean;
  /** Not before then. */
  readonly askStatusAt: string | null;
}
export interface FeedPlace {
  readonly tenantId: string;
  readonly id: string;
}

/** Polls and pushes of one process at a time: each holds a connection. */
export const EXCHANGES_AT_ONCE = 4;

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export class FeedWork {
  readonly sent: SentObjects;

  /** @param pool as the role that projects: this is of all tenants. */
  constructor(private readonly pool: Pool) {
    this.sent = new SentObjects(pool);
  }

  async scheduled(): Promise<readonly ScheduledFeed[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query({
      name: 'scheduled feeds',
      text: `select s.id, s.tenant_id, s.organisation_id, s.record, ${instant('r.seen_to')} as seen_to, ${instant('r.ask_again_at')} as ask_again_at,
          ${instant('r.ask_status_at')} as ask_status_at,
          (exists (select from app.feed_push p where p.tenant_id = s.tenant_id and p.feed_id = s.id)
            or exists (select from app.feed_sent o where o.tenant_id = s.tenant_id and o.feed_id = s.id and o.state = 'pending')) as is_unfinished
        from rm_feeds.feed_state s left join app.feed_run r on r.tenant_id = s.tenant_id and r.feed_id = s.id
        where s.to_position is null and s.status = 'active' order by s.from_position`,
    });
    return rows.map(({ id, tenant_id, organisation_id, record, seen_to, ask_again_at, ask_status_at, is_unfinished }) => ({
      id,
      protection: { tenantId: tenant_id, ownerOrganisation: organisation_id, marking: record.marking },
      record,
      seenTo: seen_to,
      askAgainAt: ask_again_at,
      isUnfinished: is_unfinished,
      askStatusAt: ask_status_at,
    }));
  }

  /** Under the feed's lock. */
  async seenTo({ tenantId, id }: FeedPlace): Promise<string | null> {
    const { rows } = await this.pool.query<{ seen_to: string | null }>(
      `select ${instant('seen_to')} as seen_to from app.feed_run where tenant_id = $1 and feed_id = $2`,
      [tenantId, id],
    );
    return rows[0]?.seen_to ?? null;
  }

  /** Under the feed's lock, after the exchange: a process that ends before it does it once more, which imports and sends nothing twice. */
  async markSeen({ tenantId, id }: FeedPlace, dueAt: string, askAgainAt: string | null): Promise<void> {
    await this.pool.query(
      `insert into app.feed_run (tenant_id, feed_id, seen_to, ask_again_at) values ($1, $2, $3, $4)
        on conflict (tenant_id, feed_id) do update set seen_to = excluded.seen_to, ask_again_at = excluded.ask_again_at`,
      [tenantId, id, dueAt, askAgainAt],
    );
  }

  /** Under the feed's lock, after its server was asked what became of a push. */
  async markAsked(
    { tenantId, id }: FeedPlace,
    { askStatusAt, askAgainAt }: { readonly askStatusAt: string | null; readonly askAgainAt: string | null },
  ): Promise<void> {
    await this.pool.query(
      `insert into app.feed_run (tenant_id, feed_id, ask_status_at, ask_again_at) values ($1, $2, $3, $4)
        on conflict (tenant_id, feed_id) do update
          set ask_status_at = excluded.ask_status_at, ask_again_at = coalesce(excluded.ask_again_at, feed_run.ask_again_at)`,
      [tenantId, id, askStatusAt, askAgainAt],
    );
  }

  /** @returns false when another process exchanges with it. */
  whileMine({ tenantId, id }: FeedPlace, work: () => Promise<void>): Promise<boolean> {
    return whileHeld(this.pool, `feed ${tenantId} ${id}`, work);
  }
}
