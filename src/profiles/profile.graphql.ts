/** What the API types of all profiled records have in common. */
import type { Type } from '@nestjs/common';
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Receipt } from '../graphql/common.types.js';
import { recordFieldsOf } from '../graphql/record-fields.js';
import type { Loaded } from '../ledger/ledger.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import type { Absent, AnyProfile } from './profile.record.js';

export const RetirableStatus = { active: 'active', retired: 'retired' } as const;
registerEnumType(RetirableStatus, { name: 'RetirableStatus' });

export interface Changed<Node> {
  readonly record: Node;
  readonly receipt: Receipt;
}

/** The answer type of the mutations on a record type: `<name>Changed`. */
export const changedOf = <Node>(node: Type<Node>, name: string): Type<Changed<Node>> => {
  @ObjectType(`${name}Changed`)
  class NamedChanged {
    @Field(() => node) record!: Node;
    @Field(() => Receipt) receipt!: Receipt;
  }
  return NamedChanged;
};

/**
 * A record as its own stream, or a list, has it: the fields of its profile beside those of every record.
 * @param read the moment at which what it is linked with is looked at.
 */
export const profileView = (loaded: Loaded<Absent | AnyProfile>, read: ReadOptions) => {
  const { marking, creator: _, stix, ...fields } = loaded.record as AnyProfile;
  return { ...fields, stixId: stix?.id ?? null, read, ...recordFieldsOf(loaded, marking) };
};
export type ProfileView = ReturnType<typeof profileView>;
