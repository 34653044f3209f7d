/** Reads distribution lists and deliveries; and for the distributor, what of all tenants is to be sent. */
import type { Pool } from 'pg';
import { atStandstill } from '../postgres/standstill.js';
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { whileHeld } from '../postgres/held-lock.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { DeliveryRecord } from './delivery.record.js';
import type { DistributionListRecord } from './distribution-list.record.js';

const MODEL = 'sharing';

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

  /** In the order in which they were planned. */
  async deliveries(subject: Subject, reportId: string, options: ReadOptions): Promise<readonly Loaded<DeliveryRecord>[]> {
    const { rows } = await this.models.query<BoardRow<DeliveryRecord>>(MODEL, subject, options, () => ({
      text: `select ${recordColumnsOf('s')} from rm_sharing.delivery_state s where s.tenant_id = $1 and s.acl_id = any($2)
        and s.to_position is null and s.report_id = $3 order by s.created_at, s.id`,
      values: [reportId],
    }));
    return rows.map(loadedOf);
  }
}

/** Something that a receiver has not been told yet. */
export interface Untold {
  readonly tenantId: string;
  readonly reportId: string;
  readonly listId: string;
  readonly receiverId: string;
  readonly kind: DeliveryRecord['kind'];
  readonly restatedBy: string | null;
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
    select 1 from rm_sharing.delivery_state d where d.to_position is null and d.report_id = s.id and d.kind = 'report'
      and d.receiver_id = (r.receiver ->> 'id')::uuid)
  order by s.id, r.receiver ->> 'id', l.created_at, l.id`;
const UNTOLD_ERRATA = `select s.tenant_id, s.id as report_id, d.list_id, d.receiver_id, 'errata' as kind, s.restated_by
  from rm_soc_reports.soc_report_state s
  join rm_sharing.delivery_state d on d.report_id = s.id and d.to_position is null and d.kind = 'report' and d.status = 'succeeded'
  where s.to_position is null and s.restated_by is not null and not exists (
    select 1 from rm_sharing.delivery_state e where e.to_position is null and e.report_id = s.id and e.kind = 'errata'
      and e.receiver_id = d.receiver_id and e.restated_by = s.restated_by)`;

export class DistributionWork {
  /** @param pool as the role that projects. */
  constructor(private readonly pool: Pool) {}

  async untold(limit: number): Promise<readonly Untold[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query({
      name: 'untold receivers',
      text: `(${UNTOLD_REPORTS}) union all (${UNTOLD_ERRATA}) limit $1`,
      values: [limit],
    });
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      reportId: row.report_id,
      listId: row.list_id,
      receiverId: row.receiver_id,
      kind: row.kind,
      restatedBy: row.restated_by,
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
