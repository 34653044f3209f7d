/** A description with a marking and a status as its events leave it; the part of the fold that all such records share. */
import type { Marking } from '../access/marking.js';
import type { DescribedFacts, RetirementFacts } from './described.events.js';

export interface Absent {
  readonly status: 'absent';
}
export type DescribedRecord<Content, Status extends string = string> = Readonly<Content> & {
  readonly status: Status;
  readonly marking: Marking;
  /** Who created it: always among the recipients of TLP:RED. */
  readonly creator: string;
};

/** Facts without the owner's name in front. */
export type FactOf<Facts> = { [Type in keyof Facts]: { readonly type: Type; readonly data: Facts[Type] } }[keyof Facts];

export interface Fold<Event, State> {
  readonly absent: State;
  readonly evolve: (state: State, event: Event) => State;
}

/** @param begun what a new record has besides its content; its status among it. */
export const foldDescribed = <Record extends DescribedRecord<object>>(
  state: Absent | Record,
  fact: { readonly type: string; readonly data: unknown },
  begun: object,
): Absent | Record | undefined => {
  const { type, data } = fact as FactOf<DescribedFacts<object>>;
  if (type === 'Created') {
    const { createdBy, ...rest } = data;
    return { ...rest, ...begun, creator: createdBy } as unknown as Record;
  }
  if (state.status === 'absent') return state;
  if (type === 'Revised') return { ...(state as Record), ...data.changes };
  if (type === 'Marked') return { ...(state as Record), marking: data.marking };
  return undefined;
};

export type RetirableRecord<Content> = DescribedRecord<Content, 'active' | 'retired'>;
export type Retirable<Content> = Absent | RetirableRecord<Content>;

/** @param owner the name in front of its events. */
export const retirableFold = <Content extends object, Event extends { readonly type: string; readonly data: unknown }>(
  owner: string,
): Fold<Event, Retirable<Content>> => ({
  absent: { status: 'absent' },
  evolve(state, event) {
    const fact = { type: event.type.slice(owner.length), data: event.data } as FactOf<RetirementFacts>;
    const described = foldDescribed<RetirableRecord<Content>>(state, fact, { status: 'active' });
    return described ?? { ...(state as RetirableRecord<Content>), status: fact.type === 'Retired' ? 'retired' : 'active' };
  },
});
