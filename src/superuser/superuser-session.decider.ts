/** The rules of superuser sessions. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { SessionOpening, SuperuserSessionEvent } from './superuser-session.events.js';
import { absent, covers, evolve, type OpenedSession, type SuperuserSession } from './superuser-session.record.js';

/** `at` is the time of the command. */
export type SuperuserSessionCommand =
  | { readonly type: 'Open'; readonly opening: Omit<SessionOpening, 'log'> }
  | { readonly type: 'Scope'; readonly tenant: string; readonly queries: readonly string[]; readonly at: string }
  | { readonly type: 'Close'; readonly at: string }
  /** Brings a tenant's log up to what the system log says of a session, however far it came before. */
  | { readonly type: 'Mirror'; readonly session: OpenedSession; readonly tenant: string };

const LONGEST_MS = 8 * 3_600_000;

const open = (opening: Omit<SessionOpening, 'log'>): readonly SuperuserSessionEvent[] => {
  const length = Date.parse(opening.expiresAt) - Date.parse(opening.openedAt);
  if (!(length > 0 && length <= LONGEST_MS))
    throw new RuleViolation(
      'EXPIRY_OUT_OF_RANGE',
      'A superuser session ends in the future and lasts at most 8 hours; give such an expiresAt.',
      'input.expiresAt',
    );
  return [{ type: 'SuperuserSessionOpened', data: { ...opening, log: 'system' } }];
};

/** Whether a session may be read in at an instant. */
export const isRunning = (session: SuperuserSession, at: string): session is OpenedSession =>
  session.status === 'open' && at < session.expiresAt;

const scope = (session: SuperuserSession, tenant: string, queries: readonly string[], at: string) => {
  if (!isRunning(session, at) || !session.tenants.includes(tenant))
    throw new RuleViolation('FORBIDDEN', 'The superuser session has ended, or does not name this tenant. Open another.');
  return [...new Set(queries)]
    .filter((query) => !covers(session, tenant, query))
    .map((query): SuperuserSessionEvent => ({ type: 'SuperuserSessionScoped', data: { tenant, query, at } }));
};

const mirror = (copy: SuperuserSession, session: OpenedSession, tenant: string): readonly SuperuserSessionEvent[] => {
  const { status: _status, closedAt, scopes, ...opening } = session;
  const events: SuperuserSessionEvent[] = [];
  if (copy.status === 'absent')
    events.push({ type: 'SuperuserSessionOpened', data: { ...opening, log: 'tenant', tenants: [tenant] } });
  for (const made of scopes)
    if (made.tenant === tenant && (copy.status === 'absent' || !covers(copy, tenant, made.query)))
      events.push({ type: 'SuperuserSessionScoped', data: made });
  if (closedAt !== null && copy.status !== 'closed') events.push({ type: 'SuperuserSessionClosed', data: { closedAt } });
  return events;
};

export const superuserSession: Decider<SuperuserSessionCommand, SuperuserSessionEvent, SuperuserSession> = {
  initial: absent,
  evolve,

  decide(command, session) {
    switch (command.type) {
      case 'Open':
        return session.status === 'absent' ? open(command.opening) : [];
      case 'Scope':
        return scope(session, command.tenant, command.queries, command.at);
      case 'Close':
        return session.status === 'closed' ? [] : [{ type: 'SuperuserSessionClosed', data: { closedAt: command.at } }];
      case 'Mirror':
        return mirror(session, command.session, command.tenant);
      default:
        return assertNever(command);
    }
  },
};
