/** The record types that go out as STIX, and in which of them a STIX type is worked with. */
import { attackPatternType } from '../../../attack-patterns/attack-pattern.type.js';
import { campaignType } from '../../../campaigns/campaign.type.js';
import { incidentType } from '../../../incidents/incident.type.js';
import { infrastructureType } from '../../../infrastructure/infrastructure.type.js';
import { intelReportType } from '../../../intel-reports/intel-report.type.js';
import { investigationType } from '../../../investigations/investigation.type.js';
import { sourceType } from '../../../sources/source.type.js';
import { targetType } from '../../../targets/target.type.js';
import { threatActorType } from '../../../threat-actors/threat-actor.type.js';
import type { RecordType } from '../../../ledger/ledger.js';
import type { InstanceKey } from '../../../ledger/record-id.js';
import { mappedRecordId } from '../stix-object.id.js';
import { typeOfId, uuidOf } from '../stix-types.js';
import type { OwnType } from './holdings.queries.js';

/** In which records a STIX type is worked with. */
export const KEPT_AS: Readonly<Record<string, readonly OwnType[]>> = {
  report: ['intelReport'],
  identity: ['source', 'target'],
  campaign: ['campaign'],
  'threat-actor': ['threatActor'],
  'intrusion-set': ['threatActor'],
  grouping: ['investigation'],
  'attack-pattern': ['attackPattern'],
  infrastructure: ['infrastructure'],
  location: ['target'],
  vulnerability: ['target'],
  incident: ['incident'],
};
export type OwnRecordType = RecordType<never>;
export const RECORD_TYPES = {
  intelReport: intelReportType,
  source: sourceType,
  campaign: campaignType,
  threatActor: threatActorType,
  investigation: investigationType,
  attackPattern: attackPatternType,
  target: targetType,
  infrastructure: infrastructureType,
  incident: incidentType,
} as unknown as Readonly<Record<OwnType, OwnRecordType>>;

/** How many records of one UUID are looked for; see `Instances`. */
const INSTANCES = 4;

/** The records that a STIX object may be worked with in. */
export const recordIdsOf = (instanceKey: InstanceKey, tenantId: string, stixId: string): readonly string[] => {
  const types = KEPT_AS[typeOfId(stixId)!] ?? [];
  const beside = types.flatMap((type) =>
    Array.from({ length: INSTANCES - 1 }, (_, n) => mappedRecordId(instanceKey, type, tenantId, stixId, n + 1)),
  );
  return [uuidOf(stixId), ...beside];
};
