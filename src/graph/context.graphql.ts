/** What the API says of a case that may belong to a campaign. */
import { Field, Float, ObjectType } from '@nestjs/graphql';
import { Campaign } from '../campaigns/campaign.graphql.js';
import { SharedThing } from './graph.graphql.js';

@ObjectType({ description: 'A campaign that an investigation is not linked with and shares something with.' })
export class SuggestedCampaign {
  @Field(() => Campaign) campaign!: Campaign;
  @Field(() => Float, { description: 'The sum of the weights; comparable within one answer.' }) score!: number;
  @Field(() => [SharedThing], { description: 'Heaviest first, at most 50.' }) shared!: readonly SharedThing[];
}
