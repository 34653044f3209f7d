/** Makes the connection types of a record type (GraphQL Cursor Connections Specification). */
import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { AsOf, PageInfo } from './common.types.js';

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
  readonly asOf: AsOf;
}

export const connectionOf = <Node>(node: Type<Node>, name: string): Type<Connection<Node>> => {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field() cursor!: string;
    @Field(() => node) node!: Node;
  }
  @ObjectType(`${name}Connection`)
  class NamedConnection {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => [node], { description: 'The nodes of the edges.' }) nodes!: Node[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => AsOf) asOf!: AsOf;
  }
  return NamedConnection;
};
