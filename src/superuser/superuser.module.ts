/** The slice of superuser sessions. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../read-side/read-model.queries.js';
import { SuperuserRequests } from './superuser-requests.js';
import {
  CloseSuperuserSessionHandler,
  OpenSuperuserSessionHandler,
  ScopeSuperuserSessionHandler,
} from './superuser-session.commands.js';
import { SuperuserSessionQueries } from './superuser-session.queries.js';
import { SuperuserSessionResolver } from './superuser-session.resolver.js';

@Module({
  imports: [CqrsModule],
  providers: [
    OpenSuperuserSessionHandler,
    ScopeSuperuserSessionHandler,
    CloseSuperuserSessionHandler,
    SuperuserSessionResolver,
    SuperuserRequests,
    {
      provide: SuperuserSessionQueries,
      useFactory: (models: ReadModels) => new SuperuserSessionQueries(models),
      inject: [ReadModels],
    },
  ],
  exports: [SuperuserRequests],
})
export class SuperuserModule {}
