/** Commands on superuser sessions: each is on the system log and on the log of every tenant concerned before anything is read. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Subject } from '../access/actor.js';
import { decideGrant } from '../access/policy.js';
import { Clock } from '../ledger/clock.js';
import { forbidden, LedgerError, notFound } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Loaded, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { SYSTEM_TENANT } from '../ledger/stream-name.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { OpenedSession, SuperuserSession } from './superuser-session.record.js';
import { superuserSessionType, tenantCopyId } from './superuser-session.type.js';

export interface SessionRequest {
  readonly tenants: readonly string[];
  readonly reason: string;
  readonly expiresAt: string;
}

export class OpenSuperuserSession extends Command<Written<SuperuserSession>> {
  constructor(
    readonly request: SessionRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The session reads a tenant by these kinds of query. */
export class ScopeSuperuserSession extends Command<void> {
  constructor(
    readonly sessionId: string,
    readonly tenant: string,
    readonly queries: readonly string[],
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class CloseSuperuserSession extends Command<Written<SuperuserSession>> {
  constructor(
    readonly sessionId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

const requireSuperuser = ({ subject }: CommandContext): void => {
  if (!decideGrant(subject, 'superuserSession.open').allow) throw forbidden('None of your roles allows superuserSession.open.');
};

const onLogOf = (tenantId: string, { expectedRevision: _, ...context }: CommandContext): CommandContext => ({
  ...context,
  // A superuser belongs to no organisation of a tenant it visits.
  subject: { ...context.subject, tenantId, orgId: '' },
});
const onSystemLog = (context: CommandContext): CommandContext => ({
  ...context,
  subject: { ...context.subject, tenantId: SYSTEM_TENANT },
});

/** A superuser's own session. @throws LedgerError NOT_FOUND for anybody else's. */
export const ownSession = async (ledger: Ledger, subject: Subject, id: string): Promise<Loaded<SuperuserSession>> => {
  const loaded = await ledger.load(superuserSessionType, SYSTEM_TENANT, id);
  if (loaded?.record.status === 'absent' || loaded?.createdBy !== subject.actorId) throw notFound(superuserSessionType.name);
  return loaded;
};

/** Repeats of it change nothing; what an interruption left out comes with the next. */
const mirror = (
  ledger: Ledger,
  { record }: Loaded<SuperuserSession>,
  tenant: string,
  context: CommandContext,
): Promise<Written<SuperuserSession>> => {
  const session = record as OpenedSession;
  return ledger.execute({
    type: superuserSessionType,
    recordId: tenantCopyId(tenant, session.sessionId),
    action: 'superuserSession.open',
    command: { type: 'Mirror', session, tenant },
    request: { sessionId: session.sessionId, tenant },
    context: onLogOf(tenant, context),
    creates: true,
  });
};

const mirrorToAll = async (ledger: Ledger, loaded: Loaded<SuperuserSession>, context: CommandContext): Promise<void> => {
  const { tenants } = loaded.record as OpenedSession;
  await Promise.all(tenants.map((tenant) => mirror(ledger, loaded, tenant, context)));
};

@CommandHandler(OpenSuperuserSession)
export class OpenSuperuserSessionHandler implements ICommandHandler<OpenSuperuserSession> {
  constructor(
    private readonly ledger: Ledger,
    private readonly directory: TenantDirectory,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError FORBIDDEN, INVALID_INPUT for a tenant that is not registered; RuleViolation EXPIRY_OUT_OF_RANGE. */
  async execute({ request, context }: OpenSuperuserSession): Promise<Written<SuperuserSession>> {
    requireSuperuser(context);
    const tenants = [...new Set(request.tenants)];
    await this.requireTenants(tenants);
    const { id, fresh } = newRecordId(this.instanceKey, superuserSessionType.contracts.category, context);
    const { actorId: superuser, tenantId: homeTenant } = context.subject;
    const opening = { ...request, tenants, sessionId: id, superuser, homeTenant, openedAt: this.clock.now().toISOString() };
    const written = await this.ledger.execute({
      type: superuserSessionType,
      recordId: id,
      action: 'superuserSession.open',
      command: { type: 'Open', opening },
      request,
      context: onSystemLog(context),
      creates: true,
      fresh,
    });
    await mirrorToAll(this.ledger, written.loaded, context);
    return written;
  }

  private async requireTenants(tenants: readonly string[]): Promise<void> {
    const registered = await Promise.all(tenants.map((tenant) => this.directory.find(tenant)));
    const fields = tenants.flatMap((tenant, index) =>
      registered[index]
        ? []
        : [{ path: `input.tenants.${index}`, message: `there is no tenant ${tenant}; see the query tenants` }],
    );
    if (fields.length === 0) return;
    const wrong = fields.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new LedgerError('INVALID_INPUT', `The input is not valid: ${wrong}.`, { fields });
  }
}

@CommandHandler(ScopeSuperuserSession)
export class ScopeSuperuserSessionHandler implements ICommandHandler<ScopeSuperuserSession> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** Resolves once both logs tell of it. @throws LedgerError UNAVAILABLE; RuleViolation FORBIDDEN when the session has ended. */
  async execute({ sessionId, tenant, queries, context }: ScopeSuperuserSession): Promise<void> {
    const { loaded } = await this.ledger.execute({
      type: superuserSessionType,
      recordId: sessionId,
      action: 'superuserSession.open',
      command: { type: 'Scope', tenant, queries, at: this.clock.now().toISOString() },
      request: { sessionId, tenant, queries },
      context: onSystemLog(context),
    });
    await mirror(this.ledger, loaded, tenant, context);
  }
}

@CommandHandler(CloseSuperuserSession)
export class CloseSuperuserSessionHandler implements ICommandHandler<CloseSuperuserSession> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws LedgerError FORBIDDEN, NOT_FOUND for another's session. */
  async execute({ sessionId, context }: CloseSuperuserSession): Promise<Written<SuperuserSession>> {
    requireSuperuser(context);
    await ownSession(this.ledger, context.subject, sessionId);
    const written = await this.ledger.execute({
      type: superuserSessionType,
      recordId: sessionId,
      action: 'superuserSession.open',
      command: { type: 'Close', at: this.clock.now().toISOString() },
      request: { sessionId },
      context: onSystemLog(context),
    });
    await mirrorToAll(this.ledger, written.loaded, context);
    return written;
  }
}
