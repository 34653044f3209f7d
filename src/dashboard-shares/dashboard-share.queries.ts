/** Lists shares of the dashboard, the newest first. */
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { ShareState } from '../share-links/share-link.measure.js';
import type { DashboardShareRecord } from './dashboard-share.record.js';

export type ListedDashboardShare = Loaded<DashboardShareRecord>;
export interface DashboardShareFilter {
  readonly ids?: readonly string[] | undefined;
  readonly state?: readonly ShareState[] | undefined;
}

const MODEL = 'sharing';
/** As `dashboardShareState` has it, at `$3`. */
const STATE = `case when s.record ->> 'status' = 'revoked' then 'revoked'
    when (s.record ->> 'expiresAt')::timestamptz <= $3::timestamptz then 'expired'
    when (s.record ->> 'views')::int >= (s.record ->> 'maxViews')::int then 'used_up' else 'active' end`;
const MATCHING = `from rm_sharing.dashboard_share_state s where s.tenant_id = $1 and s.acl_id = any($2) and s.to_position is null
    and ($4::uuid[] is null or s.id = any($4)) and ($5::text[] is null or ${STATE} = any($5))`;

export class DashboardShareQueries {
  constructor(private readonly models: ReadModels) {}

  /** @param now UTC, ISO 8601 with milliseconds. */
  async list(
    subject: Subject,
    filter: DashboardShareFilter,
    now: string,
    page: PageInput,
    { atLeast }: Pick<ReadOptions, 'atLeast'>,
  ): Promise<Page<ListedDashboardShare> & { readonly asOf: AsOf }> {
    const cursor = readCursor(page, 'timestamptz');
    const { rows, asOf } = await this.models.query<BoardRow<DashboardShareRecord> & { readonly sort: string }>(
      MODEL,
      subject,
      { atLeast },
      () => ({
        text: `select ${recordColumnsOf('s')}, s.created_at::text as sort ${MATCHING}
          and ($6::timestamptz is null or (s.created_at, s.id) < ($6::timestamptz, $7::uuid))
          order by s.created_at desc, s.id desc limit $8`,
        values: [...matched(filter, now), cursor?.value ?? null, cursor?.id ?? null, pageSize(page) + 1],
      }),
    );
    const found = rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: loadedOf(row) }));
    return { ...pageOf(found, page), asOf };
  }

  async count(
    subject: Subject,
    filter: DashboardShareFilter,
    now: string,
    { atLeast }: Pick<ReadOptions, 'atLeast'>,
  ): Promise<number> {
    const { rows } = await this.models.query<{ readonly n: bigint }>(MODEL, subject, { atLeast }, () => ({
      text: `select count(*) as n ${MATCHING}`,
      values: matched(filter, now),
    }));
    return Number(rows[0].n);
  }

  /** Waits until the links that were given out up to a position can be followed. */
  reached(position: bigint): Promise<boolean> {
    return this.models.reached(MODEL, position);
  }
}

const matched = ({ ids, state }: DashboardShareFilter, now: string): readonly unknown[] => [now, ids ?? null, state ?? null];
