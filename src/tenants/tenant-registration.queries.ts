/** Lists the tenants there are, for superusers. */
import type { Subject } from '../access/actor.js';
import type { Loaded } from '../ledger/ledger.js';
import { SYSTEM_TENANT } from '../ledger/stream-name.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels } from '../read-side/read-model.queries.js';
import type { RegisteredTenant } from './tenant-registration.record.js';

type Row = BoardRow<RegisteredTenant> & { readonly tenant: string };

export class TenantQueries {
  constructor(private readonly models: ReadModels) {}

  /** By id. The caller has asked the policy whether the subject may. */
  async list(
    subject: Subject,
    page: PageInput,
    options: { readonly atLeast?: bigint | undefined },
  ): Promise<Page<Loaded<RegisteredTenant>> & { readonly asOf: AsOf }> {
    const cursor = readCursor(page, 'text');
    const { rows, asOf } = await this.models.query<Row>('oversight', { ...subject, tenantId: SYSTEM_TENANT }, options, () => ({
      text: `select ${recordColumnsOf('t')}, t.tenant from rm_oversight.tenant_state t
        where t.tenant_id = $1 and t.acl_id = any($2) and t.to_position is null and ($3::text is null or (t.tenant, t.id) > ($3, $4::uuid))
        order by t.tenant, t.id limit $5`,
      values: [cursor?.value ?? null, cursor?.id ?? null, pageSize(page) + 1],
    }));
    const found = rows.map((row) => ({ cursor: { value: row.tenant, id: row.id }, node: loadedOf(row) }));
    return { ...pageOf(found, page), asOf };
  }
}
