/** Reads distribution lists and deliveries; and for the distributor, what of all tenants is to be sent. */
import type { Pool } from 'pg';
import { atStandstill } from '../postgres/standstill.js';
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { whileHeld } from '../postgres/held-lock.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { FeedRecord } from '../exchange/feeds/feed.record.js';
import type { AboutFeed, AboutReport, DeliveryAbout } from './delivery.events.js';
import type { DeliveryRecord } from './delivery.record.js';
import type { DistributionListRecord } from './distribution-list.record.js';
import { CALM_MS, feedAlert } from './feed-alert.measure.js';

const MODEL = 'sharing';

export type DeliveryOf<About extends DeliveryAbout> = DeliveryRecord & { readonly about: About };

export class DistributionQueries {
  constructor(private readonly models: ReadModels) {}

  /** By name; the retired only when asked for. */
  async lists(subject: Subject, withRetired: boolean, options: ReadOptions): Promise<readonly Loaded<DistributionListRecord>[]> {
    const { rows } = await this.models.query<BoardRow<DistributionListRecord>>(MODEL, subject, options, () => ({
      text: `select ${recordColumnsOf('s')} from rm_sharing.distribution_list_state s where s.tenant_id = $1 and s.acl_id = any($2)
        and s.to_position is null and ($3 or s.status = 'standing') order by s.record ->> 'name', s.id`,
      values: [withRetired],
    }));
    return rows.map(loadedOf);
  }

  /** Of a report or of a feed, in the order in which they were planned. */
  async deliveries<About extends DeliveryAbout>(
    subject: Subject,
    subjectId: string,
    options: ReadOptions,
  ): Promise<readonly Loaded<DeliveryOf<About>>[]> {
    const { rows } = await this.models.query<BoardRow<DeliveryOf<About>>>(MODEL, subject, options, () => ({
      text: `select ${recordColumnsOf('s')} from rm_sharing.delivery_state s where s.tenant_id = $1 and s.acl_id = any($2)
        and s.to_position is null and s.subject_id = $3 order by s.created_at, s.id`,
      values: [subjectId],
    }));
    return rows.map(loadedOf);
  }
}

/** Something that a receiver has not been told yet. */
export interface Untold {
  readonly tenantId: string;
  readonly listId: string;
  readonly receiverId: string;
  readonly about: AboutReport | UntoldFeed;
}
export type UntoldFeed = Pick<AboutFeed, 'kind' | 'feedId' | 'turn'>;
interface AlertingFeed {
  readonly tenant_id: string;
  readonly id: string;
  readonly record: FeedRecord;
}
export interface DueDelivery {
  readonly id: string;
  readonly tenantId: string;
}

/** Of a receiver on several lists the one list that was made first counts. */
const UNTOLD_REPORTS = `select distinct on (s.id, r.receiver ->> 'id') s.tenant_id, s.id as report_id, l.id as list_id,
    (r.receiver ->> 'id')::uuid as receiver_id, 'report' as kind, null::uuid as restated_by
  from rm_sharing.distribution_list_state l
  cross join lateral jsonb_array_elements(l.record -> 'receivers') r(receiver)
  join rm_soc_reports.soc_report_state s on s.tenant_id = l.tenant_id and s.to_position is null and s.status = 'completed'
    and s.next_step is null and l.record -> 'reportTypes' ? s.report_type and s.generated_at >= (r.receiver ->> 'since')::timestamptz
  where l.to_position is null and l.status = 'standing' and not exists (
    select 1 from rm_sharing.delivery_state d where d.to_position is null and d.subject_id = s.id and d.kind = 'report'
      and d.receiver_id = (r.receiver ->> 'id')::uuid)
  order by s.id, r.receiver ->> 'id', l.created_at, l.id`;
const UNTOLD_ERRATA = `select s.tenant_id, s.id as report_id, d.list_id, d.receiver_id, 'errata' as kind, s.restated_by
  from rm_soc_reports.soc_report_state s
  join rm_sharing.delivery_state d on d.subject_id = s.id and d.to_position is null and d.kind = 'report' and d.status = 'succeeded'
  where s.to_position is null and s.restated_by is not null and not exists (
    select 1 from rm_sharing.delivery_state e where e.to_position is null and e.subject_id = s.id and e.kind = 'errata'
      and e.receiver_id = d.receiver_id and e.restated_by = s.restated_by)`;
/** Feeds that somebody would be told of. */
const ALERTING_FEEDS = `select f.tenant_id, f.id, f.record from rm_feeds.feed_state f
  where f.to_position is null and f.status = 'active' and exists (
    select from rm_sharing.distribution_list_state l where l.to_position is null and l.status = 'standing'
      and l.tenant_id = f.tenant_id and (l.record ->> 'feedAlerts')::boolean)`;
