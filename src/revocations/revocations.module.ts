/** The slice of revoked tokens. */
import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TokenVerifier } from '../auth/token-verifier.js';
import { Ledger } from '../ledger/ledger.js';
import { EventLog } from '../ledger/subscription.js';
import { honourRevocations } from './revocations.js';
import { RevokeTokenHandler } from './token-revocation.commands.js';
import { TokenRevocationResolver } from './token-revocation.resolver.js';

@Module({ imports: [CqrsModule], providers: [RevokeTokenHandler, TokenRevocationResolver] })
export class RevocationsModule implements OnModuleInit, OnModuleDestroy {
  private readonly abort = new AbortController();

  constructor(
    private readonly log: EventLog,
    private readonly ledger: Ledger,
    private readonly verifier: TokenVerifier,
  ) {}

  onModuleInit(): Promise<void> {
    return honourRevocations(this.log, this.ledger, this.verifier, this.abort.signal);
  }

  onModuleDestroy(): void {
    this.abort.abort();
  }
}
