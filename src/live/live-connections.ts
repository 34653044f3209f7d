/** The long-lived connections of this process: how many an actor may hold, whether their tokens still hold, and their end with the process. */
import { HttpException } from '@nestjs/common';
import type { Subject } from '../access/actor.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import { Unauthenticated } from '../auth/unauthenticated.js';

/** How often tokens are looked at. */
const TOKENS_EVERY_MS = 1_000;
/** How often a connection is asked whether it is still there. */
export const PING_EVERY_MS = 15_000;

export interface LiveConnection {
  /** Undefined until the connection has said who it speaks for. */
  readonly subject: Subject | undefined;
  /** Asks the other side for a sign of life; one that did not answer the last time is ended. */
  ping(): void;
  /** The token is no longer good. */
  expire(error: Unauthenticated): void;
  /** The process ends. */
  goAway(): void;
}

export class LiveConnections {
  private readonly open = new Set<LiveConnection>();
  private readonly timers: readonly NodeJS.Timeout[];

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly perActor: number,
  ) {
    this.timers = [
      setInterval(() => this.expireTokens(), TOKENS_EVERY_MS).unref(),
      setInterval(() => this.open.forEach((connection) => connection.ping()), PING_EVERY_MS).unref(),
    ];
  }

  add(connection: LiveConnection): void {
    this.open.add(connection);
  }

  delete(connection: LiveConnection): void {
    this.open.delete(connection);
  }

  /** @throws HttpException 429 when the actor holds as many connections as it may. */
  admit(subject: Subject): void {
    let held = 0;
    for (const { subject: other } of this.open)
      if (other?.actorId === subject.actorId && other.tenantId === subject.tenantId) held += 1;
    if (held >= this.perActor)
      throw new HttpException(
        `You hold ${held} live connections, as many as an actor may; close one, or put more subscriptions on it.`,
        429,
      );
  }

  /** @throws Unauthenticated when the subject's token has expired or was revoked. */
  check(subject: Subject): void {
    const reason = this.verifier.staleness(subject);
    if (reason) throw new Unauthenticated(reason);
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const connection of this.open) connection.goAway();
  }

  private expireTokens(): void {
    for (const connection of this.open) {
      const { subject } = connection;
      const reason = subject && this.verifier.staleness(subject);
      if (reason) connection.expire(new Unauthenticated(reason));
    }
  }
}
