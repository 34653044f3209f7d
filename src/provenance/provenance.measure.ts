/** Who asserted what a record says today, and who said otherwise before: from the frames of its history. */
import { sameValue } from '../ledger/text.js';

/** What is looked at of a frame of history. */
export interface AssertingFrame {
  readonly actorId: string;
  readonly changes: readonly { readonly field: string; readonly new: unknown }[];
}
export interface Assertion<Frame> {
  readonly value: unknown;
  readonly frame: Frame;
}
export interface ProvenField<Frame> extends Assertion<Frame> {
  /** A dotted path, as history names it. */
  readonly field: string;
  /** The last value of each other actor that differs from today's, the newest first. */
  readonly disputed: readonly Assertion<Frame>[];
}

/**
 * The fields that a record has today, each with the change that made it what it is.
 * @param frames oldest first, as the reader may see them; what a withheld frame changed has no field here.
 */
export const provenFields = <Frame extends AssertingFrame>(frames: readonly Frame[]): readonly ProvenField<Frame>[] => {
  const asserted = new Map<string, Assertion<Frame>[]>();
  for (const frame of frames)
    for (const { field, new: value } of frame.changes) {
      const assertions = asserted.get(field);
      if (assertions) assertions.push({ value, frame });
      else asserted.set(field, [{ value, frame }]);
    }
  return [...asserted].flatMap(([field, assertions]) => {
    const today = assertions.at(-1)!;
    if (today.value === null) return [];
    const lastOf = new Map<string, Assertion<Frame>>();
    for (const assertion of assertions) if (assertion.value !== null) lastOf.set(assertion.frame.actorId, assertion);
    lastOf.delete(today.frame.actorId);
    const disputed = [...lastOf.values()].filter(({ value }) => !sameValue(value, today.value)).toReversed();
    return [{ field, ...today, disputed }];
  });
};

/** STIX types that records of a stream category go by. */
const STIX_TYPES: Readonly<Record<string, readonly string[]>> = {
  intelReport: ['report'],
  source: ['identity'],
  campaign: ['campaign'],
  threatActor: ['threat-actor', 'intrusion-set'],
  investigation: ['grouping'],
  attackPattern: ['attack-pattern'],
  infrastructure: ['infrastructure'],
  target: ['identity', 'location', 'vulnerability'],
  incident: ['incident'],
};

/** The STIX ids by which others may name a record. @param fields as history shows them. */
export const stixIdsOf = (type: string, id: string, fields: Readonly<Record<string, unknown>>): readonly string[] => {
  const stix = fields['stix'] as { readonly id?: unknown } | null | undefined;
  const received = [stix?.id, fields['stixId']].filter((given) => typeof given === 'string');
  return [...new Set([...received, ...(STIX_TYPES[type] ?? []).map((stixType) => `${stixType}--${id}`)])];
};
