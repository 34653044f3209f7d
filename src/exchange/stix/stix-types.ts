/** The object types of STIX 2.1 by kind, and the syntax of type names and identifiers. */

export type StixKind = 'domain' | 'relationship' | 'observable' | 'meta';

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** STIX 2.1 §4, §5, §6 and §7. */
const TYPES: Readonly<Record<StixKind, ReadonlySet<string>>> = {
  domain: names(
    'attack-pattern campaign course-of-action grouping identity incident indicator infrastructure intrusion-set location ' +
      'malware malware-analysis note observed-data opinion report threat-actor tool vulnerability',
  ),
  relationship: names('relationship sighting'),
  observable: names(
    'artifact autonomous-system directory domain-name email-addr email-message file ipv4-addr ipv6-addr mac-addr mutex ' +
      'network-traffic process software url user-account windows-registry-key x509-certificate',
  ),
  meta: names('extension-definition language-content marking-definition'),
};

const KINDS: ReadonlyMap<string, StixKind> = new Map(
  (Object.keys(TYPES) as StixKind[]).flatMap((kind) => [...TYPES[kind]].map((type) => [type, kind] as const)),
);
/** @returns undefined for a custom type. */
export const kindOf = (type: string): StixKind | undefined => KINDS.get(type);

const TYPE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_TYPE_NAME = 100;
/** STIX 2.1 §2.9 on RFC 9562: a UUID of a named version and variant; either case is read (§4). */
const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;

/** STIX 2.1 §2.9 and §11.2, 3 to 100 characters: lower-case letters, digits and single hyphens, a letter first. */
export const isTypeName = (name: string): boolean => name.length >= 3 && name.length <= MAX_TYPE_NAME && TYPE_NAME.test(name);

/** The type before `--`, or undefined when `id` is not `<type>--<uuid>`. */
export const typeOfId = (id: string): string | undefined => {
  const dashes = id.length - 38;
  if (dashes < 1 || !id.startsWith('--', dashes) || !UUID.test(id.slice(dashes + 2))) return undefined;
  const type = id.slice(0, dashes);
  return KINDS.has(type) || isTypeName(type) ? type : undefined;
};

/** What stands after `--`; of what has none, anything. */
export const uuidOf = (stixId: string): string => stixId.slice(stixId.indexOf('--') + 2);

/** Identifiers are compared in lower case: RFC 9562 §4 reads a UUID in either and writes it so. What is no identifier stays as it is. */
export const comparableId = (id: string): string => {
  const lower = id.toLowerCase();
  return lower === id || typeOfId(id) === undefined ? id : lower;
};
