/** How the API shows incidents. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { MergeableFields } from '../profiles/merge.graphql.js';
import { changedOf } from '../profiles/profile.graphql.js';
import { HoldReason, Priority, RSIT_CLASSES, Severity, Verdict } from './incident.events.js';
import type { IncidentStatus } from './incident.record.js';

const IncidentStatusName = {
  new: 'new',
  active: 'active',
  on_hold: 'on_hold',
  contained: 'contained',
  resolved: 'resolved',
  closed: 'closed',
  merged: 'merged',
} as const;
registerEnumType(IncidentStatusName, {
  name: 'IncidentStatus',
  description: 'merged: it is part of another incident, and stays as it is.',
});
registerEnumType(Severity.enum, { name: 'IncidentSeverity', description: 'OCSF severity_id 1 to 6.' });
registerEnumType(Priority.enum, { name: 'IncidentPriority', description: 'P1 is the most urgent.' });
registerEnumType(Verdict.enum, { name: 'IncidentVerdict', description: 'OCSF verdict_id.' });
registerEnumType(HoldReason.enum, { name: 'HoldReason', description: 'On what it waits.' });

const NUMBER = 'As the organisation numbers its incidents; nothing keeps two from having the same.';
const RSIT = `Reference Security Incident Taxonomy: ${RSIT_CLASSES.join(', ')}.`;
const OCCURRED = 'When it began, as far as it is known.';
const STIX_ID = 'The STIX object of another organisation that it was imported from. Such an incident is in no figure.';
const AT = 'When it happened; now when left out.';

@ObjectType({ description: 'The record of another system that it was imported from.' })
export class IncidentOrigin {
  @Field() system!: string;
  @Field() id!: string;
}

@ObjectType()
export class IncidentHold {
  @Field(() => DateTime) from!: string;
  @Field(() => DateTime, { nullable: true, description: 'Null: it still waits.' }) to!: string | null;
  @Field(() => HoldReason.enum) reason!: HoldReason;
}

@SnakeCaseAliases()
@ObjectType()
export class IncidentEscalation {
  @Field(() => DateTime) at!: string;
  @Field(() => Int) toTier!: number;
}

@ObjectType()
export class IncidentSeverityChange {
  @Field(() => DateTime) at!: string;
  @Field(() => Severity.enum) from!: Severity;
  @Field(() => Severity.enum) to!: Severity;
  @Field() reason!: string;
}

@ObjectType()
export class IncidentResolution {
  @Field(() => DateTime) at!: string;
  @Field() resolution!: string;
  @Field(() => Verdict.enum) verdict!: Verdict;
  @Field({ description: 'A playbook or rule resolved it.' }) automated!: boolean;
}

@ObjectType()
export class IncidentReopening {
  @Field(() => DateTime) at!: string;
  @Field() reason!: string;
}

@ObjectType({ description: 'Something that a SOC responds to.' })
export class Incident extends MergeableFields {
  @Field(() => String, { nullable: true, description: NUMBER }) number!: string | null;
  @Field() title!: string;
  @Field() description!: string;
  @Field(() => IncidentStatusName) status!: IncidentStatus;
  @Field(() => Severity.enum) severity!: Severity;
  @Field(() => Priority.enum) priority!: Priority;
  @Field(() => String, { nullable: true }) category!: string | null;
  @Field(() => String, { nullable: true, description: RSIT }) rsit!: string | null;
  @Field(() => DateTime) detectedAt!: string;
  @Field(() => DateTime, { nullable: true, description: OCCURRED }) occurredAt!: string | null;
  @Field(() => String, { nullable: true, description: 'What raised it.' }) source!: string | null;
  @Field(() => [String]) assetRefs!: readonly string[];
  @Field(() => [String], { description: 'MITRE ATT&CK.' }) techniqueIds!: readonly string[];
  @Field({ description: 'An exercise: in no figure.' }) isTest!: boolean;
  @Field() impact!: string;
  @Field() rootCause!: string;
  @Field() lesson!: string;
  @Field(() => String, { nullable: true, description: 'By name where it is known.' }) assignee!: string | null;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) assigneeId!: string | null;
  @Field(() => Int, { nullable: true, description: 'Null: never escalated.' }) tier!: number | null;
  @Field(() => String, { nullable: true, description: STIX_ID }) stixId!: string | null;
  @Field(() => IncidentOrigin, { nullable: true }) origin!: IncidentOrigin | null;
  @Field(() => DateTime, { nullable: true, description: 'The first time.' }) acknowledgedAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The first time.' }) containedAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The last time; null while it is open.' }) resolvedAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The last time; null until it is closed.' }) closedAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Null: it does not wait.' }) heldSince!: string | null;
  @Field(() => Int, { description: 'In the holds that have ended.' }) heldSeconds!: number;
  @Field({ description: 'A person did something about it, opening it included.' }) humanActed!: boolean;
  @Field(() => [IncidentHold]) holds!: readonly IncidentHold[];
  @Field(() => [IncidentEscalation]) escalations!: readonly IncidentEscalation[];
  @Field(() => [IncidentSeverityChange]) severityChanges!: readonly IncidentSeverityChange[];
  @Field(() => [IncidentResolution]) resolutions!: readonly IncidentResolution[];
  @Field(() => [IncidentReopening]) reopenings!: readonly IncidentReopening[];
}

@ObjectType()
export class IncidentConnection extends connectionOf(Incident, 'Incident') {}

export const IncidentChanged = changedOf(Incident, 'Incident');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class IncidentFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [IncidentStatusName], { nullable: true }) status?: IncidentStatus[];
  @Field(() => [Severity.enum], { nullable: true }) severity?: Severity[];
  @Field(() => [Priority.enum], { nullable: true }) priority?: Priority[];
  @Field(() => [String], { nullable: true }) category?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) assignee?: string[];
  @Field(() => DateTime, { nullable: true }) detectedFrom?: string;
  @Field(() => DateTime, { nullable: true }) detectedBefore?: string;
  @Field({ nullable: true }) isTest?: boolean;
  @Field({ nullable: true, description: 'Of other organisations, as STIX tells of them, or only our own.' }) received?: boolean;
  @Field({ nullable: true, description: 'How the number or the title begins, in either case.' }) text?: string;
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseIncidentInput extends MarkingInputType {
  @Field(() => String, { nullable: true, description: NUMBER }) number?: string | null;
  @Field({ nullable: true }) title?: string;
  @Field({ nullable: true }) description?: string;
  @Field(() => Priority.enum, { nullable: true }) priority?: Priority;
  @Field(() => String, { nullable: true }) category?: string | null;
  @Field(() => String, { nullable: true, description: RSIT }) rsit?: string | null;
  @Field(() => DateTime, { nullable: true, description: OCCURRED }) occurredAt?: string | null;
  @Field(() => String, { nullable: true, description: 'What raised it.' }) source?: string | null;
  @Field(() => [String], { nullable: true }) assetRefs?: string[];
  @Field(() => [String], { nullable: true, description: 'MITRE ATT&CK.' }) techniqueIds?: string[];
  @Field({ nullable: true, description: 'An exercise: in no figure.' }) isTest?: boolean;
  @Field({ nullable: true }) impact?: string;
  @Field({ nullable: true }) rootCause?: string;
  @Field({ nullable: true }) lesson?: string;
}

@InputType()
export class OpenIncidentInput extends ReviseIncidentInput {
  @Field() declare title: string;
  @Field(() => Severity.enum) severity!: Severity;
  @Field(() => DateTime, { nullable: true, description: 'Now when left out.' }) detectedAt?: string;
}

@InputType()
export class IncidentTimeInput {
  @Field(() => DateTime, { nullable: true, description: AT }) at?: string;
}

@InputType()
export class AssignIncidentInput extends IncidentTimeInput {
  @Field(() => String, { nullable: true, description: 'Actor id; null: nobody.' }) assignee?: string | null;
}

@InputType()
export class ChangeIncidentSeverityInput extends IncidentTimeInput {
  @Field(() => Severity.enum) severity!: Severity;
}

@InputType()
export class HoldIncidentInput extends IncidentTimeInput {
  @Field(() => HoldReason.enum) reason!: HoldReason;
}

@SnakeCaseAliases()
@InputType()
export class EscalateIncidentInput extends IncidentTimeInput {
  @Field(() => Int, { description: '1 to 9.' }) toTier!: number;
}

@InputType()
export class ResolveIncidentInput extends IncidentTimeInput {
  @Field({ description: 'How it ended.' }) resolution!: string;
  @Field(() => Verdict.enum) verdict!: Verdict;
  @Field({ nullable: true, description: 'A playbook or rule resolved it. When left out: whether a rule says so.' })
  automated?: boolean;
}
