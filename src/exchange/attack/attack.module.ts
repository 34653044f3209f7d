/** ATT&CK: releases that tenants load, technique ids looked up in them, and layers for the Navigator. Global: whatever names techniques checks them. */
import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Blobs } from '../../ledger/blobs.js';
import { Ledger } from '../../ledger/ledger.js';
import { ReadModels } from '../../read-side/read-model.queries.js';
import { AttackLoadController } from './attack-load.controller.js';
import { ChangeAttackReleaseHandler, LoadAttackReleaseHandler } from './attack-release.commands.js';
import { AttackReleaseResolver } from './attack-release.resolver.js';
import { AttackReleases } from './attack-releases.js';
import { NavigatorController } from './navigator.controller.js';
import { NavigatorQueries } from './navigator.queries.js';
import { techniqueUseResolvers } from './technique-use.resolver.js';

@Global()
@Module({
  imports: [CqrsModule],
  controllers: [AttackLoadController, NavigatorController],
  providers: [
    LoadAttackReleaseHandler,
    ChangeAttackReleaseHandler,
    AttackReleaseResolver,
    ...techniqueUseResolvers,
    {
      provide: AttackReleases,
      useFactory: (ledger: Ledger, blobs: Blobs) => new AttackReleases(ledger, blobs),
      inject: [Ledger, Blobs],
    },
    {
      provide: NavigatorQueries,
      useFactory: (models: ReadModels, releases: AttackReleases, ledger: Ledger) =>
        new NavigatorQueries(models, releases, ledger),
      inject: [ReadModels, AttackReleases, Ledger],
    },
  ],
  exports: [AttackReleases],
})
export class AttackModule {}
