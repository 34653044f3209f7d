/** What the receipt of an import says of the links that its groupings imply: they are told with the grouping. */
import type { ImportedObject } from './imported-object.js';

export type ImpliedLinks = Pick<ImportedObject, 'position' | 'reasons' | 'record'>;

const later = (a: bigint | null, b: bigint | null): bigint | null => (a === null || (b !== null && b > a) ? b : a);

/** With what became of one more of its links. */
export const withOutcome = (
  known: ImpliedLinks = { position: null, reasons: [], record: null },
  { position = null, reasons = [], record = null }: Partial<ImportedObject>,
): ImpliedLinks => ({
  position: later(known.position, position),
  reasons: [...new Set([...known.reasons, ...reasons])],
  record: record ?? known.record,
});

/** Of the groupings that came, the last version of each with what became of its links. */
export const withLinks = (
  imported: readonly ImportedObject[],
  implied: ReadonlyMap<string, ImpliedLinks>,
): readonly ImportedObject[] => {
  const lastOf = new Map(
    imported.flatMap((one, index) => (one.record !== null && implied.has(one.stixId) ? [[one.stixId, index]] : [])),
  );
  return imported.map((one, index) => {
    const links = lastOf.get(one.stixId) === index ? implied.get(one.stixId) : undefined;
    if (!links) return one;
    return {
      ...one,
      outcome: links.position !== null && one.outcome === 'unchanged' ? 'updated' : one.outcome,
      reasons: [...one.reasons, ...links.reasons],
      position: later(one.position, links.position),
    };
  });
};

/** Of groupings that came before what they name. @param came those of this import. */
export const lateLinks = (implied: ReadonlyMap<string, ImpliedLinks>, came: ReadonlySet<string>): readonly ImportedObject[] =>
  [...implied]
    .filter(([stixId, { position }]) => position !== null && !came.has(stixId))
    .map(([stixId, { position, reasons, record }]) => ({
      stixId,
      stixType: 'grouping',
      outcome: 'updated',
      reasons: ['received before, and what it names is here now', ...reasons],
      record,
      position,
    }));
