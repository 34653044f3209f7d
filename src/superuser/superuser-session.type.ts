/** The record type of superuser sessions, and where a session's copies stand. */
import { naturalId } from '../ledger/identity.js';
import type { RecordType } from '../ledger/ledger.js';
import { superuserSession, type SuperuserSessionCommand } from './superuser-session.decider.js';
import { superuserSessionEvents } from './superuser-session.events.js';
import { markingOf, type SuperuserSession } from './superuser-session.record.js';

export const superuserSessionType: RecordType<typeof superuserSessionEvents, SuperuserSessionCommand, SuperuserSession> = {
  name: 'superuser session',
  contracts: superuserSessionEvents,
  decider: superuserSession,
  markingOf,
};

/** The record on a tenant's own log that tells of a session. */
export const tenantCopyId = (tenantId: string, sessionId: string): string => naturalId('superuser session', tenantId, sessionId);
