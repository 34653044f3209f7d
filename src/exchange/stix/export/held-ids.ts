/** The ids of what is held for an export. */
import { stixIdOfRecord } from './candidates.js';
import type { Held } from './holdings.queries.js';
import type { Look } from './own-object.stix.js';
import { originOf } from './profiles.stix.js';

export const idOf = (held: Held): string => (held.kind === 'record' ? held.loaded.id : held.id);

export const stixIdOf = (held: Held, look: Look): string => (held.kind === 'record' ? stixIdOfRecord(held, look) : held.stixId);

/** Whether a record follows one of these objects. */
export const isOf = (held: Held, stixIds: ReadonlySet<string>): boolean =>
  held.kind === 'record' && stixIds.has(originOf(held.loaded.record)?.id ?? '');
