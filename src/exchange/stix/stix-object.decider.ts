/** The rules of receiving STIX objects: independent of order, idempotent, nothing lost. */
import { withCreator } from '../../access/marking.js';
import { type Decider, RuleViolation } from '../../ledger/decider.js';
import type { EventData } from '../../ledger/event-contract.js';
import type { StixObjectEvent } from './stix-object.events.js';
import { absent, compareStixTimestamps, evolve, type StixObject } from './stix-object.record.js';

type Incoming = EventData<StixObjectEvent, 'StixObjectConflicted'>;
/** `receivedBy` is the acting actor. */
export type StixObjectCommand =
  | ({ readonly type: 'Receive'; readonly createdByRef?: string | undefined } & Incoming)
  | ({ readonly type: 'NameCreator' } & EventData<StixObjectEvent, 'StixCreatorNamed'>)
  | ({ readonly type: 'Await' } & EventData<StixObjectEvent, 'StixObjectAwaited'>);

/** What receiving this content means: a new current version, a version that came late, other content for a known one, or nothing new. */
export const receptionOf = (
  object: StixObject,
  { modified, sha256 }: Pick<Incoming, 'modified' | 'sha256'>,
): 'received' | 'late' | 'conflict' | 'unchanged' => {
  if (object.status !== 'received') return 'received';
  if ([...object.versions, ...object.conflicts].some((known) => known.sha256 === sha256)) return 'unchanged';
  if (modified === null || object.current.modified === null) return 'received';
  if (object.versions.some((known) => known.modified !== null && compareStixTimestamps(known.modified, modified) === 0))
    return 'conflict';
  return compareStixTimestamps(modified, object.current.modified) > 0 ? 'received' : 'late';
};

/** As its JSON says; undefined for large objects, whose JSON lies in a blob. */
const creatorOf = ({ text }: Pick<Incoming, 'text'>): string | undefined => {
  if (typeof text !== 'string') return undefined;
  const { created_by_ref: ref } = JSON.parse(text) as { created_by_ref?: unknown };
  return typeof ref === 'string' ? ref.toLowerCase() : undefined;
};

/** STIX 2.1 §3.6: only who created an object makes new versions of it; objects without a creator are anybody's. */
const refuseForeign = (object: StixObject, stixId: string, createdByRef: string | undefined): void => {
  if (object.status !== 'received' || createdByRef === undefined) return;
  const creator = creatorOf(object.current);
  if (creator !== undefined && creator !== createdByRef)
    throw new RuleViolation(
      'NOT_ITS_CREATOR',
      `${stixId} was created by ${creator}; ${createdByRef} makes no versions of it.`,
      'id',
    );
};

export const stixObject: Decider<StixObjectCommand, StixObjectEvent, StixObject> = {
  initial: absent,
  evolve,

  decide(command, object) {
    if (command.type === 'NameCreator') {
      const { stixId, importId } = command;
      return object.status === 'absent' ? [{ type: 'StixCreatorNamed', data: { stixId, importId } }] : [];
    }
    if (command.type === 'Await') {
      const { stixId, importId } = command;
      const known = object.status === 'awaited' ? object.relationships : [];
      const relationships = command.relationships.filter((id) => !known.includes(id));
      return relationships.length === 0 ? [] : [{ type: 'StixObjectAwaited', data: { stixId, relationships, importId } }];
    }
    const { type: _, createdByRef, ...incoming } = command;
    if (object.status === 'received' && object.stixId !== incoming.stixId)
      throw new RuleViolation(
        'STIX_ID_TAKEN',
        `${incoming.stixId} has the UUID of ${object.stixId}, which is stored already. Give one of them another id.`,
        'id',
      );
    const marking =
      object.status === 'received'
        ? withCreator(withCreator(incoming.marking, object.receivedBy), incoming.receivedBy)
        : withCreator(incoming.marking, incoming.receivedBy);
    const data = { ...incoming, marking };
    const reception = receptionOf(object, incoming);
    if (reception === 'unchanged') return [];
    refuseForeign(object, incoming.stixId, createdByRef);
    if (reception === 'conflict') return [{ type: 'StixObjectConflicted', data }];
    return [{ type: 'StixObjectReceived', data: { ...data, late: reception === 'late' } }];
  },
};
