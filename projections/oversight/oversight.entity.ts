/** What those who look after tenants read: superuser sessions, and the tenants there are. */
import { Column, Entity } from 'typeorm';
import type { OpenedSession } from '../../src/superuser/superuser-session.record.js';
import type { RegisteredTenant } from '../../src/tenants/tenant-registration.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { CurrentIndex } from '../runtime/temporal.entity.js';

/** One row for the session on the system log, one for the copy on each tenant's own. */
@Entity('superuser_session_state')
@CurrentIndex
export class SuperuserSessionStateRow extends RecordRow<OpenedSession> {
  @Column('timestamptz') openedAt!: string;
}

@Entity('tenant_state')
@CurrentIndex
export class TenantStateRow extends RecordRow<RegisteredTenant> {
  /** Its id. */
  @Column('text') tenant!: string;
}
