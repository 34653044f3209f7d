/** The record types that can be linked, and who may link them. */
import type { Action } from '../access/policy.js';
import { attackPatternType } from '../attack-patterns/attack-pattern.type.js';
import { campaignType } from '../campaigns/campaign.type.js';
import { infrastructureType } from '../infrastructure/infrastructure.type.js';
import { investigationType } from '../investigations/investigation.type.js';
import type { RecordType } from '../ledger/ledger.js';
import { targetType } from '../targets/target.type.js';
import { threatActorType } from '../threat-actors/threat-actor.type.js';
import type { LinkedType } from './link.events.js';
import type { LinkCommand } from './link.measure.js';

/** What linking looks at of a record's state. */
export interface LinkedState {
  /** The record that it is part of, where records of its type can be merged. */
  readonly mergedInto?: string | null;
}

export interface LinkableType {
  readonly type: RecordType<never, LinkCommand, LinkedState>;
  readonly action: Action;
}

const linkable = (type: unknown, action: Action): LinkableType => ({ type: type as LinkableType['type'], action });

export const linkableTypes: Readonly<Record<LinkedType, LinkableType>> = {
  campaign: linkable(campaignType, 'campaign.link'),
  threatActor: linkable(threatActorType, 'threatActor.link'),
  investigation: linkable(investigationType, 'investigation.link'),
  attackPattern: linkable(attackPatternType, 'attackPattern.revise'),
  target: linkable(targetType, 'target.revise'),
  infrastructure: linkable(infrastructureType, 'infrastructure.revise'),
};
