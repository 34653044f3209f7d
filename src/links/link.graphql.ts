/** How the API spells what can be linked, and how. */
import { registerEnumType } from '@nestjs/graphql';
import { LinkedType, LinkRole } from './link.events.js';

export const LinkedTypeName = LinkedType.enum;
/** GraphQL names cannot hold a hyphen. */
export const LinkRoleName = Object.fromEntries(LinkRole.options.map((role) => [role.replaceAll('-', '_'), role])) as Record<
  string,
  LinkRole
>;
registerEnumType(LinkedTypeName, { name: 'LinkedType', description: 'A stream category, as recordHistory takes it.' });
registerEnumType(LinkRoleName, { name: 'LinkRole', description: 'STIX 2.1 relationship types; investigated_by is ours.' });
