/** Reads shares: of a report, with a person, and whose a link is. */
import type { Pool } from 'pg';
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import type { ReportShareRecord } from './report-share.record.js';

export type ListedShare = Loaded<ReportShareRecord>;
export interface OpenShare extends ListedShare {
  readonly report: SocReportRecord;
}
type OpenRow = BoardRow<ReportShareRecord> & { readonly sort: string; readonly report: SocReportRecord };

const MODEL = 'sharing';
const REPORTS = 'soc_reports';

/** As `shareState` has it, at `$4`. */
const OPEN = `s.record ->> 'status' = 'standing' and (s.record ->> 'expiresAt')::timestamptz > $4::timestamptz
        and (s.record ->> 'maxViews' is null
          or (s.record ->> 'views')::int + (s.record ->> 'downloads')::int < (s.record ->> 'maxViews')::int)`;

export class ReportShareQueries {
  constructor(private readonly models: ReadModels) {}

  /** All there ever were, the newest first. */
  ofReport(subject: Subject, reportId: string, options: ReadOptions): Promise<readonly ListedShare[]> {
    return this.where(subject, options, 's.report_id = $3', reportId);
  }

  /**
   * Those that open a report for the subject, which they may see; the newest first.
   * @param now UTC, ISO 8601 with milliseconds.
   */
  async openTo(
    subject: Subject,
    now: string,
    page: PageInput,
    { atLeast }: Pick<ReadOptions, 'atLeast'>,
  ): Promise<Page<OpenShare>> {
    const cursor = readCursor(page, 'timestamptz');
    if (atLeast !== undefined) await this.reached(atLeast);
    const { rows } = await this.models.query<OpenRow>(REPORTS, subject, { atLeast }, () => ({
      text: `select ${recordColumnsOf('s')}, s.created_at::text as sort, r.record as report from rm_sharing.share_state s
        join rm_soc_reports.soc_report_state r on r.id = s.report_id and r.tenant_id = s.tenant_id and r.to_position is null
        where s.tenant_id = $1 and s.acl_id = any($2) and r.acl_id = any($2) and s.to_position is null and s.recipient = $3
        and ${OPEN} and ($5::timestamptz is null or (s.created_at, s.id) < ($5::timestamptz, $6::uuid))
        order by s.created_at desc, s.id desc limit $7`,
      values: [subject.actorId, now, cursor?.value ?? null, cursor?.id ?? null, pageSize(page) + 1],
    }));
    const found = rows.map((row) => ({
      cursor: { value: row.sort, id: row.id },
      node: { ...loadedOf(row), report: row.report },
    }));
    return pageOf(found, page);
  }

  /** Waits until the links that were given out up to a position can be found by {@link ShareTenants}. */
  reached(position: bigint): Promise<boolean> {
    return this.models.reached(MODEL, position);
  }

  private async where(subject: Subject, options: ReadOptions, condition: string, value: string): Promise<readonly ListedShare[]> {
    const { rows } = await this.models.query<BoardRow<ReportShareRecord>>(MODEL, subject, options, () => ({
      text: `select ${recordColumnsOf('s')} from rm_sharing.share_state s where s.tenant_id = $1 and s.acl_id = any($2) and s.to_position is null
        and ${condition} order by s.created_at desc, s.id`,
      values: [value],
    }));
    return rows.map(loadedOf);
  }
}

/** Whose a link is: nobody who follows one has said which tenant it is of. */
export class ShareTenants {
  /** @param pool as the role that projects. */
  constructor(private readonly pool: Pool) {}

  async of(board: 'share_state' | 'dashboard_share_state', shareId: string): Promise<string | undefined> {
    const { rows } = await this.pool.query({
      name: `tenant of ${board}`,
      text: `select tenant_id from rm_sharing.${board} where id = $1 and to_position is null`,
      values: [shareId],
    });
    return rows[0]?.tenant_id;
  }
}
