/** The slice of recommendations that reports are made with. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { KeepRecommendationHandler } from './recommendation.commands.js';
import { RecommendationResolver } from './recommendation.resolver.js';

@Module({ imports: [CqrsModule], providers: [KeepRecommendationHandler, RecommendationResolver] })
export class RecommendationsModule {}
