/** The slice of detection rules. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { RecordDetectionRuleTestHandler } from './detection-rule.commands.js';
import { DetectionRuleConnectionResolver, DetectionRuleResolver } from './detection-rule.resolver.js';

@Module({
  imports: [ProfilesModule],
  providers: [RecordDetectionRuleTestHandler, DetectionRuleResolver, DetectionRuleConnectionResolver],
})
export class DetectionRulesModule {}
