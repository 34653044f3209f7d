/** The slice of watch lists. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { HistoryModule } from '../history/history.module.js';
import { HistoryQueries } from '../history/history.queries.js';
import { Ledger } from '../ledger/ledger.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { NewSinceQueries } from './new-since.queries.js';
import { ChangeWatchListHandler } from './watch-list.commands.js';
import { WatchListQueries } from './watch-list.queries.js';
import { WatchListResolver } from './watch-list.resolver.js';

@Module({
  imports: [CqrsModule, HistoryModule],
  providers: [
    ChangeWatchListHandler,
    {
      provide: WatchListQueries,
      useFactory: (ledger: Ledger, models: ReadModels) => new WatchListQueries(ledger, models),
      inject: [Ledger, ReadModels],
    },
    {
      provide: NewSinceQueries,
      useFactory: (models: ReadModels, history: HistoryQueries) => new NewSinceQueries(models, history),
      inject: [ReadModels, HistoryQueries],
    },
    WatchListResolver,
  ],
})
export class WatchListsModule {}
