/** The passport-jwt strategy: it takes the token from the request, our verifier verifies it. */
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { IncomingHttpHeaders } from 'node:http';
import { Passport } from 'passport';
import { Strategy } from 'passport-jwt';
import type { Subject } from '../access/actor.js';
import { bearerToken } from './bearer.js';
import { TokenVerifier } from './token-verifier.js';
import { Unauthenticated } from './unauthenticated.js';

const STRATEGY = 'bearer';

type Done = (error: unknown, subject?: Subject) => void;
type KeyFound = (error: null, key: string) => void;
type JwtVerifier = (token: string, verifier: unknown, options: unknown, done: Done) => void;

/**
 * passport-jwt reads its verifier from this static, once for every strategy of the process. The "secret" that reaches it is the
 * TokenVerifier of the strategy at work, so the library's own verifier never sees a token.
 */
(Strategy as unknown as { JwtVerifier: JwtVerifier }).JwtVerifier = (token, verifier, _options, done) => {
  if (!(verifier instanceof TokenVerifier)) return done(new Error('a strategy without a token verifier'));
  verifier.verify(token).then((subject) => done(null, subject), done);
};

/** What of a request the strategy reads. */
export interface BearerRequest {
  readonly headers: IncomingHttpHeaders;
}

@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, STRATEGY) {
  /** Not the global one: two applications in one process would overwrite each other's strategy. */
  private ownPassport?: InstanceType<typeof Passport>;

  constructor(verifier: TokenVerifier) {
    super({
      jwtFromRequest: (request: BearerRequest) => bearerToken(request.headers.authorization),
      // The library's type knows keys only; what it is given goes unread to the verifier above.
      secretOrKeyProvider: (_request: BearerRequest, _token: string, done: KeyFound) => done(null, verifier as unknown as string),
    });
  }

  getPassportInstance(): InstanceType<typeof Passport> {
    return (this.ownPassport ??= new Passport());
  }

  validate(subject: Subject): Subject {
    return subject;
  }

  /**
   * Who sends the request.
   * @throws Unauthenticated; LedgerError UNAVAILABLE when the issuer's keys cannot be had.
   */
  subjectOf(request: BearerRequest, response: unknown): Promise<Subject> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error | null, subject?: Subject | false, failure?: Error): void => {
        if (error) return reject(error);
        if (subject) return resolve(subject);
        const missing = bearerToken(request.headers.authorization) === null;
        return reject(missing || !failure ? new Unauthenticated('missing') : failure);
      };
      const authenticate = this.getPassportInstance().authenticate(STRATEGY, { session: false }, settle) as (
        ...http: unknown[]
      ) => void;
      authenticate(request, response, settle);
    });
  }
}
