/** Revoking a token. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrant } from '../access/policy.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { forbidden } from '../ledger/errors.js';
import { type CommandContext, Ledger, type Receipt } from '../ledger/ledger.js';
import { SYSTEM_TENANT } from '../ledger/stream-name.js';
import type { Revocation } from './token-revocation.events.js';
import { honour } from './revocations.js';
import { revocationDayId, tokenRevocationType } from './token-revocation.type.js';

export interface RevokeRequest {
  readonly jti: string;
  readonly until?: string | undefined;
}

export class RevokeToken extends Command<{ readonly revocation: Revocation; readonly receipt: Receipt }> {
  constructor(
    readonly request: RevokeRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RevokeToken)
export class RevokeTokenHandler implements ICommandHandler<RevokeToken> {
  constructor(
    private readonly ledger: Ledger,
    private readonly verifier: TokenVerifier,
  ) {}

  /** A superuser's reaches the tokens of every tenant. @throws LedgerError FORBIDDEN; RuleViolation UNTIL_OUT_OF_RANGE. */
  async execute({ request, context }: RevokeToken): Promise<{ readonly revocation: Revocation; readonly receipt: Receipt }> {
    const { subject } = context;
    if (!decideGrant(subject, 'token.revoke').allow) throw forbidden('None of your roles allows token.revoke.');
    const now = this.verifier.now();
    const latest = new Date(this.verifier.latestExpiry * 1000).toISOString();
    const tenant = subject.roles.includes('superuser') ? null : subject.tenantId;
    const revocation = { jti: request.jti, tenant, until: request.until ?? latest };
    const { loaded, receipt } = await this.ledger.execute({
      type: tokenRevocationType,
      recordId: revocationDayId(now),
      action: 'token.revoke',
      command: { type: 'Revoke', revocation, now: new Date(now).toISOString(), latest },
      request,
      context: { ...context, subject: { ...subject, tenantId: SYSTEM_TENANT } },
      creates: true,
    });
    // A repeated command is answered with what the first one recorded.
    const recorded = loaded.record.revoked.findLast(({ jti, tenant: of }) => jti === request.jti && of === tenant) ?? revocation;
    honour(this.verifier, recorded);
    return { revocation: recorded, receipt };
  }
}
