/** How the API shows the graph: nodes and edges ready to draw, paths, links and overlaps. */
import { ArgsType, Field, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PageArguments } from '../graphql/arguments.js';
import { AsOf } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { LinkedType, type LinkRole } from '../links/link.events.js';
import { LinkRoleName } from '../links/link.graphql.js';

export const LinkedTypeName = LinkedType.enum;
registerEnumType(LinkedTypeName, { name: 'LinkedType', description: 'A stream category, as recordHistory takes it.' });

@ObjectType({ description: 'A record in the graph.' })
export class GraphPoint {
  @Field(() => UUID) id!: string;
  @Field(() => LinkedTypeName) type!: LinkedType;
  @Field({ description: 'What to write on it: the name or the title, with the ATT&CK id.' }) label!: string;
  @Field(() => [UUID], { description: 'Records that were merged into it and whose links it shows, among those you may see.' })
  mergedFrom!: readonly string[];
}

@ObjectType()
export class GraphNode extends GraphPoint {
  @Field(() => Int, { description: 'Steps from where the walk began.' }) depth!: number;
}

@ObjectType({ description: 'A link between two records.' })
export class GraphEdge {
  @Field(() => UUID) id!: string;
  @Field(() => UUID) from!: string;
  @Field(() => UUID) to!: string;
  @Field(() => LinkRoleName) role!: LinkRole;
  @Field(() => Int, { nullable: true, description: '0 to 100.' }) confidence!: number | null;
  @Field(() => DateTime, { nullable: true, description: 'The period in which it held; null: open on that side.' })
  since!: string | null;
  @Field(() => DateTime, { nullable: true }) until!: string | null;
  @Field(() => UUID, {
    nullable: true,
    description: 'The merged record that the link is recorded with; null: it is recorded with the two it joins.',
  })
  mergedFrom!: string | null;
}

@ObjectType()
export class RecordGraph {
  @Field(() => [GraphNode], { description: 'Nearest first; the first is where the walk began.' }) nodes!: GraphNode[];
  @Field(() => [GraphEdge], { description: 'All links between these nodes that you may see.' }) edges!: GraphEdge[];
  @Field({ description: 'There is more within the depth. Raise limit, or page through recordLinks of a node.' })
  truncated!: boolean;
  @Field(() => AsOf) asOf!: AsOf;
}

@ObjectType()
export class RecordPath {
  @Field(() => Int, { nullable: true, description: 'Steps; null when no path of at most maxDepth steps was found.' })
  length!: number | null;
  @Field(() => [GraphNode], { description: 'From one end to the other.' }) nodes!: GraphNode[];
  @Field(() => [GraphEdge]) edges!: GraphEdge[];
  @Field({ description: 'False: the search was given up after 20,000 records; there may be a path.' }) complete!: boolean;
  @Field(() => AsOf) asOf!: AsOf;
}

@ObjectType({ description: 'A link of a record, with the record at its other end.' })
export class RecordLink {
  @Field(() => GraphEdge) edge!: GraphEdge;
  @Field(() => GraphPoint) node!: GraphPoint;
}
@ObjectType()
export class RecordLinkConnection extends connectionOf(RecordLink, 'RecordLink') {}

@ObjectType({ description: 'Something that two cases have in common.' })
export class SharedThing {
  @Field(() => LinkedTypeName) type!: LinkedType;
  @Field(() => UUID, {
    description: 'On the side that was asked about; the other case may have another record of the same thing.',
  })
  id!: string;
  @Field() label!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The observable or ATT&CK id by which it is the same; null: the record itself.',
  })
  value!: string | null;
  @Field(() => Float, { description: 'The rarer it is among the cases that you may see, the more it weighs.' }) weight!: number;
}

@ObjectType({ description: 'A campaign or investigation that shares something with another one.' })
export class CaseOverlap {
  @Field(() => LinkedTypeName) type!: LinkedType;
  @Field(() => UUID) id!: string;
  @Field() label!: string;
  @Field(() => Float, { description: 'The sum of the weights; comparable within one answer.' }) score!: number;
  @Field({ description: 'The two are linked with each other already.' }) linked!: boolean;
  @Field(() => [SharedThing], { description: 'Heaviest first, at most 50.' }) shared!: readonly SharedThing[];
}
@ObjectType()
export class CaseOverlapConnection extends connectionOf(CaseOverlap, 'CaseOverlap') {}

@InputType({ description: 'A record by its type and id.' })
export class RecordEndInput {
  @Field(() => LinkedTypeName) type!: LinkedType;
  @Field(() => UUID) id!: string;
}

@ArgsType()
export class OverlapArguments extends PageArguments {
  @Field(() => UUID) id!: string;
  @Field(() => [LinkedTypeName], { nullable: true, description: 'campaign, investigation; both when left out.' })
  types?: LinkedType[];
  @Field({ nullable: true, description: 'true: only those linked already; false: only those that are not.' }) linked?: boolean;
}