/**
 * A receiver's turn with a feed begins when it is told that the feed is unhealthy and ends when it is told that it works again; of one that
 * was off the lists meanwhile it is over. A clock that is behind the one that noticed says nothing.
 */
const UNTOLD_FEEDS = `select distinct on (j.tenant_id, j.feed_id, r.receiver ->> 'id') j.tenant_id, j.feed_id, j.kind, l.id as list_id,
    (r.receiver ->> 'id')::uuid as receiver_id,
    case j.kind when 'feed_unhealthy' then coalesce(d.turn, 0) + 1 else d.turn end as turn
  from unnest($2::text[], $3::uuid[], $4::text[]) j(tenant_id, feed_id, kind)
  join rm_sharing.distribution_list_state l on l.to_position is null and l.status = 'standing'
    and l.tenant_id = j.tenant_id and (l.record ->> 'feedAlerts')::boolean
  cross join lateral jsonb_array_elements(l.record -> 'receivers') r(receiver)
  left join lateral (select s.turn, s.status, (s.record -> 'about' ->> 'noticedAt')::timestamptz as noticed_at,
      s.kind = 'feed_unhealthy' and (s.record -> 'about' ->> 'noticedAt')::timestamptz >= (r.receiver ->> 'since')::timestamptz as lasts
    from rm_sharing.delivery_state s where s.to_position is null and s.tenant_id = j.tenant_id and s.subject_id = j.feed_id
      and s.receiver_id = (r.receiver ->> 'id')::uuid
    order by s.turn desc, s.kind = 'feed_recovered' desc limit 1) d on true
  where case j.kind
    when 'feed_unhealthy' then d.turn is null or (not d.lasts and d.noticed_at <= $5::timestamptz - $6 * interval '1 millisecond')
    else d.lasts and d.status in ('succeeded', 'failed', 'withheld') and d.noticed_at <= $5::timestamptz end
  order by j.tenant_id, j.feed_id, r.receiver ->> 'id', l.created_at, l.id limit $1`;

export class DistributionWork {
  /** @param pool as the role that projects. */
  constructor(private readonly pool: Pool) {}

  /** Reports and errata. */
  async untold(limit: number): Promise<readonly Untold[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query({
      name: 'untold receivers',
      text: `(${UNTOLD_REPORTS}) union all (${UNTOLD_ERRATA}) limit $1`,
      values: [limit],
    });
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      listId: row.list_id,
      receiverId: row.receiver_id,
      about: { kind: row.kind, reportId: row.report_id, ...(row.kind === 'errata' ? { restatedBy: row.restated_by } : {}) },
    }));
  }

  /** Feeds that turned, judged at a moment. @param now UTC, ISO 8601 with milliseconds. */
  async untoldOfFeeds(limit: number, now: string): Promise<readonly Untold[]> {
    if (await atStandstill(this.pool)) return [];
    const feeds = await this.pool.query<AlertingFeed>({ name: 'alerting feeds', text: ALERTING_FEEDS });
    const turned = feeds.rows.flatMap(({ tenant_id, id, record }) => {
      const kind = feedAlert(record, now)?.kind;
      return kind === undefined ? [] : [{ tenant_id, id, kind }];
    });
    if (turned.length === 0) return [];
    const columns = [turned.map((feed) => feed.tenant_id), turned.map(({ id }) => id), turned.map(({ kind }) => kind)];
    const { rows } = await this.pool.query({
      name: 'untold of feeds',
      text: UNTOLD_FEEDS,
      values: [limit, ...columns, now, CALM_MS],
    });
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      listId: row.list_id,
      receiverId: row.receiver_id,
      about: { kind: row.kind, feedId: row.feed_id, turn: row.turn },
    }));
  }

  /** Those that wait longest first. @param kinds of receivers that there is a way to. */
  async due(limit: number, now: string, kinds: readonly DeliveryRecord['receiverKind'][]): Promise<readonly DueDelivery[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query({
      name: 'due deliveries',
      text: `select id, tenant_id from rm_sharing.delivery_state where to_position is null and status in ('planned', 'sending', 'retrying')
        and (next_attempt_at is null or next_attempt_at <= $2) and receiver_kind = any($3) order by from_position limit $1`,
      values: [limit, now, kinds],
    });
    return rows.map((row) => ({ id: row.id, tenantId: row.tenant_id }));
  }

  /** @returns false when another process works on it. */
  whileMine({ id, tenantId }: DueDelivery, work: () => Promise<void>): Promise<boolean> {
    return whileHeld(this.pool, `delivery ${tenantId} ${id}`, work);
  }
}
