/** A superuser session as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { SessionOpening, SessionScope, SuperuserSessionEvent } from './superuser-session.events.js';

export interface OpenedSession extends SessionOpening {
  readonly status: 'open' | 'closed';
  /** Null: not closed before it expires. */
  readonly closedAt: string | null;
  /** What it read, each tenant and kind of query once. */
  readonly scopes: readonly SessionScope[];
}
export type SuperuserSession = { readonly status: 'absent' } | OpenedSession;

export const absent: SuperuserSession = { status: 'absent' };

export const covers = ({ scopes }: OpenedSession, tenant: string, query: string): boolean =>
  scopes.some((scope) => scope.tenant === tenant && scope.query === query);

/** On the system log a session is its superuser's; on a tenant's log it is the tenant's, for those who look after it. */
export const markingOf = (session: SuperuserSession): Marking | undefined =>
  session.status === 'absent'
    ? undefined
    : {
        secrecyLevel: 'UNCLASSIFIED',
        tlp: session.log === 'system' ? 'RED' : 'AMBER',
        organisations: [],
        releasableTo: [],
        notReleasableTo: [],
        recipients: session.log === 'system' ? [session.superuser] : [],
      };

export const evolve = (session: SuperuserSession, event: SuperuserSessionEvent): SuperuserSession => {
  if (event.type === 'SuperuserSessionOpened') return { ...event.data, status: 'open', closedAt: null, scopes: [] };
  if (session.status === 'absent') return session;
  switch (event.type) {
    case 'SuperuserSessionScoped':
      return { ...session, scopes: [...session.scopes, event.data] };
    case 'SuperuserSessionClosed':
      return { ...session, status: 'closed', closedAt: event.data.closedAt };
    default:
      return assertNever(event);
  }
};
