/** When an object was added to a collection, as text: the clock of the log, and after its milliseconds the place among what came in the same one. */
import type { ReadModels } from '../../../read-side/read-model.queries.js';
import { toMilliseconds } from '../../stix/stix-timestamp.js';
import { LedgerError } from '../../../ledger/errors.js';

/** Digits after the milliseconds: what was cut off asks for a little again and skips nothing. */
const DIGITS = 12;
const MOST = 10n ** BigInt(DIGITS) - 1n;

/** @returns UTC timestamps by position, in the order of the positions: no two positions share one. */
export const datesAdded = async (models: ReadModels, positions: readonly bigint[]): Promise<(position: bigint) => string> => {
  const places = await models.placesOf([...new Set(positions)]);
  return (position) => {
    const place = places.get(position);
    if (place === undefined)
      throw new LedgerError('UNAVAILABLE', 'It is not known yet when these objects were added. Try again shortly.');
    const within = position - place.begin;
    return `${place.instant.slice(0, -1)}${String(within < MOST ? within : MOST).padStart(DIGITS, '0')}Z`;
  };
};

/** @param addedAfter a valid UTC timestamp of any precision. @returns the last position that was added up to then. */
export const positionOf = async (models: ReadModels, addedAfter: string): Promise<bigint> => {
  const { begin, end } = await models.boundsOf(toMilliseconds(addedAfter));
  const within =
    begin +
    BigInt(
      addedAfter
        .slice(20, -1)
        .slice(3, 3 + DIGITS)
        .padEnd(DIGITS, '0'),
    );
  return within < end ? within : end;
};
