/** STIX 2.1 §3.6: versions of one object. */
import type { JsonObject } from '../../json/json-value.js';
import type { StixContext } from './stix-context.js';
import { compareStixTimestamps } from './stix-object.record.js';
import type { Findings } from './stix-problem.js';
import { timestampFault } from './stix-timestamp.js';
import { comparableId } from './stix-types.js';

/** An object is what its other versions let it be: created once, by one creator, and revoked for good. */
export const checkVersion = (object: JsonObject, path: string, found: Findings, { history }: StixContext): void => {
  const { id, created, modified, created_by_ref: creator } = object;
  const known = typeof id === 'string' ? history?.(id) : undefined;
  if (!known) return;
  const isTimestamp = (value: unknown): value is string => typeof value === 'string' && timestampFault(value) === undefined;
  if (isTimestamp(created) && known.created !== undefined && compareStixTimestamps(created, known.created) !== 0)
    found.error(`${path}.created`, 'VERSION', `another version was created ${known.created}; created is the same in all`);
  const createdBy = typeof creator === 'string' ? comparableId(creator) : undefined;
  if (createdBy !== known.createdBy)
    found.error(
      `${path}.created_by_ref`,
      'VERSION',
      'another version has another creator; only the creator may version an object',
    );
  if (isTimestamp(modified) && known.revokedAt !== undefined && compareStixTimestamps(modified, known.revokedAt) > 0)
    found.error(`${path}.modified`, 'VERSION', `the object was revoked ${known.revokedAt}; it has no later versions`);
};
