/** Replay of any record. */
import { Module } from '@nestjs/common';
import { Ledger } from '../ledger/ledger.js';
import { People } from '../people/people.queries.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { HistoryQueries } from './history.queries.js';
import { HistoryResolver } from './history.resolver.js';

@Module({
  providers: [
    {
      provide: HistoryQueries,
      useFactory: (ledger: Ledger, models: ReadModels, people: People) => new HistoryQueries(ledger, models, people),
      inject: [Ledger, ReadModels, People],
    },
    HistoryResolver,
  ],
})
export class HistoryModule {}
