/** A STIX object with every version and every conflicting content that was received of it. */
import type { Marking } from '../../access/marking.js';
import { assertNever } from '../../ledger/decider.js';
import type { EventData } from '../../ledger/event-contract.js';
import type { StixObjectEvent, StixOrigin } from './stix-object.events.js';

export type ReceivedContent = Omit<EventData<StixObjectEvent, 'StixObjectConflicted'>, 'stixId' | 'stixType'>;
export interface ReceivedVersion extends ReceivedContent {
  readonly late: boolean;
}

export type StixObject =
  | { readonly status: 'absent' }
  /** Not the object itself: that it was named as the creator of one. */
  | { readonly status: 'named'; readonly stixId: string }
  /** Not the object itself: the relationships that wait for it. */
  | { readonly status: 'awaited'; readonly stixId: string; readonly relationships: readonly string[] }
  | {
      readonly status: 'received';
      readonly stixId: string;
      readonly stixType: string;
      /** The first who received it. */
      readonly receivedBy: string;
      /** Of the current version. */
      readonly marking: Marking;
      readonly current: ReceivedVersion;
      /** In the order of arrival, the current one among them. */
      readonly versions: readonly ReceivedVersion[];
      readonly conflicts: readonly ReceivedContent[];
    };

export const absent: StixObject = { status: 'absent' };

/** STIX timestamps without trailing zeros of the fraction sort as text in any precision. */
const sortable = (timestamp: string): string => {
  const [seconds = '', fraction = ''] = timestamp.slice(0, -1).split('.');
  return `${seconds}.${fraction.replace(/0+$/, '')}`;
};

/** STIX 2.1 §2.16: compares two timestamps of any precision. @returns below 0 when `a` is earlier, 0 when they are equal, else above 0. */
export const compareStixTimestamps = (a: string, b: string): number => {
  const [left, right] = a.length === b.length ? [a, b] : [sortable(a), sortable(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** STIX 2.1 §3.6: how an imported version of an object stands to the one a record follows. */
export const importOutcome = (
  known: StixOrigin | undefined,
  incoming: Pick<StixOrigin, 'modified'>,
): 'created' | 'updated' | 'unchanged' | 'older' => {
  if (!known) return 'created';
  const order = compareStixTimestamps(incoming.modified, known.modified);
  return order > 0 ? 'updated' : order < 0 ? 'older' : 'unchanged';
};

export const evolve = (object: StixObject, event: StixObjectEvent): StixObject => {
  switch (event.type) {
    case 'StixObjectReceived': {
      const { stixId, stixType, ...version } = event.data;
      if (object.status !== 'received')
        return {
          status: 'received',
          stixId,
          stixType,
          receivedBy: version.receivedBy,
          marking: version.marking,
          current: version,
          versions: [version],
          conflicts: [],
        };
      const versions = [...object.versions, version];
      return version.late ? { ...object, versions } : { ...object, marking: version.marking, current: version, versions };
    }
    case 'StixObjectConflicted': {
      const { stixId: _id, stixType: _type, ...content } = event.data;
      return object.status === 'received' ? { ...object, conflicts: [...object.conflicts, content] } : object;
    }
    case 'StixCreatorNamed':
      return object.status === 'absent' ? { status: 'named', stixId: event.data.stixId } : object;
    case 'StixObjectAwaited': {
      if (object.status === 'received' || object.status === 'named') return object;
      const { stixId, relationships } = event.data;
      const known = object.status === 'awaited' ? object.relationships : [];
      return { status: 'awaited', stixId, relationships: [...new Set([...known, ...relationships])] };
    }
    default:
      return assertNever(event);
  }
};
