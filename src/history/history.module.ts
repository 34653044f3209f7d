/** Replay of any record. */
import { Module } from '@nestjs/common';
import { Blobs } from '../ledger/blobs.js';
import { Ledger } from '../ledger/ledger.js';
import { People } from '../people/people.queries.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { HistoryQueries } from './history.queries.js';
import { HistoryResolver } from './history.resolver.js';

@Module({
  providers: [
    {
      provide: HistoryQueries,
      useFactory: (ledger: Ledger, models: ReadModels, people: People, blobs: Blobs) =>
        new HistoryQueries(ledger, models, people, blobs),
      inject: [Ledger, ReadModels, People, Blobs],
    },
    HistoryResolver,
  ],
  exports: [HistoryQueries],
})
export class HistoryModule {}
