/** Authentication for the whole application: the verifier of access tokens and the passport strategy on it. */
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { BearerStrategy } from './bearer.strategy.js';
import { RemoteSigningKeys, type SigningKeys } from './signing-keys.js';
import { TokenVerifier } from './token-verifier.js';

const signingKeysOf = ({ auth }: Config, developmentKeys: SigningKeys | undefined): SigningKeys => {
  if (auth.mode === 'provider' && !developmentKeys) return new RemoteSigningKeys(auth.jwksUri);
  if (auth.mode === 'development' && developmentKeys) return developmentKeys;
  throw new Error('keys of a development issuer are for an application without a configured issuer, and only for it');
};

@Module({})
export class AuthModule {
  /**
   * @param instanceKey at least 32 bytes; turns iss and sub into the actor id.
   * @param developmentKeys the development issuer, when no issuer is configured; never with one.
   */
  static register(config: Config, instanceKey: Buffer, developmentKeys?: SigningKeys): DynamicModule {
    const verifier = new TokenVerifier(config.auth, instanceKey, signingKeysOf(config, developmentKeys));
    return {
      module: AuthModule,
      global: true,
      providers: [{ provide: TokenVerifier, useValue: verifier }, BearerStrategy],
      exports: [TokenVerifier, BearerStrategy],
    };
  }
}
