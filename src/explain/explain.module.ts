/** The slice that explains access. */
import { Module } from '@nestjs/common';
import { HistoryModule } from '../history/history.module.js';
import { ExplainResolver } from './explain.resolver.js';

@Module({ imports: [HistoryModule], providers: [ExplainResolver] })
export class ExplainModule {}
