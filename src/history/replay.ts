/** Replays a record's events into frames with field-level differences. Pure. */
import { foldInto, type Loaded, type RecordType } from '../ledger/ledger.js';
import type { EventSpec, RecordedEvent } from '../ledger/event-contract.js';
import { sameValue } from '../ledger/text.js';

export interface FieldChange {
  /** A dotted path into the record as history shows it. */
  readonly field: string;
  /** Null: the field did not exist. */
  readonly old: unknown;
  readonly new: unknown;
}

export interface Step {
  readonly recorded: RecordedEvent;
  readonly before: Loaded<unknown> | undefined;
  readonly after: Loaded<unknown>;
}

// Record types differ in their events; replay only passes each type's own events to its own fold.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRecordType = RecordType<any, any, any>;

/** The record before and after each of its events. */
export const steps = (type: AnyRecordType, events: readonly RecordedEvent[]): readonly Step[] => {
  let before: Loaded<unknown> | undefined;
  return events.map((recorded) => {
    const step = {
      recorded,
      before,
      after: foldInto<typeof recorded.event, unknown>(type.decider, before, recorded.event, recorded.at),
    };
    before = step.after;
    return step;
  });
};

export const specOf = (type: AnyRecordType, eventType: string): EventSpec => type.contracts.spec[eventType]!;

/** When it happened, as far as the event says so; else when it was recorded. */
export const happenedAt = (type: AnyRecordType, { event, at }: RecordedEvent): string => {
  const { happenedAt: field } = specOf(type, event.type);
  const value = field && (event.data as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : at.recordedAt;
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs between two states, by dotted path; objects are compared inside, lists as a whole. */
export const changesBetween = (old: Fields | undefined, current: Fields | undefined, prefix = ''): readonly FieldChange[] =>
  [...new Set([...Object.keys(old ?? {}), ...Object.keys(current ?? {})])].flatMap((key) => {
    const [a, b] = [old?.[key], current?.[key]];
    if (sameValue(a, b)) return [];
    const field = `${prefix}${key}`;
    if ((isFields(a) || a == null) && (isFields(b) || b == null) && (isFields(a) || isFields(b)))
      return changesBetween(isFields(a) ? a : undefined, isFields(b) ? b : undefined, `${field}.`);
    return a == null && b == null ? [] : [{ field, old: a ?? null, new: b ?? null }];
  });
