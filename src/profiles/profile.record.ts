/** A profiled record as its events leave it. The one fold of every record type that is a profile with a status. */
import type { Marking } from '../access/marking.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import type { ImportedProfile } from './profile-import.events.js';

export type Absent = { readonly status: 'absent' };

/** The profile's own fields, and what every profiled record has. */
export type ProfileRecord<Profile extends object, Status extends string> = Readonly<Profile> & {
  readonly status: Status;
  readonly marking: Marking;
  /** Who created it: always among the recipients of TLP:RED. */
  readonly creator: string;
  /** The version of the STIX object that it follows, where it came as one. */
  readonly stix?: StixOrigin;
  /** Of such a record: fields that were revised here. */
  readonly revisedHere?: readonly string[];
  /** Of such a record: its marking was changed here. */
  readonly remarked?: boolean;
};
export type AnyProfile = ProfileRecord<object, string>;

/** How the status of a record type moves. */
export interface Life<Status extends string> {
  readonly begins: Status;
  /** By verb: what is recorded (the end of the event's name), from where it is possible, and where it leads. */
  readonly moves: Readonly<Record<string, { readonly fact: string; readonly from: readonly Status[]; readonly to: Status }>>;
  /** In these the record stays as it is until it is moved out of them: the code, and what to do. */
  readonly settled: Readonly<Partial<Record<Status, { readonly code: string; readonly message: string }>>>;
}

/** Out of use and back. */
export const RETIRABLE: Life<'active' | 'retired'> = {
  begins: 'active',
  moves: {
    retire: { fact: 'Retired', from: ['active'], to: 'retired' },
    restore: { fact: 'Restored', from: ['retired'], to: 'active' },
  },
  settled: { retired: { code: 'RETIRED', message: 'It is retired. Restore it first.' } },
};

interface Fact {
  readonly type: string;
  readonly data: unknown;
}
interface Fold<State, Event> {
  readonly absent: State;
  readonly evolve: (state: State, event: Event) => State;
}

/** What is changed here of a record that came from elsewhere is not changed from there again. */
export const revisedHere = (
  { stix, revisedHere: before = [] }: Pick<AnyProfile, 'stix' | 'revisedHere'>,
  changes: object,
): Partial<Pick<AnyProfile, 'revisedHere'>> => (stix ? { revisedHere: [...new Set([...before, ...Object.keys(changes)])] } : {});

/**
 * @param owner the first word of the names of its events.
 * @param begun what a new record has besides its profile.
 * @param more folds of further facts, by the end of their name.
 */
export const profileFold = <Record extends AnyProfile, Event extends Fact>(
  owner: string,
  life: Life<Record['status']>,
  begun: Partial<Record> = {},
  more: Readonly<{ [fact: string]: (record: Record, data: never) => Record }> = {},
): Fold<Absent | Record, Event> => {
  const statusAfter = new Map(Object.values(life.moves).map(({ fact, to }) => [fact, to]));
  return {
    absent: { status: 'absent' },
    evolve(state, { type, data }) {
      const fact = type.slice(owner.length);
      if (fact === 'Created') {
        const { profile, marking, createdBy } = data as { profile: object; marking: Marking; createdBy: string };
        return { status: life.begins, ...begun, ...profile, marking, creator: createdBy } as unknown as Record;
      }
      if (fact === 'Imported') {
        const { profile, kept, marking, importedBy, stix } = data as ImportedProfile<object>;
        const came = { ...profile, marking, stix, revisedHere: kept };
        return (state.status === 'absent'
          ? { status: life.begins, ...begun, ...came, remarked: false, creator: importedBy }
          : { ...state, ...came }) as unknown as Record;
      }
      if (state.status === 'absent') return state;
      const record = state as Record;
      if (fact === 'Revised') {
        const { changes } = data as { changes: Partial<Record> };
        return { ...record, ...changes, ...revisedHere(record, changes) };
      }
      if (fact === 'Marked')
        return { ...record, marking: (data as { marking: Marking }).marking, ...(record.stix ? { remarked: true } : {}) };
      const status = statusAfter.get(fact);
      if (status === undefined) return more[fact](record, data as never);
      return { ...record, ...(data as Partial<Record>), ...revisedHere(record, data as object), status };
    },
  };
};
