/** STIX 2.1 §4: the domain objects, property by property. Common properties are in common-properties.ts. */
import { killChainPhases } from './common-properties.js';
import { atLeastOneOf, demands, deprecated, exactlyOneOf, inOrder, needs } from './object-rules.js';
import {
  anyRef,
  boolean,
  type Check,
  dictionaryOf,
  integer,
  listOf,
  matching,
  nonEmpty,
  number,
  oneOf,
  recommended,
  refTo,
  refToKind,
  type Rule,
  shaped,
  type Shape,
  string,
  termOf,
  timestamp,
} from './property-checks.js';
import { patternReads } from './patterns/indicator-pattern.js';
import { relationshipIsNamed } from './relationship-table.js';
import { kindOf, typeOfId } from './stix-types.js';

const named = { name: nonEmpty, description: string };
/** For types whose name is optional. */
const described = { name: string, description: string };
const strings = listOf(string);
const seen = { first_seen: timestamp, last_seen: timestamp };
const seenInOrder = inOrder('first_seen', 'last_seen');
const adversary = {
  goals: strings,
  resource_level: termOf('attack-resource-level-ov'),
  primary_motivation: termOf('attack-motivation-ov'),
  secondary_motivations: listOf(termOf('attack-motivation-ov')),
};

/** STIX 2.1 §4.14: what was observed is observables and the relationships between them. */
const refersToAnObservable: Rule = ({ object_refs: refs }, path, found) => {
  if (!Array.isArray(refs)) return;
  const isObservable = (ref: unknown) => {
    const type = typeof ref === 'string' ? typeOfId(ref) : undefined;
    return type !== undefined && (kindOf(type) ?? 'observable') === 'observable';
  };
  if (!refs.some(isObservable)) found.error(`${path}.object_refs`, 'COMBINATION', 'must refer to at least one cyber-observable');
};

/** A report is a record of ours, whose own times begin with 1970. */
const publishedInOurTime: Rule = ({ published }, path, found) => {
  if (typeof published === 'string' && published < '1970')
    found.error(`${path}.published`, 'OUT_OF_RANGE', `must not be before 1970, not ${published.slice(0, 10)}`);
};

const sample: Check = refTo('artifact', 'file');
const software: Check = refTo('software');

