/** What is asked in the address of a request for objects, checked field by field (TAXII 2.1 §3.4 and §3.5). */
import { type InvalidField, invalidInput } from '../../../graphql/arguments.js';
import type { PageFilter } from '../../stix/export/export-page.js';
import { timestampFault } from '../../stix/stix-timestamp.js';
import { comparableId } from '../../stix/stix-types.js';

export const MOST_OBJECTS = 1_000;
const MOST_VALUES = 100;
const LONGEST_VALUE = 300;
const LONGEST_CURSOR = 20_000;

export type Match = 'id' | 'type' | 'version' | 'spec_version';

export interface TaxiiQuestion {
  readonly filter: Pick<PageFilter, 'ids' | 'types' | 'versions' | 'specVersions'>;
  /** A UTC timestamp of any precision. */
  readonly addedAfter: string | undefined;
  readonly limit: number;
  readonly next: string | undefined;
}

export type RawQuery = Readonly<Record<string, unknown>>;

const isVersion = (value: string): boolean => ['first', 'last', 'all'].includes(value) || timestampFault(value) === undefined;

const faultOf: Readonly<Record<Match, (value: string) => string | undefined>> = {
  id: () => undefined,
  type: () => undefined,
  version: (value) => (isVersion(value) ? undefined : 'must be first, last, all or a UTC time, or several with commas between'),
  spec_version: (value) => (/^\d\.\d$/.test(value) ? undefined : 'must be such as 2.1, or several with commas between'),
};

/** @param matches those that the resource knows. @throws LedgerError INVALID_INPUT naming each wrong parameter. */
export const readQuestion = (query: RawQuery, matches: readonly Match[]): TaxiiQuestion => {
  const faults: InvalidField[] = [];
  const refuse = (path: string, message: string): undefined => {
    faults.push({ path, message });
    return undefined;
  };
  const one = (name: string, longest: number): string | undefined => {
    const { [name]: value } = query;
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return refuse(name, 'must be given once; separate several values by commas');
    if (value === '' || value.length > longest || value.includes('\0'))
      return refuse(name, 'must be a short text that is not empty');
    return value;
  };
  const several = (match: Match): readonly string[] | undefined => {
    const name = `match[${match}]`;
    const values = one(name, MOST_VALUES * LONGEST_VALUE)
      ?.split(',')
      .map((value) => value.trim());
    if (values === undefined) return undefined;
    if (values.length > MOST_VALUES) return refuse(name, `must not name more than ${MOST_VALUES}`);
    const fault = values.map(faultOf[match]).find((message) => message !== undefined);
    return fault === undefined ? values : refuse(name, fault);
  };
  for (const name of Object.keys(query)) {
    const match = /^match\[(.*)\]$/.exec(name)?.[1];
    if (match !== undefined && !matches.some((known) => known === match))
      refuse(name, `is not known here; there is ${matches.map((known) => `match[${known}]`).join(', ')}`);
  }
  const known = (match: Match) => (matches.includes(match) ? several(match) : undefined);
  const addedAfter = one('added_after', 60);
  const limit = one('limit', 20);
  if (addedAfter !== undefined && timestampFault(addedAfter) !== undefined) refuse('added_after', timestampFault(addedAfter)!);
  if (limit !== undefined && !/^0*[1-9]\d*$/.test(limit)) refuse('limit', 'must be a whole number from 1 on');
  const question = {
    filter: {
      ids: known('id')?.map((id) => comparableId(id).toLowerCase()),
      types: known('type'),
      versions: known('version'),
      specVersions: known('spec_version'),
    },
    addedAfter,
    limit: Math.min(Number(limit ?? MOST_OBJECTS), MOST_OBJECTS),
    next: one('next', LONGEST_CURSOR),
  };
  if (faults.length > 0) throw invalidInput(faults);
  return question;
};
