/** How the API spells what can be linked and how, and what callers give to link two records. */
import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { DateTime, UUID } from '../graphql/scalars.js';
import { LinkedType, LinkRole } from './link.events.js';

export const LinkedTypeName = LinkedType.enum;
/** GraphQL names cannot hold a hyphen. */
export const LinkRoleName = Object.fromEntries(LinkRole.options.map((role) => [role.replaceAll('-', '_'), role])) as Record<
  string,
  LinkRole
>;
registerEnumType(LinkedTypeName, { name: 'LinkedType', description: 'A stream category, as recordHistory takes it.' });
registerEnumType(LinkRoleName, { name: 'LinkRole', description: 'STIX 2.1 relationship types; investigated_by is ours.' });

@InputType()
export class LinkInput {
  @Field(() => UUID, { description: 'The other record.' }) to!: string;
  @Field(() => LinkRoleName, { nullable: true, description: 'The usual one between such records when left out.' })
  role?: LinkRole;
  @Field(() => Int, { nullable: true, description: '0 to 100 (STIX 2.1 §3.2).' }) confidence?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it began to hold; null: not known.' }) since?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ceased to hold; null: it does, or it is not known.' }) until?:
    string | null;
  @Field({ nullable: true, description: 'At most 2,000 characters.' }) note?: string;
}

@InputType()
export class UnlinkInput {
  @Field(() => UUID, { description: 'The other record.' }) from!: string;
  @Field(() => LinkRoleName, { nullable: true, description: 'Every role when left out.' }) role?: LinkRole;
}
