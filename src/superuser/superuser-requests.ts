/** Requests under a superuser session: whose they are, which tenant they read, and that both logs know of it first. */
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Subject } from '../access/actor.js';
import { decideGrant } from '../access/policy.js';
import { isUpgrade } from '../graphql/endpoint.js';
import { Clock } from '../ledger/clock.js';
import { forbidden, LedgerError } from '../ledger/errors.js';
import { Ledger } from '../ledger/ledger.js';
import { isRecordId } from '../ledger/stream-name.js';
import { ownSession, ScopeSuperuserSession } from './superuser-session.commands.js';
import { isRunning } from './superuser-session.decider.js';

export const SESSION_HEADER = 'x-superuser-session';
export const TENANT_HEADER = 'x-superuser-tenant';

interface Visit {
  readonly sessionId: string;
  readonly tenant: string;
  /** The subject of the token, in its home tenant. */
  readonly home: Subject;
  /** Kinds of query that wait to be written together. */
  queries: Set<string> | undefined;
  written: Promise<void>;
}

@Injectable()
export class SuperuserRequests {
  private readonly visits = new WeakMap<FastifyRequest, Visit>();
  /** By session: first readings are written one after the other, so that they do not race for its stream. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  /**
   * Lets a request with a session header read in the tenant it names, else the first of the session, in place of the token's own. The
   * superuser keeps clearance and countries, belongs to no organisation of that tenant, and has no role there.
   * @throws LedgerError FORBIDDEN when the session is not the caller's, has ended or does not name the tenant; INVALID_INPUT; UNAVAILABLE.
   */
  async admit(request: FastifyRequest): Promise<void> {
    const { headers, subject: home } = request;
    const sessionId = headers[SESSION_HEADER];
    if (sessionId === undefined) {
      if (headers[TENANT_HEADER] !== undefined)
        throw invalid(TENANT_HEADER, `needs ${SESSION_HEADER} as well; send both or none`);
      return;
    }
    if (isUpgrade(request))
      throw forbidden(`Subscriptions are not answered under a session; leave out the header ${SESSION_HEADER}.`);
    if (!home || this.visits.has(request)) return;
    if (!decideGrant(home, 'superuserSession.open').allow)
      throw forbidden(`Only a superuser reads under a session; leave out the header ${SESSION_HEADER}.`);
    if (typeof sessionId !== 'string' || !isRecordId(sessionId))
      throw invalid(SESSION_HEADER, 'must be the id of a superuser session, a lower-case UUID');
    const { record } = await ownSession(this.ledger, home, sessionId).catch((error: unknown) => {
      throw error instanceof LedgerError && error.code === 'NOT_FOUND'
        ? forbidden('There is no such superuser session of yours.')
        : error;
    });
    if (!isRunning(record, this.clock.now().toISOString()))
      throw forbidden('This superuser session was closed or has expired. Open another.');
    const tenant = headers[TENANT_HEADER] ?? record.tenants[0];
    if (typeof tenant !== 'string' || !record.tenants.includes(tenant))
      throw forbidden(`This superuser session does not name that tenant; it names ${record.tenants.join(', ')}.`);
    this.visits.set(request, { sessionId, tenant, home, queries: undefined, written: Promise.resolve() });
    request.subject = Object.freeze({
      ...home,
      tenantId: tenant,
      // No token and no marking can name the empty organisation.
      orgId: '',
      roles: ['superuser'] as const,
      superuserSession: sessionId,
    });
  }

  /** Resolves once both logs say that the request's session read its tenant by this kind of query. @throws LedgerError UNAVAILABLE. */
  async record(request: FastifyRequest, query: string): Promise<void> {
    const visit = this.visits.get(request);
    if (!visit) throw forbidden('A superuser session answers requests that name it, and nothing else.');
    if (visit.queries) visit.queries.add(query);
    else {
      const queries = new Set([query]);
      visit.queries = queries;
      visit.written = this.inTurn(visit.sessionId, async () => {
        // The root fields of an operation ask in one go.
        await new Promise((resolve) => setImmediate(resolve));
        visit.queries = undefined;
        await this.write(visit, [...queries], request.id);
      });
    }
    await visit.written;
  }

  private async write({ sessionId, tenant, home }: Visit, queries: readonly string[], correlationId: string): Promise<void> {
    const context = { subject: home, commandId: randomUUID(), correlationId };
    await this.commands.execute(new ScopeSuperuserSession(sessionId, tenant, queries, context));
  }

  private inTurn(sessionId: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(sessionId) ?? Promise.resolve()).catch(() => undefined).then(work);
    this.turns.set(sessionId, turn);
    const leave = (): void => {
      if (this.turns.get(sessionId) === turn) this.turns.delete(sessionId);
    };
    turn.then(leave, leave);
    return turn;
  }
}

const invalid = (path: string, message: string): LedgerError =>
  new LedgerError('INVALID_INPUT', `The header ${path} ${message}.`, { fields: [{ path, message }] });
