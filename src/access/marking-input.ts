/** From what a caller gives of a marking to a whole one. */
import type { Marking, SecrecyLevel, Tlp } from './marking.js';

export type MarkingInput = Partial<Marking>;

const FIELDS = ['secrecyLevel', 'tlp', 'organisations', 'releasableTo', 'notReleasableTo', 'recipients'] as const;

export const hasMarking = (input: MarkingInput): boolean => FIELDS.some((field) => input[field] !== undefined);

/** The parts of a marking that a caller gives; undefined when there are none. */
export const markingChanges = (input: MarkingInput): Partial<Marking> | undefined =>
  hasMarking(input)
    ? Object.fromEntries(FIELDS.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]))
    : undefined;

/** The marking of a new record: what stays open is TLP:AMBER, at the tenant's level for the TLP, without caveats. */
export const markingFrom = (input: MarkingInput, tlpSecrecy: Readonly<Record<Tlp, SecrecyLevel>>): Marking => {
  const tlp = input.tlp ?? 'AMBER';
  return {
    secrecyLevel: input.secrecyLevel ?? tlpSecrecy[tlp],
    tlp,
    organisations: input.organisations ?? [],
    releasableTo: input.releasableTo ?? [],
    notReleasableTo: input.notReleasableTo ?? [],
    recipients: input.recipients ?? [],
  };
};
