/** The routes of the development issuer; imported by the composition root only when no issuer is configured. */
import { type DynamicModule, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DevelopmentIssuerController } from './development-issuer.controller.js';
import { DevelopmentIssuer } from './development-issuer.js';

@Module({ controllers: [DevelopmentIssuerController] })
export class DevelopmentIssuerModule implements OnApplicationBootstrap {
  static register(issuer: DevelopmentIssuer): DynamicModule {
    return {
      module: DevelopmentIssuerModule,
      providers: [{ provide: DevelopmentIssuer, useValue: issuer }],
      exports: [DevelopmentIssuer],
    };
  }

  onApplicationBootstrap(): void {
    new Logger('DevelopmentIssuer').warn(
      'The development issuer is ON: any program on this machine gets a token for any tenant from POST /dev/token. ' +
        'Set AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URI to switch it off.',
    );
  }
}
