/** Reads shares: of a report, with a person, and whose a link is. */
import type { Pool } from 'pg';
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { ReportShareRecord } from './report-share.record.js';

export type ListedShare = Loaded<ReportShareRecord>;

const MODEL = 'sharing';

export class ReportShareQueries {
  constructor(private readonly models: ReadModels) {}

  /** All there ever were, the newest first. */
  ofReport(subject: Subject, reportId: string, options: ReadOptions): Promise<readonly ListedShare[]> {
    return this.where(subject, options, 's.report_id = $3', reportId);
  }

  /** All there ever were, the newest first. */
  withSubject(subject: Subject, options: ReadOptions): Promise<readonly ListedShare[]> {
    return this.where(subject, options, 's.recipient = $3', subject.actorId);
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

  async of(shareId: string): Promise<string | undefined> {
    const { rows } = await this.pool.query({
      name: 'tenant of share',
      text: 'select tenant_id from rm_sharing.share_state where id = $1 and to_position is null',
      values: [shareId],
    });
    return rows[0]?.tenant_id;
  }
}