export const DOMAIN_OBJECTS: Readonly<Record<string, Shape>> = {
  'attack-pattern': { required: ['name'], properties: { ...named, aliases: strings, kill_chain_phases: killChainPhases } },
  campaign: {
    required: ['name'],
    properties: { ...named, ...seen, aliases: strings, objective: string },
    rules: [seenInOrder],
  },
  'course-of-action': { required: ['name'], properties: named },
  grouping: {
    required: ['context', 'object_refs'],
    properties: { ...described, context: termOf('grouping-context-ov'), object_refs: listOf(anyRef) },
  },
  identity: {
    required: ['name'],
    properties: {
      ...named,
      roles: strings,
      identity_class: termOf('identity-class-ov'),
      sectors: listOf(termOf('industry-sector-ov')),
      contact_information: string,
    },
  },
  incident: { required: ['name'], properties: named },
  indicator: {
    required: ['pattern', 'pattern_type', 'valid_from'],
    properties: {
      ...described,
      indicator_types: listOf(termOf('indicator-type-ov')),
      pattern: nonEmpty,
      pattern_type: termOf('pattern-type-ov'),
      pattern_version: string,
      valid_from: timestamp,
      valid_until: timestamp,
      kill_chain_phases: killChainPhases,
    },
    rules: [inOrder('valid_from', 'valid_until', true), patternReads],
  },
  infrastructure: {
    required: ['name'],
    properties: {
      ...named,
      ...seen,
      infrastructure_types: listOf(termOf('infrastructure-type-ov')),
      aliases: strings,
      kill_chain_phases: killChainPhases,
    },
    rules: [seenInOrder],
  },
  'intrusion-set': {
    required: ['name'],
    properties: { ...named, ...seen, ...adversary, aliases: strings },
    rules: [seenInOrder],
  },
  location: {
    properties: {
      ...described,
      latitude: number(-90, 90),
      longitude: number(-180, 180),
      precision: number(0),
      region: termOf('region-ov'),
      country: recommended(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code'),
      administrative_area: string,
      city: string,
      street_address: string,
      postal_code: string,
    },
    rules: [
      atLeastOneOf('region', 'country', 'latitude'),
      needs('latitude', 'longitude'),
      needs('longitude', 'latitude'),
      needs('precision', 'latitude', 'longitude'),
    ],
  },
  malware: {
    required: ['is_family'],
    properties: {
      ...described,
      ...seen,
      malware_types: listOf(termOf('malware-type-ov')),
      is_family: boolean,
      aliases: strings,
      kill_chain_phases: killChainPhases,
      operating_system_refs: listOf(software),
      architecture_execution_envs: listOf(termOf('processor-architecture-ov')),
      implementation_languages: listOf(termOf('implementation-language-ov')),
      capabilities: listOf(termOf('malware-capabilities-ov')),
      sample_refs: listOf(sample),
    },
    rules: [seenInOrder, demands('is_family', true, 'name')],
  },
  'malware-analysis': {
    required: ['product'],
    properties: {
      product: nonEmpty,
      version: string,
      host_vm_ref: software,
      operating_system_ref: software,
      installed_software_refs: listOf(software),
      configuration_version: string,
      modules: strings,
      analysis_engine_version: string,
      analysis_definition_version: string,
      submitted: timestamp,
      analysis_started: timestamp,
      analysis_ended: timestamp,
      result_name: string,
      result: termOf('malware-result-ov'),
      analysis_sco_refs: listOf(refToKind('observable')),
      sample_ref: refTo('artifact', 'file', 'network-traffic'),
    },
    rules: [atLeastOneOf('result', 'analysis_sco_refs'), inOrder('analysis_started', 'analysis_ended')],
  },
  note: {
    required: ['content', 'object_refs'],
    properties: { abstract: string, content: string, authors: strings, object_refs: listOf(anyRef) },
  },
  'observed-data': {
    required: ['first_observed', 'last_observed', 'number_observed'],
    properties: {
      first_observed: timestamp,
      last_observed: timestamp,
      number_observed: integer(1, 999_999_999),
      objects: dictionaryOf(shaped({ required: ['type'], properties: { type: string } })),
      object_refs: listOf(refToKind('observable', 'relationship')),
    },
    rules: [
      inOrder('first_observed', 'last_observed'),
      exactlyOneOf('objects', 'object_refs'),
      deprecated('objects', 'object_refs'),
      refersToAnObservable,
    ],
  },
  opinion: {
    required: ['opinion', 'object_refs'],
    properties: { opinion: oneOf('opinion-enum'), explanation: string, authors: strings, object_refs: listOf(anyRef) },
  },
  report: {
    required: ['name', 'published', 'object_refs'],
    properties: {
      ...named,
      report_types: listOf(termOf('report-type-ov')),
      published: timestamp,
      object_refs: listOf(anyRef),
    },
    rules: [publishedInOurTime],
  },
  'threat-actor': {
    required: ['name'],
    properties: {
      ...named,
      ...seen,
      ...adversary,
      threat_actor_types: listOf(termOf('threat-actor-type-ov')),
      aliases: strings,
      roles: listOf(termOf('threat-actor-role-ov')),
      sophistication: termOf('threat-actor-sophistication-ov'),
      personal_motivations: listOf(termOf('attack-motivation-ov')),
    },
    rules: [seenInOrder],
  },
  tool: {
    required: ['name'],
    properties: {
      ...named,
      tool_types: listOf(termOf('tool-type-ov')),
      aliases: strings,
      kill_chain_phases: killChainPhases,
      tool_version: string,
    },
  },
  vulnerability: { required: ['name'], properties: named },
};

/** STIX 2.1 §5. */
export const RELATIONSHIP_OBJECTS: Readonly<Record<string, Shape>> = {
  relationship: {
    required: ['relationship_type', 'source_ref', 'target_ref'],
    properties: {
      relationship_type: matching(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case words joined by hyphens'),
      description: string,
      source_ref: refToKind('domain', 'observable'),
      target_ref: refToKind('domain', 'observable'),
      start_time: timestamp,
      stop_time: timestamp,
    },
    rules: [inOrder('start_time', 'stop_time', true), relationshipIsNamed],
  },
  sighting: {
    required: ['sighting_of_ref'],
    properties: {
      ...seen,
      description: string,
      count: integer(0, 999_999_999),
      sighting_of_ref: refToKind('domain'),
      observed_data_refs: listOf(refTo('observed-data')),
      where_sighted_refs: listOf(refTo('identity', 'location')),
      summary: boolean,
    },
    rules: [seenInOrder],
  },
};
