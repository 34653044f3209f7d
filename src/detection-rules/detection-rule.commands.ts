/** Records tests of detection rules; the rest of what happens to them is in src/profiles. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../ledger/clock.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import type { DetectionRuleTest } from './detection-rule.events.js';
import type { DetectionRule } from './detection-rule.record.js';
import { detectionRuleType } from './detection-rule.type.js';

/** `at`: now when left out. */
export type TestInput = Omit<DetectionRuleTest, 'at'> & Partial<Pick<DetectionRuleTest, 'at'>>;

export class RecordDetectionRuleTest extends Command<Written<DetectionRule>> {
  constructor(
    readonly id: string,
    readonly input: TestInput,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordDetectionRuleTest)
export class RecordDetectionRuleTestHandler implements ICommandHandler<RecordDetectionRuleTest> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  execute({ id, input, context }: RecordDetectionRuleTest): Promise<Written<DetectionRule>> {
    const now = this.clock.now().toISOString();
    return this.ledger.execute({
      type: detectionRuleType,
      recordId: id,
      action: 'detectionRule.test',
      command: { type: 'Test', test: { ...input, at: input.at ?? now }, now },
      request: { id, input },
      context,
    });
  }
}
