/** The rules of receiving STIX objects: independent of order, idempotent, nothing lost. */
import { withCreator } from '../../access/marking.js';
import { type Decider, RuleViolation } from '../../ledger/decider.js';
import type { EventData } from '../../ledger/event-contract.js';
import type { StixObjectEvent } from './stix-object.events.js';
import { absent, compareStixTimestamps, evolve, type ReceivedContent, type StixObject } from './stix-object.record.js';

type Incoming = EventData<StixObjectEvent, 'StixObjectConflicted'>;
/** What the current version of an object says that later ones are bound to. */
export interface BindingContent {
  readonly createdByRef: string | undefined;
  readonly revoked: boolean;
}
/** Of a content that lies in a blob, which a decision does not read. */
export type KnownContent = BindingContent & Pick<Incoming, 'sha256'>;

/** The code of a refusal until {@link KnownContent} is given of the current version. */
export const CONTENT_NOT_READ = 'CONTENT_NOT_READ';

/** `receivedBy` is the acting actor. */
export type StixObjectCommand =
  | ({
      readonly type: 'Receive';
      readonly createdByRef?: string | undefined;
      /** What a large content that is known says. */
      readonly known?: KnownContent;
    } & Incoming)
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

/** @param json a STIX object. */
export const bindingContentOf = (json: string): BindingContent => {
  const { created_by_ref: ref, revoked } = JSON.parse(json) as { created_by_ref?: unknown; revoked?: unknown };
  return { createdByRef: typeof ref === 'string' ? ref.toLowerCase() : undefined, revoked: revoked === true };
};

const currentContent = ({ text, sha256 }: ReceivedContent, known: KnownContent | undefined): BindingContent => {
  if (typeof text === 'string') return bindingContentOf(text);
  if (known?.sha256 === sha256) return known;
  throw new RuleViolation(CONTENT_NOT_READ, 'The known version is large and has to be read first. Try again.', 'id');
};

/**
 * STIX 2.1 §3.6: versions of an object have its `created` and its creator, who alone makes them, and none follows the one that is revoked.
 * Other content of a known version is evidence of a conflict and changes nothing, whenever it says that it was created.
 */
const refuseImpossible = (
  { current }: Extract<StixObject, { status: 'received' }>,
  { stixId, created, createdByRef, known }: Extract<StixObjectCommand, { type: 'Receive' }>,
  reception: 'received' | 'late' | 'conflict',
): void => {
  const { createdByRef: creator, revoked } = currentContent(current, known);
  if (creator !== createdByRef)
    throw new RuleViolation(
      'NOT_ITS_CREATOR',
      creator === undefined
        ? `${stixId} names no creator in its known version; ${createdByRef} makes no versions of it.`
        : `${stixId} was created by ${creator}; ${createdByRef === undefined ? 'an object without a creator is no version of it' : `${createdByRef} makes no versions of it`}.`,
      'id',
    );
  if (reception === 'conflict') return;
  if (created !== null && current.created !== null && compareStixTimestamps(created, current.created) !== 0)
    throw new RuleViolation(
      'CREATED_CHANGED',
      `${stixId} was created ${current.created}, as its known version says; created is the same in all versions.`,
      'created',
    );
  if (reception === 'received' && revoked)
    throw new RuleViolation('REVOKED', `${stixId} was revoked ${current.modified}; it has no later versions.`, 'modified');
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
    const { type: _, createdByRef: _creator, known: _known, ...incoming } = command;
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
    if (object.status === 'received' && incoming.modified !== null && object.current.modified !== null)
      refuseImpossible(object, command, reception);
    if (reception === 'conflict') return [{ type: 'StixObjectConflicted', data }];
    return [{ type: 'StixObjectReceived', data: { ...data, late: reception === 'late' } }];
  },
};
