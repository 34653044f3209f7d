/** How the API shows what a source is expected to deliver, whether it is silent, and what it is worth. */
import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTime, UUID } from '../graphql/scalars.js';
import type { Cadence } from './source.measure.js';

const SilenceState = { active: 'active', silent: 'silent', not_judged: 'not_judged' } as const;
const SilenceReason = { paused: 'paused', retired: 'retired', too_few_deliveries: 'too_few_deliveries' } as const;
const SilenceBasis = { expected: 'expected', learned: 'learned' } as const;
registerEnumType(SilenceState, { name: 'SilenceState' });
registerEnumType(SilenceReason, { name: 'SilenceNotJudgedReason', description: 'Why nothing is said of a source.' });
registerEnumType(SilenceBasis, {
  name: 'SilenceBasis',
  description: 'expected: the cadence that somebody set; learned: the one of its own deliveries.',
});

@ObjectType({ description: 'Deliveries expected on a weekday.' })
class WeekdayRate {
  @Field(() => Int, { description: 'ISO 8601: 1 Monday to 7 Sunday.' }) weekday!: number;
  @Field(() => Float) rate!: number;
}

@ObjectType({ description: 'How often it delivers, learnt from its own deliveries among those you may see: a Poisson process.' })
export class LearnedCadence {
  @Field(() => Int, { description: 'Local days with deliveries that it was learnt from; at least 3.' }) days!: number;
  @Field(() => Int, { description: 'That it was learnt from.' }) deliveries!: number;
  @Field(() => [WeekdayRate], { description: 'At its recent pace.' }) perWeekday!: WeekdayRate[];
  @Field(() => Int, { description: 'Between two deliveries, averaged over a week.' }) expectedIntervalSeconds!: number;
  @Field({ description: 'IANA time zone of its days: that of the tenant.' }) zone!: string;
}

@ObjectType({ description: 'Whether it is quieter than a working source would be, over what you may see.' })
export class SourceSilence {
  @Field(() => SilenceState, { description: 'silent at a probability of 0.05 or less.' }) state!: string;
  @Field(() => SilenceReason, { nullable: true }) reason!: string | null;
  @Field(() => DateTime, {
    description:
      'It is quiet since its last delivery, or since it was resumed or reinstated where that is later; since its registration if it never delivered.',
  })
  since!: string;
  @Field(() => Float, { nullable: true, description: 'That a working source stays quiet this long.' }) probability!:
    number | null;
  @Field(() => Int, { nullable: true, description: 'Its expected cadence, else the average interval of its learnt one.' })
  expectedWithinSeconds!: number | null;
  @Field(() => SilenceBasis, { nullable: true }) basis!: string | null;
}

@ObjectType({ description: 'A source that is quieter than a working one would be.' })
export class SilentSource {
  @Field(() => UUID) id!: string;
  @Field() name!: string;
  @Field(() => DateTime, { nullable: true }) lastReportAt!: string | null;
  @Field(() => Int, { description: 'Its expected cadence, else the average interval of its learnt one.' })
  expectedWithinSeconds!: number;
  @Field(() => Float, { description: 'That a working source stays quiet this long: 0.05 or less.' }) probability!: number;
}

@ObjectType()
class ScorecardWindow {
  @Field(() => DateTime) from!: string;
  @Field(() => DateTime) to!: string;
}

@ObjectType({ description: 'What a source is worth, over the reports that you may see.' })
export class SourceScorecard {
  @Field(() => Int, { description: 'Published versions that name it.' }) deliveries!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Published reports that name it alone, divided by those that name it: 0 to 1.',
  })
  soleSupportShare!: number | null;
  @Field(() => Int, { description: 'Reports that name it and were retracted.' }) retracted!: number;
  @Field(() => Int, {
    nullable: true,
    description: `Median, over the shared subjects, of the time from its first report to the first one of another source; negative when it was later.`,
  })
  leadSeconds!: number | null;
  @Field(() => Int, { description: 'ATT&CK techniques and STIX objects that another source reported in the window too.' })
  sharedSubjects!: number;
  @Field(() => Int, { nullable: true, description: 'Longest time without a delivery since it first delivered.' })
  longestGapSeconds!: number | null;
  @Field(() => ScorecardWindow) window!: ScorecardWindow;
}

@ArgsType()
export class ScorecardArguments {
  @Field(() => Int, { nullable: true, description: 'How far back it looks: 1 to 365; 90 when left out.' }) days?: number;
}

export const learnedCadenceView = ({ days, deliveries, perWeekday, expectedIntervalSeconds, zone }: Cadence) => ({
  days,
  deliveries,
  perWeekday: perWeekday.map((rate, index) => ({ weekday: index + 1, rate })),
  expectedIntervalSeconds,
  zone,
});
