/** Folds superuser sessions and registrations of tenants into the oversight read model. */
import { superuserSessionEvents } from '../../src/superuser/superuser-session.events.js';
import * as session from '../../src/superuser/superuser-session.record.js';
import { tenantRegistrationEvents } from '../../src/tenants/tenant-registration.events.js';
import * as tenant from '../../src/tenants/tenant-registration.record.js';
import { tenantWide } from '../../src/tenants/tenant-settings.record.js';
import type { Projection } from '../runtime/projection.js';
import { recordBoard } from '../runtime/record-board.js';
import { SuperuserSessionStateRow, TenantStateRow } from './oversight.entity.js';

type OpenedSession = Exclude<session.SuperuserSession, { readonly status: 'absent' }>;
type RegisteredTenant = Exclude<tenant.TenantRegistration, { readonly status: 'absent' }>;

const sessions = recordBoard<typeof superuserSessionEvents, OpenedSession, SuperuserSessionStateRow>({
  from: superuserSessionEvents,
  table: SuperuserSessionStateRow,
  fold: session,
  markingOf: (record) => session.markingOf(record)!,
  columns: ({ openedAt }) => ({ openedAt }),
});

const tenants = recordBoard<typeof tenantRegistrationEvents, RegisteredTenant, TenantStateRow>({
  from: tenantRegistrationEvents,
  table: TenantStateRow,
  fold: tenant,
  markingOf: () => tenantWide,
  columns: (record) => ({ tenant: record.tenant }),
});

export const oversight: Projection = { name: 'oversight', version: 2, boards: [sessions, tenants] };
