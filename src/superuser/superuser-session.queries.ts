/** Lists superuser sessions: to a tenant's auditors those that named it, to a superuser its own. */
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { SYSTEM_TENANT } from '../ledger/stream-name.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels } from '../read-side/read-model.queries.js';
import type { OpenedSession } from './superuser-session.record.js';

export type ListedSession = Loaded<OpenedSession>;
type Row = BoardRow<OpenedSession> & { readonly sort: string };

export class SuperuserSessionQueries {
  constructor(private readonly models: ReadModels) {}

  /** Sessions that named the subject's tenant, the newest first. The caller has asked the policy whether the subject may. */
  ofTenant(subject: Subject, page: PageInput, options: { readonly atLeast?: bigint | undefined }) {
    return this.list(subject, page, options);
  }

  /** The subject's own sessions, the newest first. */
  own(subject: Subject, page: PageInput, options: { readonly atLeast?: bigint | undefined }) {
    return this.list({ ...subject, tenantId: SYSTEM_TENANT }, page, options);
  }

  private async list(
    subject: Subject,
    page: PageInput,
    options: { readonly atLeast?: bigint | undefined },
  ): Promise<Page<ListedSession> & { readonly asOf: AsOf }> {
    const cursor = readCursor(page, 'timestamptz');
    const { rows, asOf } = await this.models.query<Row>('oversight', subject, options, () => ({
      text: `select ${recordColumnsOf('s')}, s.opened_at::text as sort from rm_oversight.superuser_session_state s
        where s.tenant_id = $1 and s.acl_id = any($2) and s.to_position is null
          and ($3::timestamptz is null or (s.opened_at, s.id) < ($3, $4::uuid))
        order by s.opened_at desc, s.id desc limit $5`,
      values: [cursor?.value ?? null, cursor?.id ?? null, pageSize(page) + 1],
    }));
    const found = rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: loadedOf(row) }));
    return { ...pageOf(found, page), asOf };
  }
}
