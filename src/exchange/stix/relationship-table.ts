/** STIX 2.1 Appendix B: the relationships that the specification names, by source and type. */
import type { Rule } from './property-checks.js';
import { kindOf, typeOfId } from './stix-types.js';

const OBSERVABLES = 'every cyber-observable';
const ADVERSARY = {
  compromises: 'infrastructure',
  targets: 'identity location vulnerability',
  uses: 'attack-pattern infrastructure malware tool',
};

const TARGETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'attack-pattern': { delivers: 'malware', targets: 'identity location vulnerability', uses: 'malware tool' },
  campaign: { ...ADVERSARY, 'attributed-to': 'intrusion-set threat-actor', 'originates-from': 'location' },
  'course-of-action': {
    investigates: 'indicator',
    mitigates: 'attack-pattern indicator malware tool vulnerability',
    remediates: 'malware vulnerability',
  },
  identity: { 'located-at': 'location' },
  indicator: {
    indicates: 'attack-pattern campaign infrastructure intrusion-set malware threat-actor tool',
    'based-on': 'observed-data',
  },
  infrastructure: {
    'communicates-with': 'infrastructure ipv4-addr ipv6-addr domain-name url',
    'consists-of': `infrastructure observed-data ${OBSERVABLES}`,
    controls: 'infrastructure malware',
    delivers: 'malware',
    has: 'vulnerability',
    hosts: 'tool malware',
    'located-at': 'location',
    uses: 'infrastructure',
  },
  'intrusion-set': {
    ...ADVERSARY,
    'attributed-to': 'threat-actor',
    hosts: 'infrastructure',
    owns: 'infrastructure',
    'originates-from': 'location',
  },
  malware: {
    'authored-by': 'threat-actor intrusion-set',
    'beacons-to': 'infrastructure',
    'communicates-with': 'ipv4-addr ipv6-addr domain-name url',
    controls: 'malware',
    downloads: 'malware tool file',
    drops: 'malware tool file',
    'exfiltrates-to': 'infrastructure',
    exploits: 'vulnerability',
    'originates-from': 'location',
    targets: 'identity infrastructure location vulnerability',
    uses: 'attack-pattern infrastructure malware tool',
    'variant-of': 'malware',
  },
  'malware-analysis': {
    characterizes: 'malware',
    'analysis-of': 'malware',
    'static-analysis-of': 'malware',
    'dynamic-analysis-of': 'malware',
  },
  'threat-actor': {
    ...ADVERSARY,
    'attributed-to': 'identity',
    hosts: 'infrastructure',
    impersonates: 'identity',
    'located-at': 'location',
    owns: 'infrastructure',
  },
  tool: {
    delivers: 'malware',
    drops: 'malware',
    has: 'vulnerability',
    targets: 'identity infrastructure location vulnerability',
    uses: 'infrastructure',
  },
  'domain-name': { 'resolves-to': 'domain-name ipv4-addr ipv6-addr' },
  'ipv4-addr': { 'resolves-to': 'mac-addr', 'belongs-to': 'autonomous-system' },
  'ipv6-addr': { 'resolves-to': 'mac-addr', 'belongs-to': 'autonomous-system' },
};

/** `source type target`. */
const NAMED: ReadonlySet<string> = new Set(
  Object.entries(TARGETS).flatMap(([source, types]) =>
    Object.entries(types).flatMap(([type, targets]) =>
      targets
        .replace(OBSERVABLES, 'observable')
        .split(' ')
        .map((target) => `${source} ${type} ${target}`),
    ),
  ),
);

const isNamed = (type: string, source: string, target: string): boolean => {
  if (type === 'related-to') return true;
  if (type === 'derived-from' || type === 'duplicate-of') return source === target;
  return (
    NAMED.has(`${source} ${type} ${target}`) || (kindOf(target) === 'observable' && NAMED.has(`${source} ${type} observable`))
  );
};

/** STIX 2.1 §5.1: a relationship between types of STIX should be one that the specification names. */
export const relationshipIsNamed: Rule = (relationship, path, found) => {
  const { relationship_type: type, source_ref: from, target_ref: to } = relationship;
  if (typeof type !== 'string' || typeof from !== 'string' || typeof to !== 'string') return;
  const [source, target] = [typeOfId(from), typeOfId(to)];
  if (!source || !target || !kindOf(source) || !kindOf(target) || isNamed(type, source, target)) return;
  const named = `${source} ${type.slice(0, 40)} ${target}`;
  found.warn(`${path}.relationship_type`, 'NOT_RECOMMENDED', `${named} is not a relationship that STIX names; related-to is`);
};
