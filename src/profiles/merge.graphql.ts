/** How the API shows records that can be merged. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { RecordFields } from '../graphql/common.types.js';
import { UUID } from '../graphql/scalars.js';

export const ProfileStatus = { active: 'active', closed: 'closed', merged: 'merged' } as const;
registerEnumType(ProfileStatus, {
  name: 'ProfileStatus',
  description: 'merged: it is part of another record, and stays as it is.',
});

@ObjectType({ isAbstract: true })
export abstract class MergeableFields extends RecordFields {
  @Field(() => UUID, { nullable: true, description: 'The record that it is part of, if you may see that.' })
  mergedIntoId!: string | null;
  @Field(() => [UUID], { description: 'The records that were merged into it, among those you may see.' })
  mergedIds!: readonly string[];
  @Field(() => [UUID], {
    description:
      'Records of which a merge into this one was begun and not finished, or undone by half: merge or unmerge them again.',
  })
  unfinishedMergeIds!: readonly string[];
}

@InputType()
export class MergeInput {
  @Field(() => UUID, { description: 'The record that goes on.' }) into!: string;
}

@InputType()
export class UnmergeInput {
  @Field(() => UUID, {
    nullable: true,
    description: 'The record that an unfinished merge went into; else the one that it is part of.',
  })
  from?: string;
}
