/** From what a caller gives of a marking to a whole one. */
import type { Marking, SecrecyLevel, Tlp } from './marking.js';

export type MarkingInput = Partial<Marking>;

const FIELDS = ['secrecyLevel', 'tlp', 'organisations', 'releasableTo', 'notReleasableTo', 'recipients'] as const;

export const hasMarking = (input: MarkingInput): boolean => FIELDS.some((field) => input[field] !== undefined);

/** What stays open is taken from the current marking; a new record is TLP:AMBER at the tenant's level for its TLP. */
export const markingFrom = (
  input: MarkingInput,
  base: { readonly current: Marking } | { readonly tlpSecrecy: Readonly<Record<Tlp, SecrecyLevel>> },
): Marking => {
  const { secrecyLevel, tlp, organisations, releasableTo, notReleasableTo, recipients } = input;
  if ('current' in base) {
    const given = Object.fromEntries(FIELDS.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]));
    return { ...base.current, ...given };
  }
  const sharing = tlp ?? 'AMBER';
  return {
    secrecyLevel: secrecyLevel ?? base.tlpSecrecy[sharing],
    tlp: sharing,
    organisations: organisations ?? [],
    releasableTo: releasableTo ?? [],
    notReleasableTo: notReleasableTo ?? [],
    recipients: recipients ?? [],
  };
};
