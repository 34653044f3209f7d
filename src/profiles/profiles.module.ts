/** What the slices of all profiled records share. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../read-side/read-model.queries.js';
import { MergeRecordsHandler } from './merge.commands.js';
import { ChangeProfileHandler } from './profile.commands.js';
import { ProfileQueries } from './profile.queries.js';

const queries = { provide: ProfileQueries, useFactory: (models: ReadModels) => new ProfileQueries(models), inject: [ReadModels] };

@Module({
  imports: [CqrsModule],
  providers: [ChangeProfileHandler, MergeRecordsHandler, queries],
  exports: [queries, CqrsModule],
})
export class ProfilesModule {}
