/** Folds superuser sessions and registrations of tenants into the oversight read model. */
import { superuserSessionEvents } from '../../src/superuser/superuser-session.events.js';
import * as session from '../../src/superuser/superuser-session.record.js';
import { tenantRegistrationEvents } from '../../src/tenants/tenant-registration.events.js';
import * as tenant from '../../src/tenants/tenant-registration.record.js';
import { tenantWide } from '../../src/tenants/tenant-settings.record.js';
import { board, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import { SuperuserSessionStateRow, TenantStateRow } from './oversight.entity.js';

const sessions = board<typeof superuserSessionEvents, SuperuserSessionStateRow>({
  from: superuserSessionEvents,
  table: SuperuserSessionStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, session.SuperuserSession>(
      { initial: session.absent, evolve: session.evolve },
      row,
      event,
      at,
    );
    const { tenantId, ownerOrganisation, record } = loaded;
    const marking = session.markingOf(record);
    if (record.status === 'absent' || !marking) return undefined;
    return {
      protection: { tenantId, ownerOrganisation, marking },
      openedAt: record.openedAt,
      ...recordColumns(loaded, record),
    };
  },
});

const tenants = board<typeof tenantRegistrationEvents, TenantStateRow>({
  from: tenantRegistrationEvents,
  table: TenantStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, tenant.TenantRegistration>(
      { initial: tenant.absent, evolve: tenant.evolve },
      row,
      event,
      at,
    );
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    return {
      protection: { tenantId, ownerOrganisation, marking: tenantWide },
      tenant: record.tenant,
      ...recordColumns(loaded, record),
    };
  },
});

export const oversight: Projection = { name: 'oversight', version: 1, boards: [sessions, tenants] };
